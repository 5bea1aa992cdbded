import { type TSchema, Type } from 'typebox'
import type { Problem } from './api/common.ts'
import { problems } from './problems.ts'
import { statusOf } from './rejection-status.ts'

type ProblemStatus = (typeof problems)[keyof typeof problems]['status'] | (typeof statusOf)[keyof typeof statusOf]
const problemStatuses = [
  ...new Set<ProblemStatus>([...Object.values(problems).map(({ status }) => status), ...Object.values(statusOf)]),
].sort()

/** The problem document, by reference: one schema of the API for all statuses. */
const problemRef = Type.Unsafe<Problem>({ $ref: 'Problem#' })

/**
 * The answers of a route: its own, and a problem document for every status this door may refuse with. No route answers
 * with a status it has not declared.
 */
export function answers<Own extends Record<number, TSchema>>(own: Own): Own & Omit<Record<ProblemStatus, typeof problemRef>, keyof Own> {
  const refusals = Object.fromEntries(problemStatuses.map((status) => [status, problemRef])) as Record<ProblemStatus, typeof problemRef>
  return { ...refusals, ...own }
}

/** An answer that is a file or a page and no JSON; OpenAPI is told its media type. */
export function bytesOf(...mediaTypes: string[]): TSchema {
  return Type.Unsafe<unknown>({
    description: mediaTypes.join(', '),
    content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary' } }])),
  })
}
