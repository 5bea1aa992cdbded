import type { Field, ReferenceData } from '#engine'

type Row = Readonly<Record<string, string | number | boolean>>
/** Columns the form fixes in every row of a list, and those rows where they can be read off reference data. */
export type FixedRows = Readonly<{ columns: ReadonlySet<string>; rows: readonly Row[] }>

const MAPPED = /^(tables|lists)\.([a-z][a-z0-9_]*)\.map\(\s*([a-z]\w*)\s*,\s*\{(.*)\}\s*\)$/s
const ENTRY = /['"]([a-z][a-z0-9_]*)['"]\s*:\s*([a-z]\w*)(?:\.([a-z][a-z0-9_]*))?/g

/**
 * Reads the plain form of `rows`, `tables.t.map(r, {'column': r.source})`, so that a blank sheet can print its fixed rows
 * without evaluating rules. Any other form still tells its columns, with no rows. Null: the list fixes nothing.
 */
export function fixedRows(field: Field, reference: readonly ReferenceData[]): FixedRows | null {
  if (field.rows === undefined) return null
  const [, kind, name = '', , body = field.rows] = MAPPED.exec(field.rows.trim()) ?? []
  const entries = [...body.matchAll(ENTRY)].map(([, column = '', , source]) => ({ column, source }))
  const columns = new Set(entries.map(({ column }) => column))
  const rowOf = (row: Row) =>
    Object.fromEntries(
      entries.flatMap(({ column, source }) => (source !== undefined && row[source] !== undefined ? [[column, row[source]]] : [])),
    )
  if (kind === 'tables') return { columns, rows: reference.flatMap(({ tables }) => tables?.[name]?.rows ?? []).map(rowOf) }
  if (kind === 'lists')
    return {
      columns,
      rows: reference
        .flatMap(({ code_lists }) => code_lists?.[name] ?? [])
        .map(({ code }) => Object.fromEntries([...columns].map((column) => [column, code]))),
    }
  return { columns, rows: [] }
}
