import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'

const candidates = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The browser of this machine, or undefined where there is none. */
export function findBrowser(): string | undefined {
  return candidates.find((path) => path !== undefined && existsSync(path))
}

/**
 * Tests that need a real browser. Without one they are skipped and say so; where `CI` is set a missing browser is a
 * failure, for there nobody would read the note.
 */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  const path = findBrowser()
  if (path === undefined) {
    const reason = 'no Chromium was found at CHROMIUM_PATH or /usr/bin/chromium'
    if (process.env.CI !== undefined && process.env.CI !== '') {
      it(`${name}: a browser is there`, () => {
        throw new Error(`Expected a browser where CI is set, but ${reason}`)
      })
      return
    }
    console.warn(`Skipped: ${name}; ${reason}`)
    describe.skip(`${name} (skipped: ${reason})`, () => it('needs a browser', () => undefined))
    return
  }
  describe(name, () => {
    let browser: Browser | undefined
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: path, args: quiet })
    })
    afterAll(async () => {
      await browser?.close()
    })
    tests(() => {
      if (browser === undefined) throw new Error('Expected the browser inside a test or a hook, but it is not started yet')
      return browser
    })
  })
}
