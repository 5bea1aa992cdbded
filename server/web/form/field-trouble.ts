import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema'
import type { PartToFill } from '../../http/api/cases.ts'
import type { Problem } from '../../http/api/common.ts'
import type { Say } from '../language/language.tsx'
import { compareDecimals } from './decimal.ts'
import { type Field, fieldsOf, node, partKey, type SchemaNode } from './field.ts'
import { rowsOf, type Values } from './part-values.ts'

/** Sentences by `<form>/<part>` and JSON pointer below the part: what a person has to mend, and where. */
export type Troubles = ReadonlyMap<string, string>

export function troubleKey(part: string, path: string): string {
  return `${part}#${path}`
}

/** What the server said about single fields, laid where the fields stand. */
export function troublesOfProblem(problem: Problem): Troubles {
  return new Map((problem.fields ?? []).map(({ form, part, path, detail }) => [troubleKey(`${form}/${part}`, path), detail]))
}

/**
 * Checks what will be sent against the schema the server uses, without the fields a person does not fill. The
 * validator compiles nothing, so it works under a policy that forbids `eval`.
 */
export function findTroubles(part: PartToFill, values: Values, t: Say): Troubles {
  const schema = schemaForPerson(node(part.schema), new Set(part.readOnly))
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(values)
  const fields = fieldsOf(part)
  const found = new Map<string, string>()
  for (const unit of errors) {
    const path = pathOf(unit)
    const sentence = sentenceOf(unit, fieldAt(fields, path), t)
    const key = troubleKey(partKey(part), path)
    if (sentence !== undefined && !found.has(key)) found.set(key, sentence)
  }
  for (const [path, sentence] of outOfLimits(fields, values, '', t)) found.set(troubleKey(partKey(part), path), sentence)
  return found
}

/** The schema without read-only fields: their values are not the person's to send, so not theirs to miss. */
function schemaForPerson(schema: SchemaNode, readOnly: ReadonlySet<string>): SchemaNode {
  const kept = Object.entries(node(schema.properties)).filter(([key, field]) => node(field).readOnly !== true && !readOnly.has(key))
  const keys = new Set(kept.map(([key]) => key))
  const properties = Object.fromEntries(kept.map(([key, field]) => [key, withItems(node(field))]))
  return { ...schema, properties, required: Array.isArray(schema.required) ? schema.required.filter((key) => keys.has(key)) : [] }
}

function withItems(field: SchemaNode): SchemaNode {
  return field['x-type'] === 'list' && node(field.items).properties !== undefined
    ? { ...field, items: schemaForPerson(node(field.items), new Set()) }
    : field
}

/** A missing property is reported at the object it is missing from; a person looks for it at its own place. */
function pathOf(unit: OutputUnit): string {
  const base = unit.instanceLocation.replace(/^#/, '')
  if (unit.keyword !== 'required') return base
  return `${base}/${/"([^"]+)"/.exec(unit.error)?.[1] ?? ''}`
}

function fieldAt(fields: readonly Field[], path: string): Field | undefined {
  const [, key, , column] = path.split('/')
  const field = fields.find((one) => one.key === key)
  return column === undefined ? field : (field?.columns.find((one) => one.key === column) ?? field)
}

function sentenceOf(unit: OutputUnit, field: Field | undefined, t: Say): string | undefined {
  switch (unit.keyword) {
    case 'required':
      return t('trouble.required')
    case 'pattern':
      return field?.type === 'number' || field?.type === 'money' ? t('trouble.decimal', { scale: field.scale }) : t('trouble.pattern')
    case 'maxLength':
      return t('trouble.tooLong', { most: field?.maxLength ?? '' })
    case 'minLength':
      return t('trouble.tooShort')
    case 'minimum':
      return t('trouble.below', { min: field?.min ?? '' })
    case 'maximum':
      return t('trouble.above', { max: field?.max ?? '' })
    case 'minItems':
      return t('trouble.tooFew')
    case 'maxItems':
      return t('trouble.tooMany', { most: field?.maxItems ?? '' })
    case 'type':
    case 'format':
    case 'enum':
      return t('trouble.kind')
    default:
      // `properties` and `items` only say that something below them is wrong.
      return undefined
  }
}

/** Limits of decimals stand in `x-min` and `x-max`, since JSON Schema knows limits of numbers alone. */
function* outOfLimits(fields: readonly Field[], values: Values, base: string, t: Say): Generator<[path: string, sentence: string]> {
  for (const field of fields) {
    const value = values[field.key]
    const path = `${base}/${field.key}`
    if (field.columns.length > 0)
      for (const [index, row] of rowsOf(value).entries()) yield* outOfLimits(field.columns, row, `${path}/${index}`, t)
    if (typeof value !== 'string' || (field.type !== 'number' && field.type !== 'money')) continue
    if (field.min !== undefined && (compareDecimals(value, field.min) ?? 0) < 0) yield [path, t('trouble.below', { min: field.min })]
    for (const most of [field.max, field.atMost === undefined ? undefined : values[field.atMost]])
      if (most !== undefined && (compareDecimals(value, String(most)) ?? 0) > 0) yield [path, t('trouble.above', { max: String(most) })]
  }
}
