import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkDraw, diceCommitment, readDrawFile } from '#records'
import { checkEd25519 } from '../../server/log/ed25519.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { picture, signIn, withDesk } from '../support/desk.ts'
import { addPerson, openFoundedHouse, type RunningHouse } from '../support/running-house.ts'

const patience = 120_000

describeInBrowser('the page an auditor draws samples on', (browser) => {
  let running: RunningHouse
  const desk = withDesk(browser, () => running.address)

  beforeAll(async () => {
    running = await openFoundedHouse()
    const { house } = running
    await addPerson(house, 'he', '何审', ['auditor'])
    await house.pool.query(
      `insert into case_head (id, number, document, baseline, subject, site, occupation, year, state, closed, version, records, projection, numbers, opened_at, updated_at)
       select gen_random_uuid(), 'QP-08-2026-' || lpad(n::text, 5, '0'), 'QP-08', 'x', '{}', null, null, 2026, 'planned', false, 1, 0, '{}', '{}',
         clock_timestamp(), clock_timestamp() from generate_series(1, 40) n`,
    )
  })
  afterAll(() => running?.close())

  it(
    'announces with dice, draws when a checkpoint is there, and hands out a file that redraws equal',
    async () => {
      const page = desk()
      await signIn(page, 'he')
      await page.getByRole('link', { name: '抽样' }).click()
      await page.getByText('还没有宣布过抽样。').waitFor()
      await page.getByLabel('案卷', { exact: true }).check()
      await page.getByLabel('抽取数量').fill('5')
      await page.getByLabel('年度').fill('2026')
      await page.getByText('加入我掷的骰子').click()
      await page.getByLabel('骰子点数').fill('4251363142 5631415263')
      const nonce = await page.getByLabel('随机串').inputValue()
      await page.getByLabel('原因').fill('年度内部审核抽样')
      expect(await barriers(page)).toEqual([])
      await picture(page, 'samples-announce')
      await page.getByRole('button', { name: '宣布抽样' }).click()
      const line = page.locator('.export')
      await line.getByText('等待检查点').waitFor()
      await line.getByText('从 40 个案卷中抽 5 个').waitFor()

      // The server has been told the commitment and nothing more.
      const { rows } = await running.house.pool.query<{ facts: string }>(
        "select convert_from(facts, 'UTF8') as facts from entry where kind = 'draw-announced'",
      )
      const dice = { digits: '42513631425631415263', nonce }
      expect(rows[0]?.facts).toContain(diceCommitment(dice))
      expect(rows[0]?.facts).not.toContain(nonce)

      await running.house.transparency.catchUp()
      await line.getByText('可以抽取').waitFor()
      await picture(page, 'samples-ready')
      await line.getByRole('button', { name: '抽取' }).click()
      await line.getByText('已抽取').waitFor()
      await line.getByText('样本（按抽出顺序，5 项）').click()
      expect(await line.locator('ol li').count()).toBe(5)
      expect(await barriers(page)).toEqual([])
      await picture(page, 'samples-drawn')
      const [download] = await Promise.all([page.waitForEvent('download'), line.getByRole('link', { name: '下载重抽文件' }).click()])
      const file = readDrawFile(await readFile(await download.path(), 'utf8'))
      const checked = file === null ? null : checkDraw(file, { keys: [], checkpoint: null, checkEd25519 })
      expect(checked?.equal).toBe(true)
      expect(checked?.sample).toEqual(await line.locator('ol li').allTextContents())
    },
    patience,
  )

  it(
    'fits a narrow screen, and is there in English',
    async () => {
      const page = desk()
      await signIn(page, 'he', '/samples')
      await page.setViewportSize({ width: 390, height: 800 })
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByText('Samples announced').waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      expect(await barriers(page)).toEqual([])
      await picture(page, 'samples-narrow')
    },
    patience,
  )
})
