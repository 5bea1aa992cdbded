import type { Field, RecordForm } from '../language/form.generated.ts'
import { scaleOf } from '../rules/from-rule.ts'
import type { Language } from '../words.ts'
import { codesOf, type Reference } from './reference.ts'

/** A JSON Schema 2020-12 node with the keywords of ours that a browser draws a form from (`x-title`, `x-type` …). */
export type SchemaNode = Readonly<{ [keyword: string]: unknown }>

/** A list never holds more, whatever the form says. */
export const mostItems = 1000
/** What a single line and a text may hold where the form sets no length of its own. */
export const longestString = 200
export const longestText = 4000

/** Keywords of ours; Ajv's strict mode has to be told of them. */
export const ownKeywords = [
  'x-title',
  'x-note',
  'x-type',
  'x-labels',
  'x-source',
  'x-scale',
  'x-min',
  'x-max',
  'x-at-most',
  'x-sensitive',
  'x-maybe-required',
] as const

/**
 * What the values of one part must look like, as the record holds them and as a browser checks them. `filled` names
 * the fields the step fills beside those the form fills itself: they are read-only. Fields required only under a
 * condition carry `x-maybe-required`; `fillPart` decides them.
 */
export function partSchema(
  form: RecordForm,
  part: string,
  reference: Reference,
  language: Language,
  filled: ReadonlySet<string> = new Set(),
): SchemaNode {
  const declared = new Map(Object.entries(form.parts)).get(part)
  if (declared === undefined) throw new Error(`Expected form ${form.code} to have a part ${part}, but it has none`)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: declared.title[language],
    'x-title': declared.title,
    ...objectOf(declared.fields, reference, language, filled),
  }
}

function objectOf(
  fields: Readonly<Record<string, Field>>,
  reference: Reference,
  language: Language,
  filled: ReadonlySet<string>,
): SchemaNode {
  const entries = Object.entries(fields)
  return {
    type: 'object',
    additionalProperties: false,
    required: entries.filter(([, field]) => isAlwaysRequired(field)).map(([key]) => key),
    properties: Object.fromEntries(entries.map(([key, field]) => [key, fieldSchema(field, reference, language, filled.has(key))])),
  }
}

/** A field whose number a counter gives in the writing statement is not yet there when the part is decided on. */
export function isAlwaysRequired(field: Field): boolean {
  return field.optional !== true && field.required_when === undefined && !isCounter(field)
}

export function isCounter(field: Field): boolean {
  return typeof field.from === 'object' && 'counter' in field.from
}

/** Who fills a field when no step fills it: `person`, or the form itself. `rows`: the form fixes rows, a person the rest. */
export function sourceOf(field: Field): 'person' | 'computed' | 'from' | 'rows' {
  if (field.computed !== undefined) return 'computed'
  if (field.from !== undefined) return 'from'
  return field.rows !== undefined ? 'rows' : 'person'
}

function fieldSchema(field: Field, reference: Reference, language: Language, filledByStep: boolean): SchemaNode {
  const source = filledByStep ? 'filled' : sourceOf(field)
  return {
    title: field.title[language],
    'x-title': field.title,
    'x-type': field.type,
    ...(field.note && { 'x-note': field.note }),
    ...(field.sensitive && { 'x-sensitive': field.sensitive }),
    ...(field.required_when !== undefined && { 'x-maybe-required': true }),
    ...(field.at_most !== undefined && { 'x-at-most': field.at_most }),
    ...(source !== 'person' && { 'x-source': source }),
    ...(source !== 'person' && source !== 'rows' && { readOnly: true }),
    ...valueSchema(field, reference, language),
  }
}

function valueSchema(field: Field, reference: Reference, language: Language): SchemaNode {
  switch (field.type) {
    case 'string':
    case 'organisation':
      return textSchema(field, longestString)
    case 'text':
      return textSchema(field, longestText)
    case 'integer':
      return {
        type: 'integer',
        minimum: Math.max(field.min ?? -Infinity, Number.MIN_SAFE_INTEGER),
        maximum: Math.min(field.max ?? Infinity, Number.MAX_SAFE_INTEGER),
      }
    case 'number':
    case 'money':
      return decimalSchema(field)
    case 'date':
      return { type: 'string', format: 'date' }
    case 'datetime':
      return { type: 'string', format: 'date-time' }
    case 'boolean':
      return { type: 'boolean' }
    case 'enum':
      return enumSchema(field, reference)
    case 'person':
      return personSchema
    case 'attachment':
      return attachmentSchema
    case 'list':
      return listSchema(field, reference, language)
    default:
      return field.type satisfies never
  }
}

function textSchema(field: Field, longest: number): SchemaNode {
  return {
    type: 'string',
    minLength: field.min_length ?? 1,
    maxLength: field.max_length ?? longest,
    ...(field.pattern !== undefined && { pattern: field.pattern }),
  }
}

/** Decimals are text with at most the declared places; `normalise` pads them to exactly that many before they are kept. */
function decimalSchema(field: Field): SchemaNode {
  const scale = scaleOf(field)
  return {
    type: 'string',
    pattern: scale === 0 ? '^-?[0-9]{1,15}$' : `^-?[0-9]{1,15}(\\.[0-9]{1,${scale}})?$`,
    'x-scale': scale,
    ...(field.min !== undefined && { 'x-min': String(field.min) }),
    ...(field.max !== undefined && { 'x-max': String(field.max) }),
  }
}

function enumSchema(field: Field, reference: Reference): SchemaNode {
  const codes = codesOf(field, reference)
  if (codes.length === 0) return { type: 'string', not: {} }
  return {
    type: 'string',
    enum: [...new Set(codes.map(({ code }) => code))],
    'x-labels': Object.fromEntries(codes.map(({ code, zh, en }) => [code, { zh, en }])),
  }
}

const line = { type: 'string', minLength: 1, maxLength: longestString } as const

const personSchema: SchemaNode = {
  type: 'object',
  additionalProperties: false,
  required: ['person', 'name'],
  properties: { person: line, name: line },
}

const attachmentSchema: SchemaNode = {
  type: 'object',
  additionalProperties: false,
  required: ['attachment', 'name', 'type', 'size', 'sha256'],
  properties: {
    attachment: line,
    name: { type: 'string', minLength: 1, maxLength: 255 },
    type: line,
    size: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  },
}

/** An empty list satisfies a required field only where the form says `min_items: 0`. */
function listSchema(field: Field, reference: Reference, language: Language): SchemaNode {
  return {
    type: 'array',
    minItems: field.min_items ?? (isAlwaysRequired(field) && sourceOf(field) === 'person' ? 1 : 0),
    maxItems: Math.min(field.max_items ?? mostItems, mostItems),
    items: itemSchema(field, reference, language),
  }
}

function itemSchema(field: Field, reference: Reference, language: Language): SchemaNode {
  switch (field.of) {
    case 'row':
      return objectOf(field.columns ?? {}, reference, language, new Set())
    case 'enum':
      return enumSchema(field, reference)
    case 'person':
      return personSchema
    case 'attachment':
      return attachmentSchema
    case 'string':
    case undefined:
      return {
        type: 'string',
        minLength: 1,
        maxLength: field.max_length ?? longestString,
        ...(field.pattern !== undefined && { pattern: field.pattern }),
      }
    default:
      return field.of satisfies never
  }
}
