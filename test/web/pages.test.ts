import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { password } from '../http/support/house.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { signIn, withDesk } from '../support/desk.ts'
import { addCentre, addPerson, openHouse, type RunningHouse } from '../support/running-house.ts'
import { buildWebClient } from '../support/web-client.ts'
import { openCaseOn } from './support/open-case.ts'

const patience = 120_000
const year = new Date().getFullYear()

/** Two years ahead: far enough for any number of working days the procedure asks for. */
const farDay = `${year + 1}-06-30`
const nearDay = new Date().toISOString().slice(0, 10)

describeInBrowser('the pages', (browser) => {
  let running: RunningHouse
  const desk = withDesk(browser, () => running.address)

  beforeAll(async () => {
    await buildWebClient()
    running = await openHouse()
  })
  afterAll(async () => running?.close())

  it(
    'the first run makes the organisation and three administrators, none of whom stands for another',
    async () => {
      const page = desk()
      await page.goto('/')
      await page.getByRole('heading', { name: '首次设置' }).waitFor()
      expect(await barriers(page)).toEqual([])
      await page.getByLabel('单位名称（中文）').fill('沈州市职业技能鉴定中心')
      await page.getByLabel('单位名称（英文）').fill('Shenzhou Appraisal Centre')
      for (const [index, name] of ['石磊', '龙飞', '许诺'].entries()) {
        await page.getByLabel('姓名').nth(index).fill(name)
        await page.getByLabel('登录名').nth(index).fill(`admin${index}`)
        await page.getByRole('textbox', { name: '密码' }).nth(index).fill(`${password}-${index}`)
      }
      // Administrators would have to enrol a second factor first; that is a test of its own.
      await page.getByLabel('第二因素').click()
      await page.getByTitle('不要求').click()
      await page.getByRole('button', { name: '完成设置' }).click()
      const refused = page.getByRole('alert')
      await page.getByRole('heading', { name: '登录' }).or(refused).first().waitFor({ timeout: 60_000 })
      expect(await refused.allTextContents()).toEqual([])
      expect(await barriers(page)).toEqual([])

      await addCentre(running.house, '06011001', '滨海职业技术学院鉴定所', 'Binhai Polytechnic Testing Centre')
      await addCentre(running.house, '06011002', '北方技师学院鉴定所', 'Northern Technicians College Testing Centre')
      await addPerson(running.house, 'zhengjie', '郑洁', ['supervision_officer'])
      await addPerson(running.house, 'gaozhiyuan', '高志远', ['site_head'], '06011001')
    },
    patience,
  )

  it('a wrong password is said in a sentence, and the right one leads back to the page wanted', async () => {
    const page = desk()
    await page.goto('/cases?year=2026')
    await page.getByLabel('登录名').fill('zhengjie')
    await page.getByRole('textbox', { name: '密码' }).fill('not-my-password')
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('alert').getByText('账号或密码不正确').waitFor()
    await page.getByRole('textbox', { name: '密码' }).fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('heading', { name: '案卷', level: 1 }).waitFor()
    expect(new URL(page.url()).search).toBe('?year=2026')
  })

  it(
    'a step is refused with the reason, keeps what was typed, and is taken with a signature once it is mended',
    async () => {
      const page = desk()
      await signIn(page, 'zhengjie', '/cases')
      await page.getByRole('button', { name: '新开案卷' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('文件').click()
      await page.keyboard.type('QP-08')
      await page.keyboard.press('Enter')
      await dialog.getByLabel(/鉴定所/).click()
      await page.keyboard.type('06011001')
      await page.keyboard.press('Enter')
      await dialog.getByLabel(/年度/).fill(String(year))
      expect(await barriers(page)).toEqual([])
      await dialog.getByRole('button', { name: '开立' }).click()

      await page.getByRole('heading', { level: 1, name: /QP-08-\d{4}-00001/ }).waitFor()
      expect(await barriers(page)).toEqual([])
      await page.getByRole('button', { name: '办理：下达年检通知' }).click()
      await page.getByRole('button', { name: '签署并提交' }).click()
      await page.getByText('有 1 处需要修改').waitFor()
      expect(await barriers(page)).toEqual([])
      expect(await page.evaluate(() => document.activeElement?.id)).toContain('due_on')

      await page.keyboard.type(nearDay)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: '签署并提交' }).click()
      const signing = page.getByRole('dialog')
      await signing.getByText('郑洁').waitFor()
      expect(await barriers(page)).toEqual([])
      await page.keyboard.type('not-my-password')
      await page.keyboard.press('Enter')
      await signing.getByRole('alert').getByText('签署未成立', { exact: false }).first().waitFor()

      await page.keyboard.type(password)
      await page.keyboard.press('Enter')
      await page.getByRole('alert').getByText('自查时间不得少于20个工作日', { exact: false }).waitFor()
      expect(await page.getByLabel('自查截止日').inputValue()).toBe(nearDay)

      await page.getByLabel('自查截止日').fill(farDay)
      await page.getByLabel('自查截止日').press('Enter')
      await page.getByRole('button', { name: '签署并提交' }).click()
      await page.getByRole('dialog').getByText('签署含义').waitFor()
      await page.keyboard.type(password)
      await page.keyboard.press('Enter')
      await page.getByText('已办理：下达年检通知').waitFor()
      await page
        .getByRole('status')
        .getByRole('link', { name: /^QR-08-01\// })
        .click()

      await page.getByRole('heading', { level: 1, name: /通知栏/ }).waitFor()
      await page
        .getByText(new RegExp(`${year + 1}\\D0?6\\D30`))
        .first()
        .waitFor()
      expect(await barriers(page)).toEqual([])
      await page.getByRole('button', { name: '更正' }).click()
      await page.getByRole('dialog').getByText('两人签署').waitFor()
      expect(await barriers(page)).toEqual([])
    },
    patience,
  )

  it(
    'signing in and taking a step need no mouse',
    async () => {
      const page = desk()
      await signIn(page, 'zhengjie')
      const id = await openCaseOn(page, 'QP-08', { site: '06011002', year })
      await page.goto(`/cases/${id}`)
      await page.getByRole('heading', { level: 1, name: /QP-08-/ }).waitFor()
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文')
      await page.keyboard.press('Enter')
      await tabTo(page, '办理：下达年检通知')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: '下达年检通知' }).waitFor()
      await tabTo(page, '自查截止日')
      await page.keyboard.type(farDay)
      await page.keyboard.press('Enter')
      await tabTo(page, '签署并提交')
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByText('签署含义').waitFor()
      await page.waitForFunction(() => document.activeElement?.id === 'sign-password')
      await page.keyboard.type(password)
      await page.keyboard.press('Enter')
      await page.getByText('已办理：下达年检通知').waitFor()
    },
    patience,
  )

  it(
    'what was typed is there again after leaving, until it is submitted',
    async () => {
      const page = desk()
      await signIn(page, 'gaozhiyuan')
      await page.getByRole('link', { name: /提交自查报告/ }).click()
      await page.getByLabel('自查总结').fill('各项指标已逐项自查。')
      await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.includes('draft')))
      await page.reload()
      await page.getByText('已恢复上次未提交的内容', { exact: false }).waitFor()
      expect(await page.getByLabel('自查总结').inputValue()).toBe('各项指标已逐项自查。')
      expect(await barriers(page)).toEqual([])
    },
    patience,
  )

  it('a centre sees its own cases only', async () => {
    const page = desk()
    await signIn(page, 'gaozhiyuan', '/cases')
    await page.getByRole('link', { name: /QP-08-\d{4}-00001/ }).waitFor()
    expect(await page.getByRole('link', { name: /QP-08-\d{4}-00002/ }).count()).toBe(0)
  })

  it(
    'every page is readable in English, and the choice stays',
    async () => {
      const page = desk()
      await signIn(page, 'zhengjie')
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor()
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'Inbox' }).waitFor()
      for (const [path, heading] of [
        ['/inbox', 'Inbox'],
        ['/cases', 'Cases'],
        [`/inspections/QP-08/${year}`, /, \d{4}$/],
        ['/exports', 'Audit exports'],
        ['/search?q=QP-08', /Search for/],
        ['/nowhere', 'There is no such page'],
      ] as const) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1, name: heading }).waitFor()
        expect(await barriers(page)).toEqual([])
      }
    },
    patience,
  )

  it(
    'the security administrator gives a role, and nobody else sees the page for it',
    async () => {
      const page = desk()
      await signIn(page, 'admin1', '/people', `${password}-1`)
      await page.getByRole('button', { name: '郑洁' }).click()
      await page.getByLabel('角色').waitFor()
      expect(await barriers(page)).toEqual([])
      await page.getByLabel('角色').click()
      await page.keyboard.type('调查员')
      await page.keyboard.press('Enter')
      await page.getByLabel('原因').fill('岗位调整')
      await page.getByRole('button', { name: '授予角色' }).click()
      await page.getByRole('button', { name: '收回 调查员' }).waitFor()
      await page.getByRole('button', { name: '指定代理人' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('代理人', { exact: true }).click()
      await page.keyboard.type('高志远')
      await page.getByTitle('高志远').click()
      await dialog.getByLabel('至（不含当日）').fill(farDay)
      await dialog.getByLabel('至（不含当日）').press('Enter')
      await dialog.getByLabel('原因').fill('出差')
      expect(await barriers(page)).toEqual([])
      await dialog.getByRole('button', { name: '指定代理人' }).click()
      await page.getByText('郑洁 由 高志远 代理').waitFor()
    },
    patience,
  )

  it(
    'the system administrator enters a testing centre, and closes it with a reason',
    async () => {
      const page = desk()
      await signIn(page, 'admin0', '/people', `${password}-0`)
      await page.getByRole('button', { name: '登记鉴定所' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('机构编码').fill('06011001')
      await dialog.getByLabel('名称（中文）').fill('城西技工学校鉴定所')
      await dialog.getByLabel('名称（英文）').fill('Chengxi Testing Centre')
      expect(await barriers(page)).toEqual([])
      await dialog.getByRole('button', { name: '登记鉴定所' }).click()
      await dialog.getByText('机构编码 06011001 已登记。').waitFor()
      await dialog.getByLabel('机构编码').fill('06011003')
      await dialog.getByRole('button', { name: '登记鉴定所' }).click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: '变更 城西技工学校鉴定所' }).click()
      await dialog.getByLabel('启用').uncheck()
      await dialog.getByLabel('原因').fill('停办')
      expect(await barriers(page)).toEqual([])
      await dialog.getByRole('button', { name: '变更' }).click()
      await page.getByText('已停用').waitFor()
      expect(await barriers(page)).toEqual([])
    },
    patience,
  )

  it('somebody signed out meanwhile is led to the sign-in page', async () => {
    const page = desk()
    await signIn(page, 'zhengjie')
    await page.context().clearCookies()
    await page.getByRole('link', { name: '案卷', exact: true }).click()
    await page.getByRole('heading', { name: '登录' }).waitFor()
    expect(page.url()).toContain('back=')
  })
})

/** Presses Tab until the control of this name has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let turn = 0; turn < 60; turn++) {
    await page.keyboard.press('Tab')
    const reached = await page.evaluate((wanted) => {
      const here = document.activeElement
      const labels = here instanceof HTMLInputElement ? [...(here.labels ?? [])] : []
      return (
        here?.textContent?.includes(wanted) === true ||
        here?.getAttribute('aria-label')?.includes(wanted) === true ||
        labels.some((label) => label.textContent?.includes(wanted) === true)
      )
    }, name)
    if (reached) return
  }
  throw new Error(`Expected Tab to reach ${name}, but it did not`)
}
