import { type CaseEvent, type Given, type SealedPart, type SharedPart, sealedIn, type Values } from '#engine'
import { attachmentIds } from './attachments-of.ts'
import { commitSensitive, type NextSalt } from './commitment.ts'
import type { EntryKind, Opening } from './entry.ts'
import { factsBytes } from './facts.ts'
import { type FactsSetting, factsOfEvent } from './facts-of-event.ts'
import type { CorrectionData, PayloadData } from './part-data.ts'
import { type PartRequest, payloadOf, type SealedPayload, sealPart } from './seal-part.ts'
import type { SensitiveFields } from './sensitive-fields.ts'

export type EventSetting = FactsSetting &
  Readonly<{
    /** Sensitive fields of all forms of the case's document, in the revision the case is pinned to. */
    sensitive: SensitiveFields
    /** Revision of a form in the case's baseline. */
    revisionOf: (form: string) => string
    /** Fields a counter numbers, by the serial of their part: field → pattern. */
    partCounters: ReadonlyMap<number, Readonly<Record<string, string>>>
    /** Openings of the share this step completes: its records commit to the same values with the same salts. */
    shared?: readonly Opening[]
    salt: NextSalt
  }>

/** All of an entry that can be made before it is written; the writing statement adds stamp, numbers and hash. */
export type SealedEntry = Readonly<{
  stream: string
  kind: EntryKind
  expected: number
  facts: Uint8Array
  payloads: readonly SealedPayload[]
  counters: Readonly<Record<string, string>>
}>

/**
 * Seals an event of a case: its values become payloads, everything else facts.
 * @throws FactsTooLong, NotCanonical
 */
export function sealEvent(event: CaseEvent, setting: EventSetting): SealedEntry {
  const counters = { ...setting.counters, ...(event.kind === 'step' ? countersOfParts(event.parts, setting) : {}) }
  const parts = sealedIn(event).map((part, index) => sealPart(requestOf(part, setting), partSetting(part, index, setting)))
  const values = valuesPayload(event, setting)
  const hashes = {
    parts: new Map(parts.map(({ facts }) => [facts.serial, facts.data])),
    values: values?.hash ?? null,
  }
  const facts = factsBytes(factsOfEvent(event, { ...setting, counters }, hashes))
  const payloads = [...parts.map(({ payload }) => payload), ...(values === null ? [] : [values])]
  return { stream: setting.stream, kind: event.kind, expected: event.sequence - 1, facts, payloads, counters }
}

function requestOf(part: SealedPart, setting: EventSetting): PartRequest {
  const { form, serial, values, origins } = part
  return { form, part: part.part, serial, values, origins, counters: setting.partCounters.get(serial) ?? {} }
}

function partSetting({ form }: SealedPart, index: number, setting: EventSetting) {
  const { caseNumber, revisionOf, sensitive, shared } = setting
  if (caseNumber === null) throw new Error('Expected a case to have its number before a part of it is sealed, but it has none')
  const salt = shared === undefined ? setting.salt : saltsOfShare(shared, index)
  return { caseNumber, revision: revisionOf(form), sensitive, salt }
}

/** The salts the first signature's part was committed with, so that its values and the record's are the same bytes. */
function saltsOfShare(openings: readonly Opening[], index: number): NextSalt {
  const salts = new Map(openings.map(({ path, salt }) => [path, salt]))
  return (path) => {
    const salt = salts.get(`/${index}/values${path}`)
    if (salt === undefined) throw new Error(`Expected the share to have an opening of part ${index} at "${path}", but it has none`)
    return salt
  }
}

/** One field has one number in an entry: two parts that carry it share it, and may not disagree about its pattern. */
function countersOfParts(parts: readonly SealedPart[], setting: EventSetting): Record<string, string> {
  const counters: Record<string, string> = {}
  for (const { serial } of parts)
    for (const [field, pattern] of Object.entries(setting.partCounters.get(serial) ?? {})) {
      if ((counters[field] ?? pattern) !== pattern)
        throw new Error(`Expected one counter for "${field}", but found ${counters[field]} and ${pattern}`)
      counters[field] = pattern
    }
  return counters
}

