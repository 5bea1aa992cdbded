import type { Field, Origin, RecordForm, Values } from '#engine'
import type { FaceBlock, FaceCell, FaceColumn, FaceField, FaceTable } from './face.ts'
import { blank, same } from './labels.ts'
import { originWords } from './signature-words.ts'
import { itemsOf, wordValue, type Wording } from './value-words.ts'

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
    const { state, text } = rows ? { state: value === undefined ? ('unset' as const) : ('filled' as const), text: blank } : wordValue(field, value, wording)
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
  return { span: columns.length + 1, columns: columns.map(([key, column]) => columnOf(key, column)), rows: rows.map((row) => columns.map(([key, column]) => cellOf(column, row[key], wording))) }
}

export function columnOf(key: string, field: Field): FaceColumn {
  return { key, title: field.title, width: widthOf(field), figures: isFigure(field) }
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

function widthOf({ type, max_length }: Field): number {
  switch (type) {
    case 'integer': case 'boolean': return 2
    case 'number': case 'date': case 'person': return 3
    case 'money': case 'enum': case 'datetime': case 'list': return 4
    case 'string': case 'organisation': return max_length !== undefined && max_length <= 20 ? 3 : 5
    case 'attachment': return 6
    case 'text': return 8
    default: return type satisfies never
  }
}

function asLines({ of }: Field): boolean {
  return of === 'string' || of === 'attachment'
}

function isWide(field: Field, text: string): boolean {
  if (field.type === 'text' || field.type === 'attachment' || text.length > SHORT_TEXT) return true
  if (field.type === 'list') return true
  return field.type === 'string' && (field.max_length ?? 0) > 60
}
