import type { Pool } from 'pg'
import { type CompiledProcedure, type Field, mask, type Words } from '#engine'
import { attachmentsOf, recordNumber } from '#records'
import { makeCaseReader } from '../database/case-reader.ts'
import { openingsOf } from '../database/stored-openings.ts'
import type { Documents } from '../documents/documents.ts'
import type { KeyOfPerson } from './keys-of-person.ts'
import type { StoredOpening } from './seal-openings.ts'
import { markOfPointer } from './seal-state.ts'

/** One thing the house holds of somebody. `record` is null for what a case was given and never sealed. */
export type HeldValue = Readonly<{
  case: string
  caseNumber: string
  caseTitle: Words
  closed: boolean
  record: string | null
  form: Words | null
  path: string
  field: Words
  kind: string
  masked: string
  value: unknown
  sealedAt: string
  restricted: boolean
}>

type Row = StoredOpening & Readonly<{ form: string; part: string; sequence: number; at: string }>

/**
 * What the house holds under these keys, oldest first: for the person who asks (PIPL art. 45) and for whoever decides on a
 * restriction or an erasure. Shares repeat what became a record and are left out.
 */
export async function personFile(
  keys: readonly KeyOfPerson[],
  { pool, documents }: Readonly<{ pool: Pool; documents: Documents }>,
): Promise<readonly HeldValue[]> {
  const { rows } = await pool.query<Row>(
    `select o.stream, o.serial, o.path, o.salt, o.value, o.key, o.sealed, p.form, p.part, p.sequence, e.recorded_at as at
      from opening o join payload p on p.stream = o.stream and p.serial = o.serial join entry e on e.stream = p.stream and e.sequence = p.sequence
      where o.key = any($1::uuid[]) and p.part <> 'share' order by e.recorded_at, o.stream, o.serial, o.path`,
    [keys.map(({ id }) => id)],
  )
  const restricted = new Set(keys.flatMap((key) => (key.restricted ? [key.id] : [])))
  const states = new Map(
    (await makeCaseReader(pool).byIds([...new Set(rows.map(({ stream }) => stream))])).map((state) => [state.id, state]),
  )
  const values = new Map((await openingsByPlace(pool, rows)).map((one) => [one.place, one.value]))
  const held: HeldValue[] = []
  for (const row of rows) {
    const state = states.get(row.stream)
    if (state === undefined || !values.has(placeOf(row))) continue
    const procedure = await documents.procedureOf(state.baseline, state.document)
    const correction = row.part === 'correction' ? state.corrections.find(({ sequence }) => sequence === row.sequence) : undefined
    const corrected = state.sealed.find(({ serial }) => serial === correction?.serial)
    const [form, serial] = corrected === undefined ? [row.form, row.serial] : [corrected.form, corrected.serial]
    const field = fieldNamed(procedure, form, correction?.field ?? row.path)
    const caseNumber = state.numbers.case_number ?? ''
    const value = values.get(placeOf(row))
    held.push({
      case: state.id,
      caseNumber,
      caseTitle: procedure.document.title,
      closed: state.closed,
      record: serial > 0 ? recordNumber({ form, caseNumber, serial }) : null,
      form: procedure.forms.get(form)?.form.title ?? null,
      path: row.path,
      field: field?.title ?? { zh: row.path, en: row.path },
      kind: field?.sensitive ?? '',
      masked: maskedText(field, value),
      value,
      sealedAt: row.at,
      restricted: row.key !== null && restricted.has(row.key),
    })
  }
  return held
}

const placeOf = ({ stream, serial, path }: Pick<StoredOpening, 'stream' | 'serial' | 'path'>) => `${stream} ${serial} ${path}`

async function openingsByPlace(pool: Pool, rows: readonly StoredOpening[]) {
  const streams = [...Map.groupBy(rows, ({ stream }) => stream)]
  const opened = await Promise.all(
    streams.map(async ([stream, own]) =>
      (await openingsOf(pool, own)).map((one) => ({ place: placeOf({ ...one, stream }), value: one.value })),
    ),
  )
  return opened.flat()
}

type Titled = Readonly<{ title: Words; sensitive?: Field['sensitive'] }>

/** The declaration of a field or column by pointer; in another form of the document where this one has it not. */
function fieldNamed({ forms }: CompiledProcedure, form: string, pointer: string): Titled | undefined {
  const [name = '', column] = markOfPointer(pointer).split('.')
  const own = forms.get(form)
  for (const candidate of [...(own === undefined ? [] : [own]), ...forms.values()])
    for (const part of candidate.parts.values()) {
      const field = part.fields.get(name)?.field
      const found = column === undefined ? field : field?.columns?.[column]
      if (found?.sensitive !== undefined) return found
    }
  return undefined
}

function maskedText(field: Titled | undefined, value: unknown): string {
  const files = attachmentsOf(value)
  const text = typeof value === 'string' ? value : files.length > 0 ? `${files.length}` : ''
  return field?.sensitive === undefined ? '****' : mask(field.sensitive, text).zh
}
