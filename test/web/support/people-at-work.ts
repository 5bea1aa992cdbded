import type { Browser, Page } from 'playwright-core'
import { openDesk, signIn } from '../../support/desk.ts'

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
  const desks = new Map<string, Page>()
  const signedIn = new Set<string>()
  const complaints: string[] = []
  let address = ''

  async function seat(name: string): Promise<Page> {
    const page = desks.get(name) ?? (await openDesk(browser, address, complaints))
    desks.set(name, page)
    return page
  }
  return {
    async pageOf(name) {
      const page = await seat(name)
      if (signedIn.has(name)) return page
      await page.context().clearCookies()
      await signIn(page, name, `${address}/inbox`)
      signedIn.add(name)
      return page
    },
    moveTo(next) {
      address = next
      signedIn.clear()
    },
    complaints: () => complaints.splice(0),
    async close() {
      for (const page of desks.values()) await page.close()
    },
  }
}
