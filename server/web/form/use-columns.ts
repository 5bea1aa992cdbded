import { useMemo } from 'react'
import type { Field } from './field.ts'
import { fixedColumns, rowsOf } from './part-values.ts'
import { boundedColumns, companionColumns, foldedColumns, groupingColumn } from './row-groups.ts'

/** How the columns of a table are drawn. */
export type DrawnColumns = Readonly<{
  /** Columns the form itself has filled. */
  fixed: ReadonlySet<string>
  /** Rows are read in groups of this column; what the others say is the same throughout a group. */
  by: Field | undefined
  beside: readonly Field[]
  bounded: readonly Field[]
  columns: readonly Field[]
  /** Fixed texts read below the second column. */
  below: readonly Field[]
}>

/** Worked out once for a list and not at every key: rows whose columns are the same objects are not drawn again. */
export function useColumns(field: Field, given: unknown): DrawnColumns {
  return useMemo(() => {
    const rows = rowsOf(given)
    const fixed = fixedColumns(field, given)
    const by = groupingColumn(field.columns, fixed, rows)
    const beside = companionColumns(field.columns, by, fixed, rows)
    const drawn = field.columns.filter((column) => column.key !== by?.key && !beside.includes(column))
    const folded = foldedColumns(drawn, fixed)
    return {
      fixed,
      by,
      beside,
      bounded: boundedColumns(drawn, fixed),
      columns: drawn.filter(({ key }) => !folded.has(key)),
      below: drawn.filter(({ key }) => folded.has(key)),
    }
  }, [field, given])
}
