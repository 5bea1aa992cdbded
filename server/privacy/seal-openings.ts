import type { CaseState, Values } from '#engine'
import type { Opening } from '#records'
import type { PlannedEntry, PlannedPayload } from '../database/ledger.ts'
import { blindIndex, lookedUpBy } from './blind-index.ts'
import { subjectOfCorrection } from './seal-state.ts'
import { type DataKey, openValue, sealValue } from './sealed-value.ts'
import type { SensitiveKind, SensitiveMarks } from './sensitive-marks.ts'
import { type CaseOf, type Subject, subjectsOfSheet } from './subject-of-value.ts'

/** An opening as it is stored. */
export type SealedOpening = Readonly<{ stream: string; serial: number; path: string; key: string; sealed: Buffer }>
export type IndexedValue = Readonly<{ value: Buffer; stream: string; key: string }>

/** An opening with whose it is, before the keys are at hand. */
export type OwnedOpening = Readonly<{ opening: Opening; serial: number; subject: Subject; kind: SensitiveKind | null }>

/** Whose each opening of an entry is; `state` is the case after it. */
export function ownedOpenings(entry: PlannedEntry, state: CaseState | null, of: CaseOf, index: Uint8Array): readonly OwnedOpening[] {
  const marks = entry.marks ?? new Map<string, SensitiveKind>()
  return entry.payloads.flatMap((payload) => {
    const corrected = payload.part === 'correction' ? state?.corrections.find(({ sequence }) => sequence === entry.expected + 1) : undefined
    const own = corrected === undefined || state === null ? null : { state, ...corrected }
    const owner = own === null ? ownerBySheet(payload.openings, payload, marks, of, index) : ownerOfCorrection(own, marks, of, index)
    return payload.openings.map((opening) => ({ opening, serial: payload.serial, ...owner(opening) }))
  })
}

type Owner = (opening: Opening) => Readonly<{ subject: Subject; kind: SensitiveKind | null }>

function ownerOfCorrection(
  { state, serial, field }: Readonly<{ state: CaseState; serial: number; field: string }>,
  marks: SensitiveMarks,
  of: CaseOf,
  index: Uint8Array,
): Owner {
  const part = state.sealed.find((one) => one.serial === serial)
  const subject = subjectOfCorrection(part, field, marks, of, index)
  return ({ path }) => ({ subject, kind: path === '/new' ? (marks.get(field.replace(/^\//, '')) ?? null) : null })
}

/** The sheet is put together again from its openings: what is not sensitive names nobody. */
function ownerBySheet(
  openings: readonly Opening[],
  { form, part }: Pick<PlannedPayload, 'form' | 'part'>,
  marks: SensitiveMarks,
  of: CaseOf,
  index: Uint8Array,
): Owner {
  const isShare = form === '' && part === 'share'
  const places = new Map(openings.map((opening) => [opening, placeOf(opening.path, isShare)]))
  const sheets = new Map<string, ReturnType<typeof subjectsOfSheet>>()
  const rows = new Map<string, Record<string, unknown>>()
  for (const [opening, { sheet, field, row, column }] of places) {
    if (row === undefined || column === undefined) continue
    const name = `${sheet}/${field}/${row}`
    rows.set(name, { ...rows.get(name), [column]: opening.value })
  }
  for (const [sheet, inSheet] of Map.groupBy(openings, (one) => places.get(one)?.sheet ?? '')) {
    const values = inSheet.flatMap((one) => {
      const place = places.get(one)
      return place === undefined || place.row !== undefined ? [] : [[place.field, one.value]]
    })
    sheets.set(sheet, subjectsOfSheet(Object.fromEntries(values) as Values, marks, of, index))
  }
  return (opening) => {
    const { sheet, field, row, column } = places.get(opening) ?? placeOf(opening.path, isShare)
    const subjects = sheets.get(sheet) ?? subjectsOfSheet({}, marks, of, index)
    if (row === undefined || column === undefined) return { subject: subjects.sheet, kind: marks.get(field) ?? null }
    return { subject: subjects.row(field, rows.get(`${sheet}/${field}/${row}`) ?? {}), kind: marks.get(`${field}.${column}`) ?? null }
  }
}

/** `/id_no`, `/people/0/id_no`; in a share `/1/values/id_no`. */
function placeOf(path: string, isShare: boolean) {
  const tokens = path.slice(1).split('/')
  const [field = '', row, column] = (isShare ? tokens.slice(2) : tokens).map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'))
  return { sheet: isShare ? (tokens[0] ?? '') : '', field, row, column }
}

const placeOfOpening = (stream: string, serial: number, path: string) => `opening/${stream}/${serial}${path}`

export function sealOpening(stream: string, { opening, serial, kind }: OwnedOpening, key: DataKey, index: Uint8Array) {
  const { path, salt, value } = opening
  const plain = JSON.stringify([Buffer.from(salt).toString('base64'), value])
  const sealed: SealedOpening = { stream, serial, path, key: key.id, sealed: sealValue(key, plain, placeOfOpening(stream, serial, path)) }
  const found = kind !== null && lookedUpBy.has(kind) && typeof value === 'string' ? blindIndex(index, value) : null
  const indexed: readonly IndexedValue[] = found === null ? [] : [{ value: found, stream, key: key.id }]
  return { sealed, indexed }
}

/** A row of `opening`, sealed or from before values were sealed. */
export type StoredOpening = Readonly<{
  stream: string
  serial: number
  path: string
  salt: Buffer | null
  value: string | null
  key: string | null
  sealed: Buffer | null
}>

/** Null where its key was erased. A row that was changed gives an opening that fits no commitment, and is found by that. */
export function openStored(row: StoredOpening, known: (id: string) => DataKey | null): Opening | null {
  const { stream, serial, path, salt, value, key: id, sealed } = row
  if (salt !== null && value !== null) return { path, salt, value: JSON.parse(value) as unknown }
  const key = id === null ? null : known(id)
  if (key === null || sealed === null) return null
  const plain = openValue(key, sealed, placeOfOpening(stream, serial, path))
  if (plain === null) return { path, salt: Buffer.alloc(32), value: null }
  const [salted, opened] = JSON.parse(plain) as [string, unknown]
  return { path, salt: Buffer.from(salted, 'base64'), value: opened }
}
