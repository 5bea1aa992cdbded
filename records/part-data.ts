import type { Origin } from '#engine'
import type { HashText } from './entry.ts'

/**
 * What is sealed of one part of a sheet. Its canonical bytes are the payload, their SHA-256 the `data` of the record in
 * the entry. Sensitive values stand here as commitments. A field a counter numbers is named under `counters` with its
 * pattern; the number itself stands in the stamp of the entry that took the step, since the writing statement makes it.
 */
export type PartData = Readonly<{
  format: 'guiju-record/1'
  number: string
  case: string
  form: string
  revision: string
  part: string
  serial: number
  values: Readonly<Record<string, unknown>>
  origins: Readonly<Record<string, Origin>>
  counters: Readonly<Record<string, string>>
}>

/** Values handed to a case when it was opened, with where they came from. */
export type GivenData = Readonly<{
  format: 'guiju-given/1'
  stream: string
  values: Readonly<Record<string, unknown>>
  origins: Readonly<Record<string, Origin>>
}>

/** Values handed over with a demanded step. */
export type GivesData = Readonly<{ format: 'guiju-gives/1'; stream: string; sequence: number; values: Readonly<Record<string, unknown>> }>

/** Old and new value of a corrected field; `old` is absent where the field was not filled. Sensitive ones are commitments. */
export type CorrectionData = Readonly<{
  format: 'guiju-correction/1'
  number: string
  sequence: number
  field: string
  values: Readonly<{ old?: unknown; new: unknown }>
}>

/**
 * What one person signed of a two-person step, until the second has signed: no record, so it has no number. The records
 * the step then seals carry `values` and `origins` byte for byte as they stand here.
 */
export type ShareData = Readonly<{
  format: 'guiju-share/1'
  stream: string
  sequence: number
  step: string
  parts: readonly Readonly<Pick<PartData, 'form' | 'revision' | 'part' | 'values' | 'origins'>>[]
}>

/** A remark beside a record or a case. */
export type AnnotationData = Readonly<{
  format: 'guiju-annotation/1'
  stream: string
  sequence: number
  values: Readonly<{ text: string }>
}>

export type PayloadData = PartData | ShareData | GivenData | GivesData | CorrectionData | AnnotationData

/** Where the bytes named in an entry's facts are found. */
export type PayloadRef = Readonly<{
  role: 'record' | 'share' | 'given' | 'gives' | 'correction' | 'annotation'
  hash: HashText
  number: string | null
}>
