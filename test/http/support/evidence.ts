import { expect } from 'vitest'
import { rebuildRegisters } from '../../../server/cases/rebuild-registers.ts'
import { verifyBytes } from '../../../server/commands/verify.ts'
import { rebuild } from '../../../server/database/rebuild.ts'
import type { CaseListItem, CaseView } from '../../../server/http/api/cases.ts'
import type { ExportJob } from '../../../server/http/api/inspections.ts'
import type { RecordView } from '../../../server/http/api/records.ts'
import { expectNothingInPlain } from '../../privacy/support/nothing-in-plain.ts'
import type { Guest } from './house.ts'
import { shared } from './shared.ts'
import { auditor, type StoryHouse } from './story-house.ts'

/** All cases of the house, as the auditor finds them. */
export async function allCases(reader: Guest): Promise<readonly CaseView[]> {
  const found: CaseView[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: CaseListItem[]; next: string | null } = (
      await reader.get(`/api/cases?cursor=${encodeURIComponent(cursor)}`)
    ).json()
    for (const { case: one } of page.items) found.push((await reader.get(`/api/cases/${one.id}`)).json())
    cursor = page.next
  }
  return found
}

/** Every transition left its numbered record, the numbers run on without a gap, and nothing the documents owe is missing. */
export function expectRecordOfEveryStep({ case: { number }, history, records, owed }: CaseView): void {
  for (const { kind, title, records: left } of history)
    if (kind === 'step') expect(left.length, `${number} ${title.zh} leaves a record`).toBeGreaterThan(0)
  const serials = records.map(({ serial }) => serial)
  expect(serials, number).toEqual(serials.map((_, index) => index + 1))
  expect(records.map((record) => record.number)).toEqual(
    records.map(({ form, serial }) => `${form}/${number}/${String(serial).padStart(3, '0')}`),
  )
  // The log does not name what stays hidden while others still score.
  const readable = records.filter(({ mayRead }) => mayRead).map((record) => record.number)
  expect(history.flatMap((item) => item.records).toSorted(bySerial), number).toEqual(readable)
  expect([owed.present > 0, owed.missing], number).toEqual([records.length > 0, []])
}

const bySerial = (one: string, other: string): number => Number(one.split('/')[2]) - Number(other.split('/')[2])

/**
 * Each record is open to the auditor. The first of each part of a form is read as data, as a page and as a PDF, and all speak
 * of the entry the history shows; those after it are printed in the packages alone.
 */
export async function expectReadable({ records, history }: CaseView, lookedAt: Set<string>, { guest }: StoryHouse): Promise<void> {
  const reader = guest(auditor)
  for (const { number, form, part, formTitle, mayRead } of records) {
    expect(mayRead, number).toBe(true)
    if (lookedAt.has(`${form}/${part}`)) continue
    lookedAt.add(`${form}/${part}`)
    const answer = await reader.get(`/api/records/${number}`)
    expect(answer.statusCode, number).toBe(200)
    const record = answer.json<RecordView>()
    const item = history.find(({ sequence }) => sequence === record.entry.sequence)
    expect([record.number, record.formTitle, record.entry.hash], number).toEqual([number, formTitle, item?.hash])
    const page = await reader.get(`/api/records/${number}/html`)
    expect([page.statusCode, page.body.includes(formTitle.zh), page.body.includes(number)], number).toEqual([200, true, true])
    const pdf = await reader.get(`/api/records/${number}/pdf`)
    expect([pdf.statusCode, pdf.rawPayload.subarray(0, 5).toString()], number).toEqual([200, '%PDF-'])
  }
}

/** What the database shows is what its entries say. */
export async function expectRebuilt({ assembly }: StoryHouse, cases: number): Promise<void> {
  const report = await rebuild(assembly.pool, { write: false })
  expect(report.findings).toEqual([])
  expect(report.cases).toBe(cases)
  expect((await rebuildRegisters(assembly.pool, { write: false, compile: shared.compile })).findings).toEqual([])
  await expectNothingInPlain(assembly.pool)
}

/** The auditor takes a year away, and it verifies without the house: whole, or short only of what open cases still owe. */
export async function expectPackage(year: number, { guest, assembly }: StoryHouse): Promise<void> {
  const reader = guest(auditor)
  const asked = await reader.send('POST', '/api/exports', { scope: { year }, reason: '年度审核' })
  expect(asked.statusCode, asked.body).toBe(202)
  await assembly.jobs.idle()
  const { id, status, problem } = (await reader.get(`/api/exports/${asked.json<ExportJob>().id}`)).json<ExportJob>()
  expect([status, problem]).toEqual(['done', null])
  const report = await verifyBytes(await packageOf(reader, id), shared.readBaseline)
  expect(report.findings.filter(({ kind }) => kind === 'damage')).toEqual([])
  expect(['sound', 'incomplete']).toContain(report.verdict)
  expect(report.counted.cases).toBeGreaterThan(0)
}

async function packageOf(reader: Guest, id: string): Promise<Uint8Array> {
  const file = await reader.get(`/api/exports/${id}/package`)
  expect(file.statusCode).toBe(200)
  return file.rawPayload
}
