import type { Browser, BrowserContext, Page } from 'playwright-core'
import { password } from '../../http/support/house.ts'

/**
 * Everybody in front of a browser of their own. Contexts live as long as the browser; who comes to another house, which
 * knows nothing of their session, signs in again.
 */
export type PeopleAtWork = Readonly<{
  /** The page of somebody who is signed in. */
  pageOf(name: string): Promise<Page>
  /** Goes over to the house at this address. */
  moveTo(address: string): void
  /** What pages threw, and what the policy for their content forbade, since this was asked last. */
  complaints(): readonly string[]
  close(): Promise<void>
}>

export function makePeopleAtWork(browser: Browser): PeopleAtWork {
  const contexts = new Map<string, Readonly<{ context: BrowserContext; page: Page }>>()
  const signedIn = new Set<string>()
  const complaints: string[] = []
  let address = ''

  async function seat(name: string): Promise<Page> {
    const seated = contexts.get(name)
    if (seated !== undefined) return seated.page
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: 'zh-CN', reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(`${name} at ${page.url()}: ${error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error' && /content security policy|violates/i.test(message.text())) complaints.push(message.text())
    })
    contexts.set(name, { context, page })
    return page
  }
  return {
    async pageOf(name) {
      const page = await seat(name)
      if (signedIn.has(name)) return page
      await page.context().clearCookies()
      await page.goto(`${address}/inbox`)
      await page.getByLabel('登录名').fill(name)
      await page.getByRole('textbox', { name: '密码' }).fill(password)
      await page.getByRole('textbox', { name: '密码' }).press('Enter')
      await page.getByRole('navigation', { name: '主导航' }).waitFor()
      signedIn.add(name)
      return page
    },
    moveTo(next) {
      address = next
      signedIn.clear()
    },
    complaints: () => complaints.splice(0),
    async close() {
      for (const { context } of contexts.values()) await context.close()
    },
  }
}
