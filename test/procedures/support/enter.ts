import type { CompiledField, CompiledProcedure, CompiledStep, Field } from '#engine'
import { library } from './library.ts'

type Entered = Record<string, Record<string, Record<string, unknown>>>
type Row = Readonly<Record<string, unknown>>
/** `every`: the columns of every fixed row; `full` stands for the row's weight. `but`: other columns for single rows. */
type RowsInShort = Readonly<{ every: Row; but?: Readonly<Record<string, Row>> }>

/** What a story says a person entered, as the parts a submission carries. A field no part has goes to the first part, to be refused there. */
export function enteredParts(procedure: CompiledProcedure, step: CompiledStep, entered: Readonly<Record<string, unknown>>): Entered {
  const parts: Entered = {}
  for (const { form, part } of step.records) {
    const fields = procedure.forms.get(form)?.parts.get(part)?.fields
    const own = Object.entries(entered).flatMap(([key, value]) => {
      const field = fields?.get(key)
      return field === undefined ? [] : [[key, enteredValue(field, value)]]
    })
    parts[form] = { ...parts[form], [part]: Object.fromEntries(own) }
  }
  const known = new Set(Object.values(parts).flatMap((form) => Object.values(form).flatMap(Object.keys)))
  const unknown = Object.keys(entered).filter((key) => !known.has(key))
  if (unknown.length > 0) throw new Error(`Expected step ${step.code} to ask for ${unknown.join(', ')}, but it does not`)
  return parts
}

function enteredValue(compiled: CompiledField, value: unknown): unknown {
  const { field } = compiled
  return field.rows !== undefined && isShort(value) ? rowsOf(field, value) : typed(field, value)
}

function isShort(value: unknown): value is RowsInShort {
  return typeof value === 'object' && value !== null && 'every' in value
}

function rowsOf(field: Field, { every, but = {} }: RowsInShort): unknown {
  return fixedRows(field).map(({ code, weight }) => {
    const row = { ...every, ...but[code] }
    const entered = Object.entries(row).map(([key, value]) => [key, typed(columnOf(field, key), value === 'full' ? weight : value)])
    return Object.fromEntries(entered)
  })
}

function columnOf(field: Field, key: string): Field {
  const column = field.columns?.[key]
  if (column === undefined) throw new Error(`Expected a column ${key}, but there is none`)
  return column
}

/** The rows a form fixes by a table or a code list: the code of each, and its weight. */
function fixedRows({ rows = '' }: Field): readonly Readonly<{ code: string; weight: unknown }>[] {
  const [, kind, name = ''] = /^(tables|lists)\.(\w+)/.exec(rows) ?? []
  const reference = library.reference.map(({ value }) => value)
  const found: readonly unknown[] =
    kind === 'tables'
      ? reference.flatMap((file) => file.tables?.[name]?.rows ?? [])
      : reference.flatMap((file) => file.code_lists?.[name] ?? [])
  return found.map((one) => {
    const row = one as Row
    return { code: String(row.code ?? row.sanction), weight: row.weight }
  })
}

/** A value as the web client would send it: persons and files by name, numbers with decimals as text. */
function typed(field: Field, value: unknown): unknown {
  if (field.type === 'list') return Array.isArray(value) ? value.map((item) => typedItem(field, item)) : value
  if (typeof value === 'number' && (field.type === 'number' || field.type === 'money')) return String(value)
  if (typeof value !== 'string') return value
  if (field.type === 'person') return person(value)
  return field.type === 'attachment' ? attachment(value) : value
}

function typedItem(field: Field, item: unknown): unknown {
  if (field.of === 'row')
    return Object.fromEntries(Object.entries(item as Row).map(([key, value]) => [key, typed(columnOf(field, key), value)]))
  if (typeof item !== 'string') return item
  if (field.of === 'person') return person(item)
  return field.of === 'attachment' ? attachment(item) : item
}

/** In the stories a person's name is their id. */
export function person(name: string) {
  return { person: name, name }
}

function attachment(name: string) {
  return { attachment: `file-${name}`, name, type: 'application/pdf', size: 1, sha256: '0'.repeat(64) }
}
