import { type CompiledField, happenedIn, partSchema, type SealedPart } from '#engine'
import { attachmentsOf, disposalOf, type Entry, factsOf, hashText, parseStamp, readFacts, recordNumber, standingHolds } from '#records'
import { same } from '../documents/render/labels.ts'
import { confidentiality, retention } from '../documents/render/make-face.ts'
import { type Wording, wordValue } from '../documents/render/value-words.ts'
import type { RecordView } from '../http/api/records.ts'
import { headRef } from './case-view.ts'
import { correctableField } from './correct-record.ts'
import type { FoundRecord } from './find-record.ts'
import { originView } from './open-step-view.ts'
import { type Reading, signerView, wordingOf } from './reading.ts'
import { mayAnswerFor, type Viewer } from './viewer.ts'

/** A record as a page shows it beside its face: data in words, evidence, corrections, the other parts of the sheet. */
export async function viewRecord(
  { state, procedure, part, readable, reader }: FoundRecord,
  viewer: Viewer,
  reading: Reading,
): Promise<RecordView> {
  const [entries, wording] = await Promise.all([reader.entriesOf(state.id), wordingOf(reading, state.baseline)])
  const caseNumber = state.numbers.case_number ?? ''
  const numberOf = ({ form, serial }: Pick<SealedPart, 'form' | 'serial'>) => recordNumber({ form, caseNumber, serial })
  const form = procedure.forms.get(part.form)
  const declared = form?.parts.get(part.part)
  if (form === undefined || declared === undefined)
    throw new Error(`Expected ${procedure.code} to have ${part.form} ${part.part}, but it has not`)
  const number = numberOf(part)
  const path = number.split('/').map(encodeURIComponent).join('/')
  const entry = entries.find(({ sequence }) => sequence === part.sequence)
  const mayAct = mayAnswerFor(viewer, state, procedure)
  const correctable = new Set([...declared.fields.keys()].filter((key) => correctableField(procedure, part, key) !== null))
  const properties = mayAct ? partSchema(form.form, part.part, procedure.reference, 'zh').properties : {}
  const schemaOf = (key: string): unknown => Reflect.get(Object(properties), key)
  const numbers = parseStamp(entry?.stamp ?? '')?.numbers ?? {}
  const evidence = evidenceOf(entry, part.serial)
  const facts = factsOf(entries)
  const disposed = disposalOf(facts, evidence.dataHash)
  const declaredPart = form.form.parts[part.part]
  return {
    number,
    case: headRef(state, procedure),
    form: part.form,
    formTitle: form.form.title,
    part: part.part,
    partTitle: declared.title,
    formRevision: form.form.revision,
    serial: part.serial,
    confidentiality: confidentiality[form.form.confidentiality],
    retention: retention[form.form.retention.class],
    entry: evidence,
    happened:
      declaredPart === undefined
        ? []
        : happenedIn(declaredPart, part.values, evidence.recordedAt, reading.calendar).map(({ field: _field, ...claimed }) => claimed),
    disposed,
    holds: standingHolds(facts).map(({ reference, reason, at }) => ({ reference, reason, at })),
    signers: part.signers.map((signer) => ({
      ...signerView(signer, wording.labels),
      standsFor: signer.standsFor?.name ?? null,
      series: signer.signature?.series?.place ?? null,
      at: signer.at,
    })),
    fields: [...declared.fields.values()].map((field) => ({
      ...fieldView(field, { ...part.values, ...pick(numbers, declared.fields) }, part, wording),
      correctable: correctable.has(field.key),
      ...(correctable.has(field.key) && mayAct ? { schema: schemaOf(field.key) } : {}),
    })),
    corrections: correctionsOf(entries, part, declared.fields, wording, state.corrections),
    otherParts: state.sealed
      .filter((other) => other.form === part.form && other.serial !== part.serial && readable.has(other.serial))
      .map((other) => ({ number: numberOf(other), partTitle: form.parts.get(other.part)?.title ?? same(other.part), at: other.at })),
    html: `/api/records/${path}/html`,
    pdf: `/api/records/${path}/pdf`,
    may: { correct: mayAct && correctable.size > 0 && disposed === null, unmask: mayAct && disposed === null },
  }
}

