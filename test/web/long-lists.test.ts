import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { type Guest, password, withHouse } from '../http/support/house.ts'
import { textsOf, workbookOf } from '../sheets/support/workbook.ts'
import { barriers } from '../support/barriers.ts'
import { describeInBrowser } from '../support/browser.ts'
import { signIn, withDesk } from '../support/desk.ts'
import { buildWebClient, builtClient } from '../support/web-client.ts'

const patience = 180_000
const titles = ['准考证号', '姓名', '理论成绩', '操作成绩', '缺考', '结论']
const candidate = (index: number): (string | number)[] => [
  String(2026000001 + index),
  `考生${index + 1}`,
  60 + (index % 40),
  '70.0',
  '否',
  '同意',
]
const batchOf = (size: number) => Array.from({ length: size }, (_, index) => candidate(index))
const file = async (rows: readonly (string | number)[][]) => ({
  name: '成绩.xlsx',
  mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  buffer: await workbookOf([titles, ...rows]),
})

describeInBrowser('a long list on the pages', (browser) => {
  const house = withHouse({ webClient: builtClient })
  let address = ''
  const desk = withDesk(browser, () => address)

  beforeAll(async () => {
    await buildWebClient()
    address = await house().assembly.app.listen({ host: '127.0.0.1', port: 0 })
  }, patience)

  const openForm = async (page: Page, guest: Guest, year: number) => {
    const { id } = (await guest.send('POST', '/api/cases', { document: 'QP-96', subject: { site: 'S-01', year } })).json()
    await signIn(page, 'wang', `/cases/${id}/steps/enter`)
    await page.getByRole('button', { name: '从 Excel 导入 成绩' }).waitFor()
    return id as string
  }
  const bring = async (page: Page, rows: readonly (string | number)[][]) =>
    page.locator('input[type=file][accept=".xlsx"]').setInputFiles(await file(rows))

  it(
    'comes from a spreadsheet once nothing in it is wrong, is gone through by keyboard, and is signed once',
    async () => {
      const page = desk()
      await openForm(page, await house().as('wang'), 2040)
      const broken = batchOf(400).map((row, index) => (index === 233 ? row.with(2, '缺') : row))
      await bring(page, broken)
      const dialog = page.getByRole('dialog')
      await dialog.getByText('有 1 处需要修改，一行也没有导入。').waitFor()
      expect(await dialog.getByRole('cell').allTextContents()).toEqual([
        '235',
        'C',
        '理论成绩',
        '缺',
        '「理论成绩」应为数字，但填写的不是。',
      ])
      expect(await barriers(page)).toEqual([])
      await dialog.getByRole('button', { name: '关闭' }).last().click()
      expect(await page.getByRole('textbox', { name: '准考证号 第 1 行' }).count()).toBe(0)

      await bring(page, batchOf(400))
      await dialog.getByText('读到 400 行，没有发现问题。').waitFor()
      await dialog.getByRole('button', { name: '填入表中' }).click()
      await page.getByText('第 1–25 行，共 400 行').waitFor()
      expect(await barriers(page)).toEqual([])

      await page.getByRole('textbox', { name: '准考证号 第 25 行' }).focus()
      await page.keyboard.press('Enter')
      await page.getByText('第 26–50 行，共 400 行').waitFor()
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('准考证号 第 26 行')
      await page.keyboard.type('1')
      await page.getByRole('button', { name: '签署并提交' }).click()
      await page.getByRole('link', { name: /第 26 行 · 准考证号/ }).waitFor()
      await page.getByRole('textbox', { name: '准考证号 第 26 行' }).fill('2026000026')

      const exported = page.waitForEvent('download')
      await page.getByRole('button', { name: '导出 Excel 成绩' }).click()
      const saved = await (await exported).createReadStream()
      const chunks: Buffer[] = []
      for await (const chunk of saved) chunks.push(chunk as Buffer)
      expect(await textsOf(Buffer.concat(chunks))).toHaveLength(402)

      await page.getByRole('button', { name: '签署并提交' }).click()
      await page.getByRole('dialog').getByText('签署含义').waitFor()
      await page.keyboard.type(password)
      await page.keyboard.press('Enter')
      await page.getByText('已办理：登分').waitFor()
      await page
        .getByRole('status')
        .getByRole('link', { name: /^QR-96-01\// })
        .click()
      await page.getByRole('link', { name: '导出 Excel 成绩' }).waitFor()
      const away = page.waitForEvent('download')
      await page.getByRole('link', { name: '导出 Excel 成绩' }).click()
      expect((await away).suggestedFilename()).toMatch(/^QR-96-01_QP-96-\d{4}-\d{5}_001_scores\.xlsx$/)
    },
    patience,
  )

  it(
    'is led through page by page where the form finds something wrong on another page',
    async () => {
      const page = desk()
      await openForm(page, await house().as('wang'), 2041)
      await bring(page, batchOf(120))
      await page.getByRole('button', { name: '填入表中' }).click()
      await page.getByTitle('5', { exact: true }).click()
      await page.getByRole('textbox', { name: '姓名 第 119 行' }).fill('')
      await page.getByTitle('1', { exact: true }).click()
      await page.getByRole('button', { name: '签署并提交' }).click()
      await page.getByText('第 101–120 行，共 120 行').waitFor()
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('姓名 第 119 行')
      await page.getByTitle('1', { exact: true }).click()
      await page.getByRole('link', { name: /第 119 行 · 姓名/ }).click()
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('姓名 第 119 行')
    },
    patience,
  )
})
