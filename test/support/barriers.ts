import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/**
 * What keeps people from using the page, as far as axe knows it: WCAG 2.2 A and AA, and what axe calls good practice. A record's
 * face is a page of its own, so it is not looked into. Nothing is looked at before it stands still: a button that is just fading
 * in has, for a moment, too little contrast.
 */
export async function barriers(page: Page): Promise<readonly string[]> {
  await page.waitForFunction(isStill)
  const found = await new AxeBuilder({ page }).setLegacyMode().exclude('iframe').analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
}

/** Runs in the page: nothing is loading, and nothing moves that will ever come to an end. */
function isStill(): boolean {
  const moving = document.getAnimations().filter(({ playState, effect }) => {
    const end = effect?.getComputedTiming().endTime
    return playState === 'running' && end !== Number.POSITIVE_INFINITY
  })
  return moving.length === 0 && document.querySelector('.loading, .ant-spin-spinning, .ant-btn-loading') === null
}