function pick(numbers: Readonly<Record<string, string>>, fields: ReadonlyMap<string, CompiledField>): Record<string, string> {
  return Object.fromEntries(Object.entries(numbers).filter(([key]) => fields.has(key)))
}

function evidenceOf(entry: Entry | undefined, serial: number): RecordView['entry'] {
  if (entry === undefined) throw new Error(`Expected record ${serial} to stand in an entry, but there is none`)
  const read = readFacts(entry.facts)
  const stamp = parseStamp(entry.stamp)
  const records = read.outcome === 'read' && (read.facts.kind === 'step' || read.facts.kind === 'contribution') ? read.facts.records : []
  return {
    sequence: entry.sequence,
    hash: hashText(entry.hash),
    dataHash: records.find((record) => record.serial === serial)?.data ?? '',
    stamp: entry.stamp.trim(),
    recordedAt: stamp?.recordedAt ?? '',
    clock: stamp?.clock ?? '',
  }
}

type FieldView = Omit<RecordView['fields'][number], 'correctable'>

function fieldView(
  { key, field }: CompiledField,
  values: Readonly<Record<string, unknown>>,
  part: SealedPart,
  wording: Wording,
): FieldView {
  const value = Object.hasOwn(values, key) ? values[key] : undefined
  const origin = part.origins[key]
  const files = attachmentsOf(value)
  return {
    key,
    title: field.title,
    text: field.type === 'list' && field.of === 'row' ? '' : wordValue(field, value, wording).text.zh,
    sensitive: field.sensitive !== undefined,
    origin: origin === undefined ? null : originView(origin),
    ...(field.type === 'list' && field.of === 'row' ? { rows: rowsView(field, value, wording) } : {}),
    ...(files.length === 0 || field.sensitive !== undefined
      ? {}
      : { attachments: files.map(({ attachment, name, size, sha256 }) => ({ id: attachment, name, size, sha256 })) }),
  }
}

function rowsView(field: CompiledField['field'], value: unknown, wording: Wording): NonNullable<FieldView['rows']> {
  const columns = Object.entries(field.columns ?? {})
  const rows = Array.isArray(value) ? value : []
  const textOf = (row: unknown, key: string) =>
    typeof row === 'object' && row !== null && Object.hasOwn(row, key) ? (row as Record<string, unknown>)[key] : undefined
  return {
    columns: columns.map(([, column]) => column.title),
    rows: rows.map((row: unknown) => columns.map(([key, column]) => wordValue(column, textOf(row, key), wording).text.zh)),
  }
}

/** Old and new value of each correction, in words; sensitive ones masked as everywhere. */
function correctionsOf(
  entries: readonly Entry[],
  part: SealedPart,
  fields: ReadonlyMap<string, CompiledField>,
  wording: Wording,
  corrections: FoundRecord['state']['corrections'],
): RecordView['corrections'] {
  const own = corrections.filter(({ serial }) => serial === part.serial)
  const values = new Map<string, unknown>(Object.entries(part.values))
  return own.flatMap(({ sequence, field: key, value }) => {
    const read = readFacts(entries.find((entry) => entry.sequence === sequence)?.facts ?? new Uint8Array())
    const field = fields.get(key)?.field
    if (read.outcome !== 'read' || read.facts.kind !== 'correction' || field === undefined) return []
    const old = values.get(key)
    values.set(key, value)
    return [
      {
        sequence,
        field: field.title,
        old: wordValue(field, old, wording).text.zh,
        new: wordValue(field, value, wording).text.zh,
        reason: read.facts.reason,
        by: read.facts.signers.map(({ name }) => name),
        at: read.facts.at,
      },
    ]
  })
}
