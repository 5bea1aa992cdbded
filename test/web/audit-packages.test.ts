import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyBytes } from '../../server/commands/verify.ts'
import { describeInBrowser } from '../support/browser.ts'
import { addPerson, openHouse, password, type RunningHouse } from '../support/running-house.ts'
import { buildWebClient } from '../support/web-client.ts'

const patience = 300_000
const pictures = process.env.PICTURES_TO

describeInBrowser('the page an auditor takes packages from', (browser) => {
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
    await house.found({
      name: { zh: '沈州市职业技能鉴定中心', en: 'Shenzhou Appraisal Centre' },
      kind: 'real',
      zone: 'Asia/Shanghai',
      administrators,
    })
    await house.completeFirstRun()
    await addPerson(house, 'he', '何审', ['auditor'])
    context = await browser().newContext({
      viewport: { width: 1360, height: 900 },
      locale: 'zh-CN',
      baseURL: running.address,
      acceptDownloads: true,
    })
    page = await context.newPage()
    page.setDefaultTimeout(60_000)
    await page.goto('/sign-in')
    await page.getByLabel('登录名').fill('he')
    await page.getByLabel('密码').fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await page
      .getByRole('link', { name: /审核包|导出/ })
      .first()
      .click()
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
  const picture = async (name: string) => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
  }

  it(
    'chooses volumes, says why, waits, and reads what the verifier found in the finished package',
    async () => {
      await page.getByLabel('按标准条款').check()
      await page.getByLabel('标准条款', { exact: true }).waitFor()
      await page.getByLabel('按年度').check()
      await page.getByLabel('排列').click()
      await page.getByTitle('鉴定批次五卷').click()
      await page.getByText('1 报名、资格审核材料卷').waitFor()
      await page.getByLabel('原因').fill('年度外审')
      await picture('export-asked')
      expect(await barriers()).toEqual([])
      await page.getByRole('button', { name: '开始导出' }).click()
      const ready = page.getByRole('link', { name: /下载（/ })
      await ready.waitFor({ timeout: 200_000 })
      await page.getByText('读回核对：完好').waitFor()
      await page.getByText('齐全：范围之内应有的记录').waitFor()
      await page.getByText(/四性检测（DA\/T 70-2018）：通过 \d+ 项，未通过 0 项/).click()
      await page.getByText('固化信息有效性检测').waitFor()
      await page.getByText('病毒感染检测').waitFor()
      await picture('export-done')
      expect(await barriers()).toEqual([])
      const [download] = await Promise.all([page.waitForEvent('download'), ready.click()])
      expect(await verifyBytes(await readFile(await download.path()))).toMatchObject({
        verdict: 'sound',
        description: { order: { code: 'exam-batch' } },
      })
    },
    patience,
  )
})
