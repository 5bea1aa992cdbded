import { afterAll, beforeAll, expect, it } from 'vitest'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { picture, signIn, withDesk } from '../support/desk.ts'
import { openFoundedHouse, type RunningHouse } from '../support/running-house.ts'

const patience = 120_000

describeInBrowser('what the pages say of the nightly comparison', (browser) => {
  let running: RunningHouse
  const desk = withDesk(browser, () => running.address)

  beforeAll(async () => {
    running = await openFoundedHouse()
  })
  afterAll(() => running?.close())

  it(
    'an administrator begins one, finds everything in order; what is changed behind the program raises an alarm on every page until noted',
    async () => {
      const page = desk()
      await signIn(page, 'audit_admin', '/trust/comparison')
      await page.getByRole('heading', { name: '全面比对' }).waitFor()
      await page.getByText('还没有比对过').waitFor()
      await page.getByRole('button', { name: '现在比对' }).click()
      await page.getByText('最近一次全面比对：一切相符。').waitFor()
      expect(await barriers(page)).toEqual([])
      await picture(page, 'assurance-sound')

      // A centre entered past the organisation's log: what somebody with the password of the database could do.
      await running.house.pool.query(
        "insert into testing_centre (code, name_zh, name_en) values ('06010009', '不存在的鉴定所', 'No such centre')",
      )
      await page.getByRole('button', { name: '现在比对' }).click()
      const alarm = page.getByRole('alert').filter({ hasText: '全面比对发现 1 处不符，尚无人确认。' })
      await alarm.waitFor()
      await page.getByText('鉴定所 06010009 的登记与机构日志不符。').waitFor()
      expect(await barriers(page)).toEqual([])
      await picture(page, 'assurance-findings')
      await page.goto('/inbox')
      await alarm.waitFor()
      await alarm.getByRole('link', { name: '查看' }).click()
      await page.getByRole('button', { name: '确认并说明' }).click()
      await page.getByLabel('原因').fill('试验用的鉴定所，已删除')
      expect(await barriers(page)).toEqual([])
      await picture(page, 'assurance-acknowledge')
      await page.getByRole('dialog').getByRole('button', { name: '确认并说明' }).click()
      await page.getByText('audit_admin 已确认：试验用的鉴定所，已删除').waitFor()
      expect(await alarm.count()).toBe(0)
      await picture(page, 'assurance-noted')
    },
    patience,
  )
})
