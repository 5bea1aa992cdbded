import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'

// A query has only texts, so `?year=2026` is read as a number there; a body says what it means. Nothing is removed or
// filled in: what the schema does not name is refused, not dropped.
const options = { removeAdditional: false, useDefaults: false, allErrors: false, strict: false } as const
const bodies = addFormats.default(new Ajv.default({ ...options, coerceTypes: false }))
const texts = addFormats.default(new Ajv.default({ ...options, coerceTypes: true }))

/** Makes the check of one part of a request from its schema, once, when the route is made. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const ajv = httpPart === 'body' ? bodies : texts
  const check = ajv.compile(schema)
  return (data) =>
    check(data) ? { value: data } : { error: new MalformedRequest(ajv.errorsText(check.errors, { dataVar: httpPart ?? 'request' })) }
}

/** Carries the sentence of the first thing a request's shape has wrong. Thrown to the edge by fastify, answered as 400. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest'
}
