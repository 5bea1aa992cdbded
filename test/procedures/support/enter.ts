import type { CompiledField, CompiledProcedure, CompiledStep, Field } from '#engine'
import { library } from './library.ts'

type Entered = Record<string, Record<string, Record<string, unknown>>>
/** What stands for a person or a file a story names, where it is played. */
export type Props = Readonly<{ person: (name: string) => unknown; file: (name: string) => unknown }>
type Row = Readonly<Record<string, unknown>>
/** `every`: the columns of every fixed row; `full` stands for the row's weight. `but`: other columns for single rows. */
type RowsInShort = Readonly<{ every: Row; but?: Readonly<Record<string, Row>> }>

/** What a story says a person entered, as the parts a submission carries. A field no part has goes to the first part, to be refused there. */
export function enteredParts(
  procedure: CompiledProcedure,
  step: CompiledStep,
  entered: Readonly<Record<string, unknown>>,
  props: Props,
): Entered {
  const parts: Entered = {}
  for (const { form, part } of step.records) {
    const fields = procedure.forms.get(form)?.parts.get(part)?.fields
    const own = Object.entries(entered).flatMap(([key, value]) => {
      const field = fields?.get(key)
      return field === undefined ? [] : [[key, enteredValue(field, value, props)]]
    })
    parts[form] = { ...parts[form], [part]: Object.fromEntries(own) }
  }
  const known = new Set(Object.values(parts).flatMap((form) => Object.values(form).flatMap(Object.keys)))
  const unknown = Object.keys(entered).filter((key) => !known.has(key))
  if (unknown.length > 0) throw new Error(`Expected step ${step.code} to ask for ${unknown.join(', ')}, but it does not`)
  return parts
}

function enteredValue({ field }: CompiledField, value: unknown, props: Props): unknown {
  return field.rows !== undefined && isShort(value) ? rowsOf(field, value, props) : typed(field, value, props)
}

function isShort(value: unknown): value is RowsInShort {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'every' in value
}

function rowsOf(field: Field, { every, but = {} }: RowsInShort, props: Props): unknown {
  return fixedRows(field).map(({ code, weight }) => {
    const row = { ...every, ...but[code] }
    const entered = Object.entries(row).map(([key, value]) => [key, typed(columnOf(field, key), value === 'full' ? weight : value, props)])
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

/** A value as the web client would send it: numbers with decimals as text. */
function typed(field: Field, value: unknown, props: Props): unknown {
  if (field.type === 'list') return Array.isArray(value) ? value.map((item) => typedItem(field, item, props)) : value
  if (typeof value === 'number' && (field.type === 'number' || field.type === 'money')) return String(value)
  return named(field.type, value, props)
}

function typedItem(field: Field, item: unknown, props: Props): unknown {
  if (field.of !== 'row') return named(field.of, item, props)
  return Object.fromEntries(Object.entries(item as Row).map(([key, value]) => [key, typed(columnOf(field, key), value, props)]))
}

function named(type: string | undefined, value: unknown, props: Props): unknown {
  if (typeof value !== 'string') return value
  if (type === 'person') return props.person(value)
  return type === 'attachment' ? props.file(value) : value
}
