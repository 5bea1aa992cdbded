import type { PartToFill } from '../../http/api/cases.ts'
import { type Field, fieldsOf, node, partKey } from './field.ts'

/** Values of one part while it is filled in. An unset field is absent. */
export type Values = Readonly<Record<string, unknown>>
/** By `<form>/<part>`. */
export type AllValues = Readonly<Record<string, Values>>

export type Row = Readonly<Record<string, unknown>>

export function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? value.map(node) : []
}

/** Columns the form itself has filled in a list with fixed rows: those that every row brought along. */
export function fixedColumns(field: Field, given: unknown): ReadonlySet<string> {
  const rows = rowsOf(given)
  if (!field.fixedRows || rows.length === 0) return new Set()
  return new Set(field.columns.map(({ key }) => key).filter((key) => rows.every((row) => row[key] !== undefined)))
}

/** What a form starts with: the fixed rows of its lists. What is read-only is shown beside, and not sent back. */
export function startingValues(parts: readonly PartToFill[]): AllValues {
  return Object.fromEntries(parts.map((part) => [partKey(part), valuesToStart(part)]))
}

function valuesToStart(part: PartToFill): Values {
  return Object.fromEntries(
    fieldsOf(part)
      .filter((field) => !field.readOnly && part.values[field.key] !== undefined)
      .map((field) => [field.key, part.values[field.key]]),
  )
}

/** One value set or, where it is empty, taken away. */
export function withValue(values: Values, key: string, value: unknown): Values {
  const { [key]: _before, ...others } = values
  return isEmpty(value) ? others : { ...values, [key]: value }
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Exactly what a person fills, keyed as the API wants it; rows without their empty and computed cells. */
export function valuesToSend(parts: readonly PartToFill[], all: AllValues): Record<string, Record<string, unknown>> {
  return Object.fromEntries(parts.map((part) => [partKey(part), toSend(fieldsOf(part), all[partKey(part)] ?? {})]))
}

function toSend(fields: readonly Field[], values: Values): Record<string, unknown> {
  const filled = fields.filter((field) => !field.readOnly && (!isEmpty(values[field.key]) || mayBeNone(field)))
  return Object.fromEntries(
    filled.map((field) => [
      field.key,
      field.of === 'row' && field.type === 'list'
        ? rowsOf(values[field.key]).map((row) => toSend(field.columns, row))
        : trimmed(values[field.key] ?? []),
    ]),
  )
}

/** A required list that may be empty says so by being there: "none" is an answer. */
function mayBeNone(field: Field): boolean {
  return field.type === 'list' && field.required && field.minItems === 0
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value
}

/** A copy without the sensitive values, for a draft that stays on this machine. */
export function withoutSensitive(parts: readonly PartToFill[], all: AllValues): AllValues {
  return Object.fromEntries(parts.map((part) => [partKey(part), harmless(fieldsOf(part), all[partKey(part)] ?? {})]))
}

function harmless(fields: readonly Field[], values: Values): Values {
  const kept = fields.filter((field) => !field.sensitive && !field.readOnly && !isEmpty(values[field.key]))
  return Object.fromEntries(
    kept.map((field) => [
      field.key,
      field.columns.length > 0 ? rowsOf(values[field.key]).map((row) => harmless(field.columns, row)) : values[field.key],
    ]),
  )
}
