import { afterAll, beforeAll, expect, it } from 'vitest'
import { recordDrill } from '../../server/backup/drill-log.ts'
import { administratorSigner } from '../../server/people/organisation-log.ts'
import { makeHttpStage } from '../http/support/http-stage.ts'
import { openStoryHouse, type PreparedHouse, prepareHouse, type StoryHouse } from '../http/support/story-house.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { signIn, withDesk } from '../support/desk.ts'
import { makeHouseClock } from '../support/house-clock.ts'
import { buildWebClient, builtClient } from '../support/web-client.ts'

const patience = 240_000

describeInBrowser('retention on its pages', (browser) => {
  let prepared: PreparedHouse
  let house: StoryHouse
  let address = ''
  const desk = withDesk(browser, () => address)

  beforeAll(async () => {
    await buildWebClient()
    prepared = await prepareHouse()
    house = await openStoryHouse(prepared, [], builtClient)
    const stage = makeHttpStage(house)
    await stage.passTo('2025-03-10T01:00:00.000Z')
    for (const content of ['查询当年批次', '询问考点电话']) {
      const id = await stage.open('QP-19', { person: '倪虹' }, '范冰')
      if (typeof id !== 'string') throw new Error(JSON.stringify(id))
      const entered = {
        complaint_kind: 'suggestion',
        complainant: '倪虹',
        channel: 'letter',
        content,
        received_at: '2025-03-03T00:10:00.000Z',
      }
      expect(await stage.take(id, 'register', entered, '范冰')).toBeNull()
      expect(await stage.take(id, 'withdraw', { withdraw_reason: '已查到' }, '倪虹')).toBeNull()
    }
    await stage.passTo('2031-01-06T01:00:00.000Z')
    const { pool, ledger, cases } = house.assembly
    const verdict = { cases: 2, entries: 12, payloads: 4, attachments: 0, registerChanges: 0, leaves: 12, checkpoint: 12, findings: [] }
    const report = { backup: `sha256:${'a'.repeat(64)}`, takenAt: '2030-09-01T01:00:00.000Z', verdict, findings: [] } as const
    const drill = { ...report, missing: 3, lossSeconds: 5400, restoreSeconds: 74, outcome: 'passed' } as const
    await recordDrill(drill, (await cases.organisation()).id, (at) => administratorSigner('system', 'system', at), { pool, ledger })
    address = await house.assembly.app.listen({ host: '127.0.0.1', port: 0 })
  }, patience)
  afterAll(async () => {
    await house?.close()
    await prepared?.close()
  })

  it(
    'what is due is picked from the list and put forward, without anybody typing it',
    async () => {
      const page = desk()
      await signIn(page, '曹敏', '/inbox')
      await page.getByRole('link', { name: '保存与销毁' }).press('Enter')
      await page.getByRole('heading', { name: '保存与销毁', level: 1 }).waitFor()
      await page.getByText('QP-19-2025-00001').first().waitFor()
      expect(await page.getByText('共 2 项').count()).toBe(1)
      expect(await barriers(page)).toEqual([])
      await page.getByRole('checkbox', { name: '选择 QR-19-01/QP-19-2025-00001' }).check()
      await page.getByRole('button', { name: '提请鉴定（1 项）' }).click()
      await page.getByLabel('档号').fill('DQ-2031-01')
      expect(await barriers(page)).toEqual([])
      await page.getByRole('button', { name: '立案', exact: true }).click()
      await page.getByText('QP-02-2031-00001').first().waitFor()
      await makeHouseClock(house.assembly).settle()
      await page.goto('/retention')
      await page.getByRole('link', { name: 'QP-02-2031-00001' }).waitFor()
      expect(await page.getByRole('checkbox', { name: '选择 QR-19-01/QP-19-2025-00001' }).isDisabled()).toBe(true)
    },
    patience,
  )

  it(
    'a case is held and let go again, with reference and reason; its record says so',
    async () => {
      const page = desk()
      await signIn(page, '王建国', '/retention/holds')
      await page.getByText('没有保全中的案卷').waitFor()
      await page.getByRole('button', { name: '保全' }).click()
      await page.getByLabel('案卷编号').fill('QP-19-2025-00002')
      await page.getByLabel('依据（案号、文号）').fill('（2031）辽02行初1号')
      await page.getByRole('textbox', { name: '理由' }).fill('行政诉讼在审')
      await page.getByRole('dialog').getByRole('button', { name: '保全' }).click()
      await page.getByRole('link', { name: 'QP-19-2025-00002' }).waitFor()
      expect(await barriers(page)).toEqual([])
      await page.goto('/records/QR-19-01/QP-19-2025-00002/001')
      await page.getByText('本案卷处于保全中').waitFor()
      expect(await page.getByText('迟录：在发生后第 5 个工作日录入，规定 1 个工作日内').count()).toBe(1)
      expect(await barriers(page)).toEqual([])
      await page.goto('/retention/holds')
      await page.getByRole('button', { name: '解除保全 QP-19-2025-00002' }).click()
      await page.getByLabel('原因').fill('裁定准予撤诉')
      await page.getByRole('dialog').getByRole('button', { name: '解除保全' }).click()
      await page.getByText('没有保全中的案卷').waitFor()
    },
    patience,
  )

  it(
    'drills of the backups are listed, and one that is owed is said',
    async () => {
      const page = desk()
      await signIn(page, '王建国', '/retention/drills')
      await page.getByText('3 条条目，最早 90 分钟前').waitFor()
      expect(await page.getByText('74 秒').count()).toBe(1)
      expect(await barriers(page)).toEqual([])
      await page.getByRole('tab', { name: '销毁' }).click()
      await page.getByText('还没有销毁').waitFor()
      expect(await barriers(page)).toEqual([])
    },
    patience,
  )

  it(
    'none of it is in the menu of those outside the house',
    async () => {
      const page = desk()
      await signIn(page, '倪虹', '/retention')
      expect(await page.getByRole('link', { name: '保存与销毁' }).count()).toBe(0)
      await page.getByRole('alert').first().waitFor()
    },
    patience,
  )
})
