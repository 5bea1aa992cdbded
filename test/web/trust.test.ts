import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseTlogProof } from '#records'
import { describeInBrowser } from '../support/browser.ts'
import { addCentre, addPerson, openHouse, password, type RunningHouse } from '../support/running-house.ts'
import { buildWebClient } from '../support/web-client.ts'

const patience = 120_000
const year = new Date().getFullYear()

describeInBrowser('what the pages say of the log', (browser) => {
  let running: RunningHouse
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    await buildWebClient()
    running = await openHouse()
    const { house } = running
    const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((kind) => ({
      kind,
      name: kind,
      login: kind,
      password,
    }))
    const founded = await house.found({
      name: { zh: '沈州市职业技能鉴定中心', en: 'Shenzhou Appraisal Centre' },
      kind: 'real',
      zone: 'Asia/Shanghai',
      administrators,
    })
    expect(founded.outcome).toBe('founded')
    await house.completeFirstRun()
    await addCentre(house, '06010001', '沈州第一鉴定所', 'First Centre')
    await addPerson(house, 'zhang', '张华', ['supervision_officer'])
    context = await browser().newContext({
      viewport: { width: 1360, height: 900 },
      locale: 'zh-CN',
      baseURL: running.address,
      acceptDownloads: true,
    })
    page = await context.newPage()
    page.setDefaultTimeout(15_000)
  }, patience)
  afterAll(async () => {
    await context?.close()
    await running?.close()
  })
  const barriers = async () => {
    await page.waitForFunction(() => document.querySelector('.loading, .ant-spin-spinning, .ant-btn-loading') === null)
    const found = await new AxeBuilder({ page }).setLegacyMode().exclude('iframe').analyze()
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
  }

  it(
    'the page of the log tells size, checkpoint, key and fingerprint in plain words, and warns while nobody outside watches',
    async () => {
      await running.house.transparency.catchUp()
      await page.goto('/trust')
      await page.getByLabel('登录名').fill('zhang')
      await page.getByRole('textbox', { name: '密码' }).fill(password)
      await page.getByRole('textbox', { name: '密码' }).press('Enter')
      await page.getByRole('heading', { name: '可信', exact: true }).waitFor()
      await page.getByText('日志正常').waitFor()
      await page.getByText('还没有机构以外的见证人').waitFor()
      expect(await page.locator('.fingerprint').innerText()).toMatch(/^([0-9A-F]{4}\s*){16}$/)
      expect(await page.locator('.note').innerText()).toMatch(/^guiju\/[0-9a-f-]{36}\n\d+\n/)
      expect(await barriers()).toEqual([])
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
      const id = await page.evaluate(
        async ([code, wanted]) => {
          const session = await (await fetch('/api/session')).json()
          const answer = await fetch('/api/cases', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrf, 'idempotency-key': crypto.randomUUID() },
            body: JSON.stringify({ document: 'QP-08', subject: { site: code, year: wanted } }),
          })
          return ((await answer.json()) as { id?: string }).id ?? ''
        },
        ['06010001', year] as const,
      )
      expect(id).not.toBe('')
      await page.goto(`/cases/${id}`)
      await page.getByText('尚未排入').first().waitFor()
      await running.house.transparency.catchUp()
      await page.reload()
      const link = page.getByRole('link', { name: /日志第 \d+ 项 · 存证回执/ })
      await link.first().waitFor()
      const [download] = await Promise.all([page.waitForEvent('download'), link.first().click()])
      expect(download.suggestedFilename()).toMatch(/\.tlog-proof$/)
      expect(parseTlogProof(await readFile(await download.path()))).not.toBeNull()
      expect(await barriers()).toEqual([])
    },
    patience,
  )
})
