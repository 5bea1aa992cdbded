import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyBytes } from '../../server/commands/verify.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { picture, signIn, withDesk } from '../support/desk.ts'
import { addPerson, openFoundedHouse, type RunningHouse } from '../support/running-house.ts'

const patience = 300_000

describeInBrowser('the page an auditor takes packages from', (browser) => {
  let running: RunningHouse
  const desk = withDesk(browser, () => running.address)

  beforeAll(async () => {
    running = await openFoundedHouse()
    await addPerson(running.house, 'he', '何审', ['auditor'])
  }, patience)
  afterAll(() => running?.close())

  it(
    'chooses volumes, says why, waits, and reads what the verifier found in the finished package',
    async () => {
      const page = desk()
      await signIn(page, 'he')
      await page
        .getByRole('link', { name: /审核包|导出/ })
        .first()
        .click()
      await page.getByLabel('按标准条款').check()
      await page.getByLabel('标准条款', { exact: true }).waitFor()
      await page.getByLabel('按年度').check()
      await page.getByLabel('排列').click()
      await page.getByTitle('鉴定批次五卷').click()
      await page.getByText('1 报名、资格审核材料卷').waitFor()
      await page.getByLabel('原因').fill('年度外审')
      await picture(page, 'export-asked')
      expect(await barriers(page)).toEqual([])
      await page.getByRole('button', { name: '开始导出' }).click()
      const ready = page.getByRole('link', { name: /下载（/ })
      await ready.waitFor({ timeout: 200_000 })
      await page.getByText('读回核对：完好').waitFor()
      await page.getByText('齐全：范围之内应有的记录').waitFor()
      await page.getByText(/四性检测（DA\/T 70-2018）：通过 \d+ 项，未通过 0 项/).click()
      await page.getByText('固化信息有效性检测').waitFor()
      await page.getByText('病毒感染检测').waitFor()
      await picture(page, 'export-done')
      expect(await barriers(page)).toEqual([])
      const [download] = await Promise.all([page.waitForEvent('download'), ready.click()])
      expect(await verifyBytes(await readFile(await download.path()))).toMatchObject({
        verdict: 'sound',
        description: { order: { code: 'exam-batch' } },
      })
    },
    patience,
  )
})
