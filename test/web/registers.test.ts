import { afterAll, beforeAll, expect, it } from 'vitest'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { signIn, withDesk } from '../support/desk.ts'
import { addCentre, addPerson, openFoundedHouse, type RunningHouse } from '../support/running-house.ts'

const patience = 120_000

describeInBrowser('the registers on their pages', (browser) => {
  let running: RunningHouse
  const desk = withDesk(browser, () => running.address)

  beforeAll(async () => {
    running = await openFoundedHouse()
    await addCentre(running.house, '06011001', '滨海职业技术学院鉴定所', 'Binhai Polytechnic Testing Centre')
    await addPerson(running.house, 'zhengjie', '郑洁', ['supervision_officer'])
    await addPerson(running.house, 'gaozhiyuan', '高志远', ['site_head'], '06011001')
    await licensed()
  })
  afterAll(() => running?.close())

  /** What a licence and its suspension leave behind. */
  async function licensed(): Promise<void> {
    const change = `insert into register_change (register, version, key, set, removed, row, stream, sequence, serial, record_number, at)
      values ('centres', $1, '06011001', $2, '{}', $3, gen_random_uuid(), 2, 1, $4, $5)`
    const [first, second] = [{ licensed: true, valid_until: '2029-03-01' }, { suspended: true }]
    const { pool } = running.house
    await pool.query(change, [1, first, first, 'QR-07-04/QP-07-2026-00001/001', '2026-03-02T01:00:00Z'])
    await pool.query(change, [2, second, { ...first, ...second }, 'QR-07-05/QP-07-2026-00001/002', '2026-05-04T01:00:00Z'])
    await pool.query(`insert into register_row values ('centres', '06011001', 2, $1)`, [{ ...first, ...second }])
    await pool.query(`insert into register_head values ('centres', 2)`)
  }

  it(
    'lead by keyboard from the menu to a row, the day asked for, and the records behind it',
    async () => {
      const page = desk()
      await signIn(page, 'zhengjie', '/inbox')
      await page.getByRole('link', { name: '名册台账' }).press('Enter')
      await page.getByRole('heading', { name: '名册台账', level: 1 }).waitFor()
      await page.getByRole('link', { name: '鉴定所（站）名册' }).waitFor()
      expect(await barriers(page)).toEqual([])
      await page.getByRole('link', { name: '鉴定所（站）名册' }).press('Enter')
      await page.getByRole('link', { name: /滨海职业技术学院鉴定所/ }).waitFor()
      expect(await barriers(page)).toEqual([])
      expect(await page.getByRole('row').nth(1).innerText()).toContain('2029年3月1日')

      await page.getByLabel('截至日期').fill('2026-04-01')
      await page.keyboard.press('Enter')
      await page.getByText('2026-04-01 终了时的名册').waitFor()
      expect(new URL(page.url()).search).toBe('?on=2026-04-01')
      await page.getByRole('textbox', { name: '在名册中查找' }).fill('没有这样的')
      await page.getByText('没有符合的行').waitFor()
      await page.goto('/registers/centres')
      await page.getByRole('link', { name: /滨海职业技术学院鉴定所/ }).press('Enter')
      await page.getByRole('heading', { name: '由哪些记录得来' }).waitFor()
      expect(await barriers(page)).toEqual([])
      expect(await page.getByRole('list').getByRole('link', { name: /^QR-/ }).allInnerTexts()).toEqual([
        'QR-07-05/QP-07-2026-00001/002',
        'QR-07-04/QP-07-2026-00001/001',
      ])
    },
    patience,
  )

  it(
    'are in no menu of those outside the house',
    async () => {
      const page = desk()
      await signIn(page, 'gaozhiyuan', '/registers')
      expect(await page.getByRole('link', { name: '名册台账' }).count()).toBe(0)
      await page.getByRole('alert').waitFor()
    },
    patience,
  )
})
