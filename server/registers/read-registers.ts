import type { Pool } from 'pg'
import type { Static } from 'typebox'
import type { RegisterDeclaration, RegisterRow } from '#engine'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { beginReading, type Reading } from '../cases/reading.ts'
import type { RowChange } from '../database/register-store.ts'
import { makeLabels } from '../documents/render/labels.ts'
import type { Wording } from '../documents/render/value-words.ts'
import type { RegisterPage, RegisterRowView, RegisterSummary } from '../http/api/registers.ts'
import { organisationDay } from '../organisation-day.ts'
import { type KeyWords, mentions, wordColumn, wordRow } from './word-row.ts'

export type RegisterNeeds = CaseNeeds & Readonly<{ pool: Pool }>

const PAGE = 100

type Setting = Readonly<{ reading: Reading; wording: Wording; declared: ReadonlyMap<string, RegisterDeclaration> }>

/** The registers of the latest release, in the order of their names. */
export async function listRegisters(needs: RegisterNeeds): Promise<readonly Static<typeof RegisterSummary>[]> {
  const [{ declared }, stored] = await Promise.all([begin(needs), needs.registers.upToDate()])
  return [...declared.values()].map(({ register, title, note, key }) => ({
    register,
    title,
    note: note ?? null,
    keyTitle: key.title,
    rows: stored.rows(register).length,
  }))
}

/** The rows of a register that mention a text, as they stand or stood at the end of a day; null where there is no such register. */
export async function readRegister(
  register: string,
  { on, text, after }: Readonly<{ on?: string | undefined; text?: string | undefined; after?: string | undefined }>,
  needs: RegisterNeeds,
  most = PAGE,
): Promise<Static<typeof RegisterPage> | null> {
  const { reading, wording, declared } = await begin(needs)
  const declaration = declared.get(register)
  if (declaration === undefined) return null
  const rows = await rowsOn(register, on, reading, needs)
  const keys = await keyWords(declaration, rows, reading, needs)
  const from = rows.filter(({ key }) => after === undefined || key > after)
  const found = from.map((row) => wordRow(declaration, row, keys, wording)).filter((row) => !text || mentions(row, text))
  return {
    register,
    title: declaration.title,
    note: declaration.note ?? null,
    keyTitle: declaration.key.title,
    columns: columnsOf(declaration),
    on: on ?? null,
    items: found.slice(0, most),
    next: found.length > most ? (found[most - 1]?.key ?? null) : null,
  }
}

/** One row with everything that made it what it is; null where there is none. */
export async function readRegisterRow(register: string, key: string, needs: RegisterNeeds): Promise<Static<typeof RegisterRowView> | null> {
  const { reading, wording, declared } = await begin(needs)
  const declaration = declared.get(register)
  if (declaration === undefined) return null
  const history = await needs.registers.historyOf(register, key)
  const last = history.at(-1)
  if (last === undefined) return null
  const keys = await keyWords(declaration, [{ key, values: last.row }], reading, needs)
  return {
    register,
    title: declaration.title,
    keyTitle: declaration.key.title,
    columns: columnsOf(declaration),
    row: wordRow(declaration, { key, values: last.row }, keys, wording),
    history: history.map((change, place) => changeView(declaration, change, history[place - 1], wording, reading)).toReversed(),
  }
}

async function begin(needs: RegisterNeeds): Promise<Setting> {
  const reading = await beginReading(needs)
  const library = (await needs.documents.latestOn(reading.today))?.library
  const labels = makeLabels((library?.reference ?? []).map(({ value }) => value))
  const declared = new Map([...(library?.registers ?? [])].map(([name, { value }]) => [name, value]))
  return { reading, wording: { labels, zone: reading.zone, unmasked: true }, declared }
}

/** A register at the end of a day; as it stands where no day is named. */
function rowsOn(register: string, on: string | undefined, reading: Reading, needs: RegisterNeeds): Promise<readonly RegisterRow[]> {
  if (on !== undefined) return needs.registers.rowsAt(register, reading.calendar.endOf(on))
  return needs.registers.upToDate().then((stored) => stored.rows(register))
}

function columnsOf({ columns }: RegisterDeclaration): Static<typeof RegisterPage>['columns'] {
  return Object.entries(columns).map(([key, { title, type, note }]) => ({ key, title, type, note: note ?? null }))
}

async function keyWords(
  { key }: RegisterDeclaration,
  rows: readonly RegisterRow[],
  reading: Reading,
  needs: RegisterNeeds,
): Promise<KeyWords> {
  if (key.type === 'person') {
    const names = await needs.people.namesOf(rows.map((row) => row.key))
    return new Map([...names].map(([person, name]) => [person, { zh: name, en: name }]))
  }
  if (key.type !== 'site') return new Map()
  const centres = rows.flatMap((row) => {
    const centre = reading.centres.get(row.key)
    return centre === undefined ? [] : [[row.key, { zh: `${centre.zh} ${row.key}`, en: `${centre.en} ${row.key}` }] as const]
  })
  return new Map(centres)
}

function changeView(
  declaration: RegisterDeclaration,
  { at, recordNumber, stream, set, removed, row }: RowChange,
  before: RowChange | undefined,
  wording: Wording,
  { zone }: Reading,
): Static<typeof RegisterRowView>['history'][number] {
  const columns = [...Object.keys(set), ...removed].flatMap((name) => {
    const column = declaration.columns[name]
    if (column === undefined) return []
    const from = before?.row[name]
    return [
      {
        title: column.title,
        from: from === undefined ? null : wordColumn(column, from, wording),
        to: wordColumn(column, row[name], wording),
      },
    ]
  })
  return { at, on: organisationDay(at, zone), recordNumber, caseId: stream, columns }
}
