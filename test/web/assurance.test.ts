import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { openHouse, password, type RunningHouse } from '../support/running-house.ts'
import { buildWebClient } from '../support/web-client.ts'

const patience = 120_000

describeInBrowser('what the pages say of the nightly comparison', (browser) => {
  let running: RunningHouse
  let context: BrowserContext
  let page: Page

  beforeAll(async () => {
    await buildWebClient()
    running = await openHouse()
    const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((kind) => ({
      kind,
      name: kind,
      login: kind,
      password,
    }))
    const founded = await running.house.found({
      name: { zh: '沈州市职业技能鉴定中心', en: 'Shenzhou Appraisal Centre' },
      kind: 'real',
      zone: 'Asia/Shanghai',
      administrators,
    })
    expect(founded.outcome).toBe('founded')
    await running.house.completeFirstRun()
    context = await browser().newContext({ viewport: { width: 1360, height: 900 }, locale: 'zh-CN', baseURL: running.address })
    page = await context.newPage()
    page.setDefaultTimeout(30_000)
  }, patience)
  afterAll(async () => {
    await context?.close()
    await running?.close()
  })
  const barriers = async () => {
    await page.waitForFunction(() => document.querySelector('.loading, .ant-spin-spinning, .ant-btn-loading') === null)
    const found = await new AxeBuilder({ page }).setLegacyMode().analyze()
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
  }
  const look = async (name: string) => {
    if (process.env.LOOK !== undefined) await page.screenshot({ path: `${process.env.LOOK}/${name}.png`, fullPage: true })
  }

  it(
    'an administrator begins one, finds everything in order; what is changed behind the program raises an alarm on every page until noted',
    async () => {
      await page.goto('/trust/comparison')
      await page.getByLabel('登录名').fill('audit_admin')
      await page.getByRole('textbox', { name: '密码' }).fill(password)
      await page.getByRole('textbox', { name: '密码' }).press('Enter')
      await page.getByRole('heading', { name: '全面比对' }).waitFor()
      await page.getByText('还没有比对过').waitFor()
      await page.getByRole('button', { name: '现在比对' }).click()
      await page.getByText('最近一次全面比对：一切相符。').waitFor()
      expect(await barriers()).toEqual([])
      await look('assurance-sound')

      // A centre entered past the organisation's log: what somebody with the password of the database could do.
      await running.house.pool.query(
        "insert into testing_centre (code, name_zh, name_en) values ('06010009', '不存在的鉴定所', 'No such centre')",
      )
      await page.getByRole('button', { name: '现在比对' }).click()
      const alarm = page.getByRole('alert').filter({ hasText: '全面比对发现 1 处不符，尚无人确认。' })
      await alarm.waitFor()
      await page.getByText('鉴定所 06010009 的登记与机构日志不符。').waitFor()
      expect(await barriers()).toEqual([])
      await look('assurance-findings')
      await page.goto('/inbox')
      await alarm.waitFor()
      await alarm.getByRole('link', { name: '查看' }).click()
      await page.getByRole('button', { name: '确认并说明' }).click()
      await page.getByLabel('原因').fill('试验用的鉴定所，已删除')
      expect(await barriers()).toEqual([])
      await look('assurance-acknowledge')
      await page.getByRole('dialog').getByRole('button', { name: '确认并说明' }).click()
      await page.getByText('audit_admin 已确认：试验用的鉴定所，已删除').waitFor()
      expect(await alarm.count()).toBe(0)
      await look('assurance-noted')
    },
    patience,
  )
})
