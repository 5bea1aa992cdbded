import type { FieldValue, RowValue, ScalarValue } from '../case/values.ts'
import type { Field } from '../language/form.generated.ts'
import { decimal } from './arithmetic.ts'
import { CalendarDate, InstantValue } from './date-values.ts'
import { Decimal, decimalText } from './decimal.ts'
import { RuleFault } from './rule-fault.ts'

/** Decimal places of a number or money field. */
export function scaleOf(field: Field): number {
  return field.scale ?? 2
}

/**
 * What a rule gave, as the field's canonical value. A number is rounded here, and only here, to the field's scale,
 * halves away from zero. Throws a RuleFault for a value the field cannot hold.
 */
export function fromRule(value: unknown, field: Field): FieldValue {
  if (field.type !== 'list') return scalar(value, field.type, scaleOf(field))
  if (!Array.isArray(value)) throw unfit('a list', value)
  if (field.of === 'row') return value.map((row) => rowOf(row, field.columns ?? {}))
  return value.map((item) => scalar(item, field.of === 'row' ? 'string' : (field.of ?? 'string'), 2))
}

function scalar(value: unknown, type: Exclude<Field['type'], 'list'>, scale: number): ScalarValue {
  switch (type) {
    case 'integer':
      return safeInteger(value)
    case 'number':
    case 'money':
      if (typeof value === 'bigint' || value instanceof Decimal) return decimalText(decimal(value), scale)
      throw unfit('a number', value)
    case 'date':
      if (value instanceof CalendarDate) return value.text
      throw unfit('a date', value)
    case 'datetime':
      if (value instanceof InstantValue) return value.text
      throw unfit('an instant', value)
    case 'boolean':
      if (typeof value === 'boolean') return value
      throw unfit('true or false', value)
    case 'person':
      return { person: textPart(value, 'person'), name: textPart(value, 'name') }
    case 'attachment':
      return {
        attachment: textPart(value, 'attachment'),
        name: textPart(value, 'name'),
        type: textPart(value, 'type'),
        size: safeInteger(part(value, 'size')),
        sha256: textPart(value, 'sha256'),
      }
    case 'string':
    case 'text':
    case 'enum':
    case 'organisation':
      if (typeof value === 'string') return value
      throw unfit('a text', value)
    default:
      return type satisfies never
  }
}

function safeInteger(value: unknown): number {
  if (typeof value !== 'bigint') throw unfit('a whole number', value)
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RuleFault('out-of-range', `Expected a safe integer, but found ${value}`)
  return number
}

function rowOf(row: unknown, columns: Readonly<Record<string, Field>>): RowValue {
  const values: Record<string, ScalarValue | readonly ScalarValue[]> = Object.create(null)
  for (const [key, column] of Object.entries(columns)) {
    const value = part(row, key)
    if (value !== undefined) values[key] = fromRule(value, column) as ScalarValue | readonly ScalarValue[]
  }
  return { ...values }
}

/** A named part of a row: rows of fields and tables are Maps, a map literal written in a rule is an object. */
function part(owner: unknown, key: string): unknown {
  if (owner instanceof Map) return owner.get(key)
  if (owner !== null && typeof owner === 'object' && Object.hasOwn(owner, key)) return (owner as Readonly<Record<string, unknown>>)[key]
  return undefined
}

function textPart(owner: unknown, key: string): string {
  const value = part(owner, key)
  if (typeof value !== 'string') throw unfit(`a text under "${key}"`, value)
  return value
}

function unfit(expected: string, found: unknown): RuleFault {
  return new RuleFault('evaluation', `Expected the rule to give ${expected}, but it gave ${typeof found}`)
}
