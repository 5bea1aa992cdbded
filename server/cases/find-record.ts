import type { Pool } from 'pg'
import type { CaseState, CompiledProcedure, SealedPart } from '#engine'
import { parseRecordNumber } from '#records'
import { makeCaseReader, type PostgresCaseReader } from '../database/case-reader.ts'
import type { Documents } from '../documents/documents.ts'
import { readableSerials, scopeOf, type Viewer } from './viewer.ts'

export type FoundRecord = Readonly<{
  state: CaseState
  procedure: CompiledProcedure
  part: SealedPart
  readable: ReadonlySet<number>
  reader: PostgresCaseReader
}>

/** A record by its number, for somebody who may read it; null for everybody else, as if there were none. */
export async function findRecord(
  number: string,
  viewer: Viewer,
  { pool, documents }: Readonly<{ pool: Pool; documents: Documents }>,
): Promise<FoundRecord | null> {
  const reader = makeCaseReader(pool, scopeOf(viewer))
  const place = parseRecordNumber(number)
  const state = place === null ? null : await reader.byNumber(place.caseNumber)
  if (place === null || state === null) return null
  const procedure = await documents.procedureOf(state.baseline, state.document)
  const readable = readableSerials(viewer, state, procedure)
  // By the entries, not by the payload: a record whose data was disposed of keeps its number and its place.
  const part = state.sealed.find(({ serial, form }) => serial === place.serial && form === place.form)
  return part === undefined || !readable.has(place.serial) ? null : { state, procedure, part, readable, reader }
}
