import { codesOf, type Field, type Reference, type Words } from '#engine'

/** Who fills the cells of a column: people; the system (fixed, computed), to be compared and not taken over; the page alone, for a file cannot be typed. */
export type Filling = 'person' | 'system' | 'page'

/** One column of a list as a spreadsheet has it. `key` is null where the list holds single values and no rows. */
export type ListColumn = Readonly<{
  key: string | null
  field: Field
  title: Words
  required: boolean
  filling: Filling
  /** The codes a cell may name; empty where it names none. */
  choices: readonly Readonly<{ code: string } & Words>[]
  /** Several values stand in one cell, each of this kind. */
  many: boolean
}>

/** The columns of a list in the order of the form. `fixed`: columns whose cells the form lays down. */
export function listColumns(field: Field, reference: Reference, fixed: ReadonlySet<string> = new Set()): readonly ListColumn[] {
  if (field.of !== 'row') return [columnOf(null, single(field), field.title, true, reference, 'person')]
  return Object.entries(field.columns ?? {}).map(([key, column]) => {
    const filling = column.computed !== undefined || column.from !== undefined || fixed.has(key) ? 'system' : 'person'
    const required = column.optional !== true && column.required_when === undefined
    return columnOf(key, column, column.title, required, reference, filling)
  })
}

/** The field of one item of a list of single values. */
export function single(field: Field): Field {
  const type = field.of === undefined || field.of === 'row' ? 'string' : field.of
  const { of: _, min_items: _least, max_items: _most, ...rest } = field
  return { ...rest, type }
}

function columnOf(key: string | null, field: Field, title: Words, required: boolean, reference: Reference, filling: Filling): ListColumn {
  const many = field.type === 'list'
  const item = many ? single(field) : field
  const isFile = item.type === 'attachment' || (many && field.of === 'row')
  return {
    key,
    field,
    title,
    required,
    filling: isFile ? 'page' : filling,
    choices: item.type === 'enum' ? codesOf(item, reference) : [],
    many,
  }
}

/** Columns of a list that the form fixes: those every row it lays down brings along. */
export function fixedColumns(field: Field, laid: unknown): ReadonlySet<string> {
  const rows = Array.isArray(laid) ? laid : []
  if (field.rows === undefined || rows.length === 0) return new Set()
  return new Set(Object.keys(field.columns ?? {}).filter((key) => rows.every((row) => valueAt(row, key) !== undefined)))
}

/** What stands in a column of an item; names are looked up as own keys alone. */
export function valueAt(item: unknown, key: string | null): unknown {
  if (key === null) return item
  return typeof item === 'object' && item !== null && Object.hasOwn(item, key) ? Reflect.get(item, key) : undefined
}
