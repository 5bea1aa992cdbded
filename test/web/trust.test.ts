import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseTlogProof } from '#records'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { signIn, withDesk } from '../support/desk.ts'
import { addCentre, addPerson, openFoundedHouse, type RunningHouse } from '../support/running-house.ts'
import { openCaseOn } from './support/open-case.ts'

const patience = 120_000
const year = new Date().getFullYear()

describeInBrowser('what the pages say of the log', (browser) => {
  let running: RunningHouse
  const desk = withDesk(browser, () => running.address)

  beforeAll(async () => {
    running = await openFoundedHouse()
    const { house } = running
    await addCentre(house, '06010001', '沈州第一鉴定所', 'First Centre')
    await addPerson(house, 'zhang', '张华', ['supervision_officer'])
  })
  afterAll(() => running?.close())

  it(
    'the page of the log tells size, checkpoint, key and fingerprint in plain words, and warns while nobody outside watches',
    async () => {
      const page = desk()
      await running.house.transparency.catchUp()
      await signIn(page, 'zhang', '/trust')
      await page.getByRole('heading', { name: '可信', exact: true }).waitFor()
      await page.getByText('日志正常').waitFor()
      await page.getByText('还没有机构以外的见证人').waitFor()
      expect(await page.locator('.fingerprint').innerText()).toMatch(/^([0-9A-F]{4}\s*){16}$/)
      expect(await page.locator('.note').innerText()).toMatch(/^guiju\/[0-9a-f-]{36}\n\d+\n/)
      expect(await barriers(page)).toEqual([])
      await page.setViewportSize({ width: 390, height: 800 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
      await page.setViewportSize({ width: 1360, height: 900 })
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByText('The log is well').waitFor()
      await page.getByRole('button', { name: '中文' }).click()
    },
    patience,
  )

  it(
    'a case says under each entry whether it is anchored, and then offers the receipt',
    async () => {
      const page = desk()
      await signIn(page, 'zhang')
      const id = await openCaseOn(page, 'QP-08', { site: '06010001', year })
      await page.goto(`/cases/${id}`)
      await page.getByText('尚未排入').first().waitFor()
      await running.house.transparency.catchUp()
      await page.reload()
      const link = page.getByRole('link', { name: /日志第 \d+ 项 · 存证回执/ })
      await link.first().waitFor()
      const [download] = await Promise.all([page.waitForEvent('download'), link.first().click()])
      expect(download.suggestedFilename()).toMatch(/\.tlog-proof$/)
      expect(parseTlogProof(await readFile(await download.path()))).not.toBeNull()
      expect(await barriers(page)).toEqual([])
    },
    patience,
  )
})
