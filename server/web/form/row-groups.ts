import { sumDecimals } from './decimal.ts'
import type { Field } from './field.ts'
import { type Row, withValue } from './part-values.ts'

export type RowGroup = Readonly<{ label: string; rows: readonly Readonly<{ row: Row; index: number }>[] }>

/**
 * Fixed rows are read in groups where a fixed column repeats over neighbouring rows, as a section of a scoring table
 * does. The column is the first such one; no column of any form is known by name here.
 */
export function groupingColumn(columns: readonly Field[], fixed: ReadonlySet<string>, rows: readonly Row[]): Field | undefined {
  return columns.find(
    ({ key, type }) =>
      fixed.has(key) && (type === 'string' || type === 'enum' || type === 'text') && repeats(rows.map((row) => String(row[key]))),
  )
}

/** Fixed columns that say the same wherever the grouping column does, as a section's name beside its letter: read once, in the heading. */
export function companionColumns(columns: readonly Field[], by: Field | undefined, fixed: ReadonlySet<string>, rows: readonly Row[]) {
  if (by === undefined) return []
  const groups = [...Map.groupBy(rows, (row) => String(row[by.key])).values()]
  return columns.filter(
    ({ key, type }) =>
      key !== by.key &&
      fixed.has(key) &&
      (type === 'string' || type === 'enum' || type === 'text') &&
      groups.every((members) => new Set(members.map((row) => String(row[key]))).size === 1),
  )
}

function repeats(values: readonly string[]): boolean {
  const runs = values.filter((value, index) => index === 0 || value !== values[index - 1]).length
  return runs > 1 && runs === new Set(values).size && runs * 2 <= values.length
}

export function groupRows(rows: readonly Row[], by: Field | undefined): readonly RowGroup[] {
  const groups = new Map<string, { row: Row; index: number }[]>()
  for (const [index, row] of rows.entries()) {
    const label = by === undefined ? '' : String(row[by.key])
    const group = groups.get(label)
    if (group === undefined) groups.set(label, [{ row, index }])
    else group.push({ row, index })
  }
  return [...groups].map(([label, members]) => ({ label, rows: members }))
}

/** Columns whose sums stand over a group and under the table. */
export function summedColumns(columns: readonly Field[]): readonly Field[] {
  return columns.filter(({ type }) => type === 'number' || type === 'money' || type === 'integer')
}

export function columnSum(rows: readonly Row[], column: Field): string {
  return sumDecimals(
    rows
      .map((row) => row[column.key])
      .filter((value) => typeof value === 'string' || typeof value === 'number')
      .map(String),
    column.scale,
  )
}

/** How many rows of a group still lack a value in a column a person must fill. */
export function unfilled(rows: readonly Row[], columns: readonly Field[], fixed: ReadonlySet<string>): number {
  const needed = columns.filter(({ key, required, readOnly }) => required && !readOnly && !fixed.has(key))
  return rows.filter((row) => needed.some(({ key }) => row[key] === undefined || row[key] === '')).length
}

/**
 * Long fixed texts of a row (what full marks are given for) are read below its name instead of in columns of their
 * own, so that the columns people fill stay in sight on a tablet. Answers the folded columns.
 */
export function foldedColumns(columns: readonly Field[], fixed: ReadonlySet<string>): ReadonlySet<string> {
  const texts = columns.filter(({ key, type }) => fixed.has(key) && (type === 'string' || type === 'text'))
  return new Set(texts.slice(2).map(({ key }) => key))
}

/** Columns a person fills whose upper bound stands in a fixed column of the same row: full marks are one press away. */
export function boundedColumns(columns: readonly Field[], fixed: ReadonlySet<string>): readonly Field[] {
  return columns.filter(({ key, readOnly, atMost }) => atMost !== undefined && fixed.has(atMost) && !fixed.has(key) && !readOnly)
}

/** The bound as a value of the column, or undefined where the row has none. */
export function fullMark({ type, atMost }: Field, row: Row): string | number | undefined {
  const bound = atMost === undefined ? undefined : row[atMost]
  if (typeof bound !== 'string' && typeof bound !== 'number') return undefined
  return type === 'integer' ? Number(bound) : String(bound)
}

/** The row with full marks wherever nothing was given yet. */
export function withFullMarks(row: Row, columns: readonly Field[]): Row {
  const open = columns.filter(({ key }) => row[key] === undefined || row[key] === '')
  return open.reduce((filled, column) => withValue(filled, column.key, fullMark(column, row)), row)
}
