import type { FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { type Static, Type } from 'typebox'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { type FoundRecord, findRecord } from '../cases/find-record.ts'
import { type CallerNeeds, callerOf } from './caller.ts'

export type RecordPlaceNeeds = CallerNeeds & Readonly<{ cases: CaseNeeds; pool: Pool }>

/** A record's number is its address: form, case number, serial. */
export const recordAddress = '/api/records/:form/:number/:serial'
export const recordPlace = {
  form: Type.String({ maxLength: 20 }),
  number: Type.String({ maxLength: 40 }),
  serial: Type.String({ maxLength: 12 }),
}
export const RecordId = Type.Object(recordPlace)

/** The record at an address, for a caller who may read it; null for everybody else. */
export function findAsked(
  request: FastifyRequest,
  { form, number, serial }: Static<typeof RecordId>,
  { pool, cases }: RecordPlaceNeeds,
): Promise<FoundRecord | null> {
  return findRecord(`${form}/${number}/${serial}`, callerOf(request), { pool, documents: cases.documents })
}
