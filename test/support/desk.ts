import type { Browser, Page } from 'playwright-core'
import { afterEach, beforeEach, expect } from 'vitest'
import { password } from '../http/support/house.ts'

/** How long somebody waits for what they look for on a page. */
const patienceMs = 30_000

/**
 * A browser window for one person, at which nothing is left of anybody else; closing the page ends it. Movement is asked to be
 * reduced. What the page throws, and what the policy for its content forbids, is added to the complaints.
 */
export async function openDesk(browser: Browser, address: string, complaints: string[]): Promise<Page> {
  const page = await browser.newPage({
    baseURL: address,
    viewport: { width: 1360, height: 900 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
  })
  page.setDefaultTimeout(patienceMs)
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy|violates/i.test(message.text())) complaints.push(message.text())
  })
  return page
}

/** A desk of its own for each test. A test fails where its page had something to complain of. */
export function withDesk(browser: () => Browser, address: () => string): () => Page {
  const complaints: string[] = []
  let page: Page | undefined
  beforeEach(async () => {
    page = await openDesk(browser(), address(), complaints)
  })
  afterEach(async () => {
    await page?.close()
    page = undefined
    expect(complaints.splice(0)).toEqual([])
  })
  return () => {
    if (page === undefined) throw new Error('Expected the desk inside a test, but it is not open')
    return page
  }
}

/** Goes where somebody wants to, and says on the way who they are. */
export async function giveLogin(page: Page, login: string, to: string, secret = password): Promise<void> {
  await page.goto(to)
  await page.getByLabel('登录名').fill(login)
  await page.getByRole('textbox', { name: '密码' }).fill(secret)
  await page.getByRole('textbox', { name: '密码' }).press('Enter')
}

/** Login and password suffice: they are let in. */
export async function signIn(page: Page, login: string, to = '/inbox', secret = password): Promise<void> {
  await giveLogin(page, login, to, secret)
  await page.getByRole('navigation', { name: '主导航' }).waitFor()
}

/** Leaves a picture of the page in the folder `PICTURES_TO`, where somebody named one to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PICTURES_TO
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
