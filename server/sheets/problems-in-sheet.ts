import type { FieldProblem } from '#engine'
import type { SheetProblem } from './cell-problem.ts'
import { type ListColumn, valueAt } from './list-columns.ts'
import type { Header } from './read-list.ts'

type Reading = Readonly<{
  field: string
  columns: readonly ListColumn[]
  header: Header
  rows: readonly number[]
  items: readonly unknown[]
}>

/**
 * Problems of cells and of the form together, in the order of the file: each where the file has it. What the form misses in
 * a cell that could not be read, or in a column that is given on the page, is not said again.
 */
export function problemsInSheet(found: readonly FieldProblem[], cells: readonly SheetProblem[], reading: Reading): readonly SheetProblem[] {
  const unread = new Set(cells.map(({ row, column }) => `${row} ${column}`))
  const placed = found.flatMap((problem) => {
    const place = placeOf(problem, reading)
    if (place === null || unread.has(`${place.row} ${place.column}`)) return []
    return [{ row: place.row, column: place.column, problem: { code: 'field', problem, found: place.found } } as const]
  })
  const all = [...cells, ...placed]
  const last = Number.POSITIVE_INFINITY
  return all.toSorted((one, other) => (one.row ?? last) - (other.row ?? last) || (one.column ?? -1) - (other.column ?? -1))
}

type Place = Readonly<{ row: number | null; column: number | null; found: string }>

function placeOf({ path, code }: FieldProblem, { field, columns, header, rows, items }: Reading): Place | null {
  const [index, key = null] = path.slice(field.length + 2).split('/')
  if (index === undefined || index === '') return { row: null, column: null, found: '' }
  const row = rows[Number(index)] ?? null
  const declared = columns.find((column) => column.key === key)
  if (declared?.filling === 'page') return null
  const [column] = [...header.places].find(([, one]) => one === declared) ?? [null]
  // A required column the file lacks is said once, of the header.
  if (column === null) return code === 'required' && declared?.required === true ? null : { row, column, found: '' }
  const value = valueAt(items[Number(index)], key)
  return { row, column, found: typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 40) : '' }
}
