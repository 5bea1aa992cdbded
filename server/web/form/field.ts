import type { PartToFill } from '../../http/api/cases.ts'
import type { Words } from '../language/language.tsx'

export type FieldType =
  | 'string'
  | 'text'
  | 'integer'
  | 'number'
  | 'money'
  | 'date'
  | 'datetime'
  | 'boolean'
  | 'enum'
  | 'person'
  | 'organisation'
  | 'attachment'
  | 'list'
export type SchemaNode = Readonly<{ [keyword: string]: unknown }>
export type Choice = Readonly<{ code: string; label: Words }>

/** One field as a page draws it, read from the schema the server validates with. */
export type Field = Readonly<{
  key: string
  title: Words
  note: Words | undefined
  type: FieldType
  required: boolean
  /** Required under a condition that only the server knows. */
  maybeRequired: boolean
  readOnly: boolean
  sensitive: boolean
  scale: number
  min: string | undefined
  max: string | undefined
  /** Of a column: the column of its row it must not exceed. */
  atMost: string | undefined
  maxLength: number | undefined
  minItems: number
  maxItems: number
  choices: readonly Choice[]
  of: 'row' | 'enum' | 'string' | 'person' | 'attachment'
  columns: readonly Field[]
  /** The form fixes the rows: people fill columns, and neither add nor remove. */
  fixedRows: boolean
}>

/** The fields of a part in the order of the form. */
export function fieldsOf(part: Pick<PartToFill, 'schema' | 'readOnly'>): readonly Field[] {
  return fieldsOfObject(node(part.schema), new Set(part.readOnly))
}

/** One field by its own schema, for a control outside of its form. */
export function fieldOfSchema(key: string, schema: unknown): Field {
  return fieldOf(key, node(schema), true, new Set())
}

export function partKey(part: Pick<PartToFill, 'form' | 'part'>): string {
  return `${part.form}/${part.part}`
}

function fieldsOfObject(schema: SchemaNode, readOnly: ReadonlySet<string>): readonly Field[] {
  const required = new Set(texts(schema.required))
  return Object.entries(node(schema.properties)).map(([key, property]) => fieldOf(key, node(property), required.has(key), readOnly))
}

function fieldOf(key: string, schema: SchemaNode, required: boolean, readOnly: ReadonlySet<string>): Field {
  const type = text(schema['x-type']) as FieldType | undefined
  const items = node(schema.items)
  const of = type === 'list' ? kindOfItems(items) : 'string'
  return {
    key,
    title: words(schema['x-title']) ?? { zh: text(schema.title) ?? key, en: text(schema.title) ?? key },
    note: words(schema['x-note']),
    type: type ?? 'string',
    required,
    maybeRequired: schema['x-maybe-required'] === true,
    readOnly: schema.readOnly === true || readOnly.has(key),
    sensitive: schema['x-sensitive'] !== undefined,
    scale: typeof schema['x-scale'] === 'number' ? schema['x-scale'] : 0,
    min: limit(schema['x-min'] ?? schema.minimum),
    max: limit(schema['x-max'] ?? schema.maximum),
    atMost: text(schema['x-at-most']),
    maxLength: typeof schema.maxLength === 'number' ? schema.maxLength : undefined,
    minItems: typeof schema.minItems === 'number' ? schema.minItems : 0,
    maxItems: typeof schema.maxItems === 'number' ? schema.maxItems : 1000,
    choices: choicesOf(type === 'list' ? items : schema),
    of,
    columns: of === 'row' ? fieldsOfObject(items, new Set()) : [],
    fixedRows: schema['x-source'] === 'rows',
  }
}

function kindOfItems(items: SchemaNode): Field['of'] {
  if (items.enum !== undefined) return 'enum'
  if (items.type !== 'object') return 'string'
  const properties = node(items.properties)
  if (!('x-type' in node(Object.values(properties)[0])) && 'sha256' in properties) return 'attachment'
  return !('x-type' in node(Object.values(properties)[0])) && 'person' in properties ? 'person' : 'row'
}

function choicesOf(schema: SchemaNode): readonly Choice[] {
  const labels = node(schema['x-labels'])
  return texts(schema.enum).map((code) => ({ code, label: words(labels[code]) ?? { zh: code, en: code } }))
}

/** Limits at the edge of what a number can be are no limits a person should read. */
function limit(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? String(value) : undefined
}

export function node(value: unknown): SchemaNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SchemaNode) : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

function words(value: unknown): Words | undefined {
  const { zh, en } = node(value)
  return typeof zh === 'string' && typeof en === 'string' ? { zh, en } : undefined
}
