import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { auditor } from '../../http/support/story-house.ts'
import type { ReadCase, RecordLine } from './read-case.ts'
import type { StoryPages } from './story-pages.ts'

/** The case shows the numbered records of every step, and each of them opens. */
export async function expectEveryRecord({ id, number, steps, records }: ReadCase, { people, address, look }: StoryPages): Promise<void> {
  for (const { title, records: left } of steps) expect(left.length, `${number} ${title} leaves a record`).toBeGreaterThan(0)
  expect(records.map((record) => record.number)).toEqual(
    records.map((record, index) => `${record.number.split('/')[0]}/${number}/${String(index + 1).padStart(3, '0')}`),
  )
  const page = await people.pageOf(auditor)
  await page.goto(`${address}/cases/${id}`)
  await page.getByRole('heading', { level: 1, name: number }).waitFor()
  await look(page, `a case of ${number.slice(0, 5)}`)
  for (const record of records) {
    await openRecord(page, `${address}/cases/${id}`, record)
    await page.frameLocator('iframe').getByText(record.number).first().waitFor()
    await look(page, `a record of ${record.number.split('/')[0]}`)
    await page.goBack()
  }
}

/** From the case to one of its records, as a reader goes. */
export async function openRecord(page: Page, atCase: string, { number, title }: RecordLine): Promise<Page> {
  if (page.url() !== atCase) await page.goto(atCase)
  await page.getByRole('region', { name: /^记录/ }).getByRole('link', { name: number, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: `${title} ${number}` }).waitFor()
  return page
}

/** The first record of these cases on paper. The link is followed with the reader's session, for a browser shows a PDF itself instead of handing it on. */
export async function expectPdf(cases: readonly ReadCase[], { people, address }: StoryPages): Promise<void> {
  const [first] = cases.flatMap(({ records }) => records)
  const page = await people.pageOf(auditor)
  await page.goto(`${address}${first?.href}`)
  const pdf = await page.request.get(`${address}${await page.getByRole('link', { name: 'PDF' }).getAttribute('href')}`)
  expect([pdf.status(), (await pdf.body()).subarray(0, 5).toString()], first?.number).toEqual([200, '%PDF-'])
}
