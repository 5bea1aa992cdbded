import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyBytes } from '../../server/commands/verify.ts'
import { password } from '../http/support/house.ts'
import { makeHttpStage } from '../http/support/http-stage.ts'
import { auditor } from '../http/support/story-house.ts'
import { play } from '../procedures/support/play.ts'
import { enteredIn, stories } from '../procedures/support/story.ts'
import { describeInBrowser } from '../support/browser.ts'
import { choose } from './support/fill-form.ts'
import { type StoryPages, withStoryPages } from './support/story-pages.ts'

const patience = 240_000
const centre = '06011001'
const year = 2025

/** The licence of the centre, as the story of QP-07 has it, until it is granted. */
const licence = stories.find(({ file }) => file === 'QP-07-licensed-suspended-restored.yaml')
const granted = licence?.lines.slice(0, licence.lines.findIndex(({ take }) => take === 'license') + 1) ?? []

describeInBrowser('a year of a licensed centre, on the pages', (browser) => {
  const enter = withStoryPages(browser, patience)
  let pages: StoryPages
  let application = ''
  let inspection = ''

  beforeAll(async () => {
    pages = await enter([centre])
    const stage = makeHttpStage(pages.house)
    const names = await play({ file: '', title: { zh: '', en: '' }, lines: granted, ends: {} }, stage)
    application = [...names.values()][0] ?? ''
    await stage.passTo('2025-03-03T01:00:00.000Z')
  }, patience)
  afterAll(async () => pages?.leave())

  const at = async (name: string, path: string): Promise<Page> => {
    const page = await pages.people.pageOf(name)
    await page.goto(`${pages.address}${path}`)
    return page
  }

  it('is opened for every centre by one act, which done again opens nothing', { timeout: patience }, async () => {
    const page = await at('郑洁', '/inspections')
    await page.getByRole('heading', { level: 1, name: String(year) }).waitFor()
    await pages.look(page, 'the year')
    for (const [opened, there] of [
      [1, 0],
      [0, 1],
    ]) {
      await page.getByRole('button', { name: `开展 ${year} 年度` }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /开\s?立/ })
        .click()
      await page
        .getByRole('status')
        .filter({ hasText: `新开立 ${opened} 个案卷` })
        .filter({ hasText: `已开立 ${there} 个` })
        .waitFor()
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    const link = page.getByRole('link', { name: /QP-08-2025-00001/ })
    inspection = (await link.getAttribute('href'))?.split('/').at(-1) ?? ''
    expect(await page.getByRole('link', { name: /QP-08-2025-/ }).count()).toBe(1)
  })

  it('keeps a phone number covered until somebody says why they look', { timeout: patience }, async () => {
    const page = await at('吴敏', `/cases/${application}`)
    await page
      .getByRole('link', { name: /^QR-07-01\/.+\/001$/ })
      .first()
      .click()
    const phone = page.getByRole('region', { name: '内容' }).locator('dl > div').filter({ hasText: '联系电话' })
    await phone.getByText('138****0000').waitFor()
    await phone.getByRole('button', { name: '查看原值' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('原因').fill('核实')
    expect(await dialog.getByRole('button', { name: /查\s?看/ }).isDisabled()).toBe(true)
    await dialog.getByLabel('原因').fill('核实申请单位联系方式')
    await pages.look(page, 'the dialog that uncovers a value')
    await dialog.getByRole('button', { name: /查\s?看/ }).click()
    await phone.getByText('13800000000').waitFor()
    await page.reload()
    await phone.getByText('138****0000').waitFor()
  })

  it('puts a date right with two names and a reason, and the old one stays legible', { timeout: patience }, async () => {
    expect(await makeHttpStage(pages.house).take(inspection, 'notify', { due_on: '2025-04-03' }, '郑洁')).toBe(null)
    const page = await at('郑洁', `/cases/${inspection}`)
    await page
      .getByRole('link', { name: /^QR-08-01\/.+\/001$/ })
      .first()
      .click()
    await page.getByRole('button', { name: /更\s?正/ }).click()
    const dialog = page.getByRole('dialog')
    await choose(dialog.getByLabel('更正哪一项'), '自查截止日')
    await dialog.getByText('2025年4月3日').waitFor()
    await dialog.getByLabel('更正为').fill('2025-04-07')
    await dialog.getByLabel('原因').fill('通知书日期印错')
    await dialog.getByLabel('再次输入您的密码').fill(password)
    await dialog.getByLabel('第二人的登录名').fill('郑洁')
    await dialog.getByLabel('第二人的密码').fill(password)
    await dialog.getByRole('button', { name: '签署并更正' }).click()
    await dialog
      .getByRole('alert')
      .getByText(/另一|两人|同一人/)
      .waitFor()

    await dialog.getByLabel('再次输入您的密码').fill(password)
    await dialog.getByLabel('第二人的登录名').fill('吴敏')
    await dialog.getByLabel('第二人的密码').fill(password)
    await dialog.getByRole('button', { name: '签署并更正' }).click()
    const corrected = page.getByRole('alert').filter({ hasText: '有 1 处更正' })
    await corrected.waitFor()
    const text = (await corrected.textContent()) ?? ''
    for (const part of ['2025年4月3日', '2025年4月7日', '通知书日期印错', '郑洁', '吴敏']) expect(text).toContain(part)
    expect(await corrected.locator('del').textContent()).toBe('2025年4月3日')
    await pages.look(page, 'a corrected record')
  })

  it('lets a first signature be taken back, with the reason in the file', { timeout: patience }, async () => {
    const visit = await visitSignedOnce(pages, inspection)
    const other = await at('杨帆', `/cases/${visit}`)
    await other.getByRole('button', { name: '会签' }).waitFor()
    expect(await other.getByRole('button', { name: /撤\s?回/ }).count()).toBe(0)

    const page = await at('吴敏', `/cases/${visit}`)
    await page.getByText(/吴敏.+已签署，等待第二人/).waitFor()
    await page.getByRole('button', { name: /撤\s?回/ }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: /撤\s?回/ }).isDisabled()).toBe(true)
    await dialog.getByLabel('原因').fill('成员名单有误，重新组成')
    await pages.look(page, 'the dialog that takes back a signature')
    await dialog.getByRole('button', { name: /撤\s?回/ }).click()
    await page.getByRole('status').filter({ hasText: '已撤回' }).waitFor()
    await page.getByRole('region', { name: '历程' }).getByText('成员名单有误，重新组成').waitFor()
    await page.getByRole('button', { name: /办理：开始现场评估$/ }).waitFor()

    await other.reload()
    await other.getByRole('region', { name: '历程' }).getByText('成员名单有误，重新组成').waitFor()
    expect(await other.getByRole('button', { name: '会签' }).count()).toBe(0)
  })

  it('is taken away by the auditor as one file that proves itself', { timeout: patience }, async () => {
    const page = await at(auditor, '/exports')
    await page.getByLabel('年度', { exact: true }).fill(String(year))
    await page.getByLabel('原因').fill('年度审核')
    await pages.look(page, 'the page of exports')
    await page.getByRole('button', { name: '开始导出' }).click()
    await page.getByRole('progressbar', { name: /导出进度/ }).waitFor()
    const ready = page.getByRole('link', { name: /下载（/ })
    await ready.waitFor({ timeout: 60_000 })
    const [download] = await Promise.all([page.waitForEvent('download'), ready.click()])
    const report = await verifyBytes(await readFile(await download.path()))
    expect(report.findings.filter(({ kind }) => kind === 'damage')).toEqual([])
    // The inspection is still under way, so the package says what is yet to come.
    expect(['sound', 'incomplete']).toContain(report.verdict)
  })
})

/** Brings the inspection to its visit, the panel signed by the first of two. Answers the case of the visit. */
async function visitSignedOnce({ house }: StoryPages, inspection: string): Promise<string> {
  const stage = makeHttpStage(house)
  const taken = async (id: string, step: string, sheet: Readonly<Record<string, unknown>>, by: string) =>
    expect(await stage.take(id, step, enteredIn({ on: '', with: sheet }), by), step).toBe(null)
  await stage.passTo('2025-03-28T01:00:00.000Z')
  await taken(inspection, 'submit_self', { use: 'self_report' }, '高志远')
  await taken(inspection, 'pass_material', { use: 'documents_complete' }, '郑洁')
  const visit = (await stage.stateOf(inspection)).started[0]?.case ?? ''
  await taken(visit, 'start_visit', { use: 'panel', visit_on: '2025-04-03', notified_on: '2025-03-28' }, '吴敏')
  return visit
}
