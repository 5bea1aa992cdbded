import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Look } from './browser-stage.ts'

/** Looks at each page of a name once: WCAG 2.2 A and AA, and what axe calls good practice. */
export function lookForBarriers(): Look {
  const seen = new Set<string>()
  return async (page, name) => {
    if (seen.has(name)) return
    seen.add(name)
    expect(await barriers(page), name).toEqual([])
  }
}

/** A record's face is a page of its own, so it is not looked into. */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.waitForFunction(() => document.querySelector('.loading, .ant-spin-spinning, .ant-btn-loading') === null)
  const found = await new AxeBuilder({ page }).setLegacyMode().exclude('iframe').analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
}
