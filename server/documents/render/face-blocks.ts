import type { Field, Origin, RecordForm, Values } from '#engine'
import type { FaceBlock, FaceCell, FaceColumn, FaceField, FaceTable } from './face.ts'
import { blank, same } from './labels.ts'
import { originWords } from './signature-words.ts'
import { itemsOf, type Wording, wordValue } from './value-words.ts'

type Part = RecordForm['parts'][string]
type Filled = Readonly<{ values: Values; origins: Readonly<Record<string, Origin>> }>

/** Rows printed where a list has none, as the empty lines of a paper form. */
const EMPTY_ROWS = 3
/** Text longer than this does not fit a short cell. */
const SHORT_TEXT = 36

/** Every field of a part in words, in the form's order. */
export function fieldsOf(part: Part, filled: Filled | null, wording: Wording): readonly FaceField[] {
  return Object.entries(part.fields).map(([key, field]) => {
    const value = filled?.values[key]
    const rows = field.type === 'list' && field.of === 'row'
    const { state, text } = rows
      ? { state: value === undefined ? ('unset' as const) : ('filled' as const), text: blank }
      : wordValue(field, value, wording)
    const items = field.type === 'list' && !rows && Array.isArray(value) && state === 'filled' ? itemsOf(field, value, wording) : []
    const code = typeof value === 'boolean' || field.type === 'enum' ? String(value ?? '') : ''
    const origin = state === 'unset' ? blank : originWords(filled?.origins[key])
    const table = rows ? tableOf(field, Array.isArray(value) ? value : [], wording) : null
    return { key, title: field.title, state, text, origin, code, items: asLines(field) ? items : [], table, wide: isWide(field, text.zh) }
  })
}

/** Lays fields out as a paper form does. */
export function blocksOf(fields: readonly FaceField[]): readonly FaceBlock[] {
  const blocks: FaceBlock[] = []
  let rows: { cells: FaceField[]; single: boolean }[] = []
  const close = () => {
    if (rows.length > 0) blocks.push({ kind: 'grid', grid: true, rows })
    rows = []
  }
  for (const field of fields) {
    const last = rows.at(-1)
    if (field.table !== null) {
      close()
      blocks.push({ kind: 'list', grid: false, field })
    } else if (!field.wide && last !== undefined && last.cells.length === 1 && last.cells[0]?.wide === false) {
      last.cells.push(field)
      last.single = false
    } else rows.push({ cells: [field], single: true })
  }
  close()
  return blocks
}

export function tableOf(field: Field, values: readonly unknown[], wording: Wording): FaceTable {
  const columns = Object.entries(field.columns ?? {})
  const empty: readonly Readonly<Record<string, unknown>>[] = Array.from({ length: EMPTY_ROWS }, () => ({}))
  const rows = values.length === 0 ? empty : (values as readonly Readonly<Record<string, unknown>>[])
  const cells = rows.map((row) => columns.map(([key, column]) => cellOf(column, row[key], wording)))
  const numbered = !numbersItself(columns, values)
  return {
    numbered,
    span: columns.length + (numbered ? 1 : 0),
    columns: columns.map(([key, column], at) =>
      columnOf(
        key,
        column,
        cells.map((row) => row[at]?.text.zh ?? ''),
      ),
    ),
    rows: cells,
  }
}

/** Whether the first column is a running number already. */
function numbersItself(columns: readonly (readonly [string, Field])[], values: readonly unknown[]): boolean {
  const [first] = columns
  return (
    first !== undefined &&
    first[1].type === 'integer' &&
    (values as readonly Readonly<Record<string, unknown>>[]).every((row, at) => row[first[0]] === at + 1)
  )
}

/** `texts`: what stands in the column, which decides the width of columns of free text. */
export function columnOf(key: string, field: Field, texts: readonly string[]): FaceColumn {
  return { key, title: field.title, width: widthOf(field, [field.title.zh, ...texts]), figures: isFigure(field) }
}

export function cellOf(field: Field, value: unknown, wording: Wording): FaceCell {
  return { text: wordValue(field, value, wording).text, figures: isFigure(field) }
}

export function figureCell(text: string): FaceCell {
  return { text: same(text), figures: true }
}

function isFigure({ type }: Field): boolean {
  return type === 'integer' || type === 'number' || type === 'money'
}

function widthOf({ type }: Field, texts: readonly string[]): number {
  switch (type) {
    case 'integer':
    case 'boolean':
      return 2
    case 'number':
    case 'person':
      return 3
    case 'date':
    case 'money':
    case 'enum':
    case 'datetime':
    case 'list':
      return 4
    case 'attachment':
      return 6
    case 'string':
    case 'organisation':
    case 'text':
      return Math.min(9, 1 + Math.ceil(Math.max(...texts.map(extent)) / 6))
    default:
      return type satisfies never
  }
}

/** Length in Latin letters; a Chinese character is two wide. */
function extent(text: string): number {
  return text.length + (text.match(/[^ -ɏ]/g)?.length ?? 0)
}

function asLines({ of }: Field): boolean {
  return of === 'string' || of === 'attachment'
}

function isWide(field: Field, text: string): boolean {
  if (field.type === 'text' || field.type === 'attachment' || text.length > SHORT_TEXT) return true
  if (field.type === 'list') return true
  return field.type === 'string' && (field.max_length ?? 0) > 60
}
