import type { Language, Words } from '#engine'
import type { Look, WrittenCell, WrittenSheet } from './sheet.ts'

/** A table that is only to be read: titles in both languages, then rows in words. `numeric` columns keep what is a number a number. */
export type ReadTable = Readonly<{
  name: string
  columns: readonly Readonly<{ title: Words; numeric: boolean }>[]
  rows: readonly (readonly Words[])[]
}>

const head: Look = { shape: 'text', tone: 'head' }
const plain: Look = { shape: 'text', tone: 'open' }
const figure: Look = { shape: 'general', tone: 'open' }

export function writeTable({ name, columns, rows }: ReadTable, language: Language): WrittenSheet {
  const titles = (['zh', 'en'] as const).map((one) =>
    columns.map(({ title }): WrittenCell => ({ kind: 'text', text: title[one], look: head })),
  )
  return {
    // A name of a sheet has at most 31 characters and none of these.
    name: name.replaceAll(/[[\]:*?/\\']/g, ' ').slice(0, 31),
    frozen: 2,
    columns: columns.map(({ title }) => ({ width: Math.max(14, Math.min([...title.zh].length * 2 + 4, 36)), look: plain })),
    rows: [...titles, ...rows.map((row) => columns.map(({ numeric }, at) => cellOf(row[at]?.[language] ?? '', numeric)))],
  }
}

function cellOf(text: string, numeric: boolean): WrittenCell {
  if (text === '') return { kind: 'blank', look: plain }
  return numeric && /^-?\d{1,12}(\.\d{1,3})?$/.test(text) ? { kind: 'number', text, look: figure } : { kind: 'text', text, look: plain }
}