function valuesPayload(event: CaseEvent, setting: EventSetting): SealedPayload | null {
  switch (event.kind) {
    case 'opened':
      return Object.keys(event.given).length === 0 ? null : givenPayload(event.given, setting)
    case 'demanded':
      return Object.keys(event.demand.gives).length === 0 ? null : givesPayload(event.demand.gives, event.sequence, setting)
    case 'contribution':
      return event.contribution === 'first' ? sharePayload(event.step, event.parts, event.sequence, setting) : null
    case 'correction':
      return correctionPayload(event, setting)
    default:
      return null
  }
}

function givenPayload(given: Readonly<Record<string, Given>>, { stream, sensitive, salt }: EventSetting): SealedPayload {
  const plain = Object.fromEntries(Object.entries(given).map(([field, { value }]) => [field, value]))
  const origins = Object.fromEntries(Object.entries(given).map(([field, { origin }]) => [field, origin]))
  const { values, openings } = commitSensitive(plain, sensitive, salt)
  return beside({ format: 'guiju-given/1', stream, values, origins }, 1, openings, plain)
}

function givesPayload(gives: Values, sequence: number, { stream, sensitive, salt }: EventSetting): SealedPayload {
  const { values, openings } = commitSensitive(gives, sensitive, salt)
  return beside({ format: 'guiju-gives/1', stream, sequence, values }, sequence, openings, gives)
}

function sharePayload(step: string, shared: readonly SharedPart[], sequence: number, setting: EventSetting): SealedPayload {
  const committed = shared.map(({ values }) => commitSensitive(values, setting.sensitive, setting.salt))
  const parts = shared.map(({ form, part, origins }, index) => {
    return { form, revision: setting.revisionOf(form), part, values: committed[index]?.values ?? {}, origins }
  })
  const openings = committed.flatMap((one, index) =>
    one.openings.map((opening) => ({ ...opening, path: `/${index}/values${opening.path}` })),
  )
  return beside(
    { format: 'guiju-share/1', stream: setting.stream, sequence, step, parts },
    sequence,
    openings,
    shared.map(({ values }) => values),
  )
}

function correctionPayload(event: Extract<CaseEvent, { kind: 'correction' }>, setting: EventSetting): SealedPayload {
  const plain: Record<string, unknown> = event.old === null ? { new: event.new } : { old: event.old, new: event.new }
  const { values, openings } = commitSensitive(plain, sensitiveInCorrection(event.field, setting.sensitive), setting.salt)
  const data: CorrectionData = {
    format: 'guiju-correction/1',
    number: setting.corrects ?? '',
    sequence: event.sequence,
    field: event.field,
    values: { ...values, new: values.new },
  }
  return beside(data, event.sequence, openings, plain)
}

/** The corrected field's marks, moved to `old` and `new`. A field inside a list is named by pointer, e.g. scores/3/score. */
function sensitiveInCorrection(field: string, sensitive: SensitiveFields): SensitiveFields {
  const [list = '', , column] = field.replace(/^\//, '').split('/')
  const hidden = sensitive.has(list) || (column !== undefined && sensitive.has(`${list}.${column}`))
  const columns = [...sensitive].filter((name) => name.startsWith(`${list}.`)).map((name) => name.slice(list.length))
  return new Set([...(hidden ? ['old', 'new'] : []), ...columns.flatMap((column) => [`old${column}`, `new${column}`])])
}

/** A payload beside the records has no number; an entry has one of them at most, so its place names it: serial = −sequence. */
function beside(data: PayloadData, sequence: number, openings: SealedPayload['openings'], plain: unknown): SealedPayload {
  return {
    ...payloadOf(data, openings),
    recordNumber: null,
    form: '',
    part: data.format.slice('guiju-'.length, -'/1'.length),
    serial: -sequence,
    attachments: attachmentIds(plain),
  }
}
