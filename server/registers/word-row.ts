import type { Column, RegisterDeclaration, RegisterRow, RowValue, Values, Words } from '#engine'
import { same } from '../documents/render/labels.ts'
import { type Wording, wordValue } from '../documents/render/value-words.ts'

/** What a row is about, in words: a person by name, a centre by name and code. */
export type KeyWords = ReadonlyMap<string, Words>

/** One value of a column in words; blank where the column is not filled. */
export function wordColumn(column: Column, value: Values[string] | undefined, wording: Wording): Words {
  if (value === undefined) return same('')
  // What a sensitive column holds was masked when it was set.
  if (column.sensitive !== undefined) return same(String(value))
  if (column.type !== 'list' || column.of !== 'row') return wordValue(column, value, { ...wording, unmasked: true }).text
  const rows = (Array.isArray(value) ? value : []).map((row) => wordSubRow(column, row as RowValue, wording))
  return { zh: rows.map(({ zh }) => zh).join('；'), en: rows.map(({ en }) => en).join('; ') }
}

function wordSubRow(column: Column, row: RowValue, wording: Wording): Words {
  const cells = Object.entries(column.columns ?? {}).flatMap(([key, own]) =>
    row[key] === undefined ? [] : [wordColumn(own, row[key], wording)],
  )
  return { zh: cells.map(({ zh }) => zh).join(' '), en: cells.map(({ en }) => en).join(' ') }
}

export type WordedRow = Readonly<{ key: string; name: Words; cells: Readonly<Record<string, Words>> }>

export function wordRow({ columns }: RegisterDeclaration, { key, values }: RegisterRow, keys: KeyWords, wording: Wording): WordedRow {
  const cells = Object.entries(columns).map(([name, column]) => [name, wordColumn(column, values[name], wording)] as const)
  return { key, name: keys.get(key) ?? same(key), cells: Object.fromEntries(cells) }
}

/** Whether a row speaks of the text anywhere, in either language. */
export function mentions({ key, name, cells }: WordedRow, text: string): boolean {
  const sought = text.toLowerCase()
  const texts = [key, name.zh, name.en, ...Object.values(cells).flatMap(({ zh, en }) => [zh, en])]
  return texts.some((one) => one.toLowerCase().includes(sought))
}
