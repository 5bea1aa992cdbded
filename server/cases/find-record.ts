import type { Pool } from 'pg'
import type { CaseState, CompiledProcedure, SealedPart } from '#engine'
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
  const place = await reader.recordByNumber(number)
  const state = place === null ? null : await reader.byId(place.stream)
  if (place === null || state === null) return null
  const procedure = await documents.procedureOf(state.baseline, state.document)
  const readable = readableSerials(viewer, state, procedure)
  const part = state.sealed.find(({ serial }) => serial === place.serial)
  return part === undefined || !readable.has(place.serial) ? null : { state, procedure, part, readable, reader }
}
