/**
 * What a cell of a spreadsheet says. A number is the text the file holds, never a binary float; `date` says that people
 * see it as a date or time, for the file keeps days since 1899. What a formula last came to is not read.
 */
export type Cell = Readonly<
  | { kind: 'text'; text: string }
  | { kind: 'number'; text: string; date: boolean }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'formula' }
  | { kind: 'error'; text: string }
>

/** A row as the file numbers it, from 1; cells by column from 0, empty ones absent. */
export type SheetRow = Readonly<{ number: number; cells: ReadonlyMap<number, Cell> }>

/** The first visible sheet of a workbook. `since1904`: days are counted from 1904, as on old Macs. */
export type ReadSheet = Readonly<{ name: string; rows: readonly SheetRow[]; since1904: boolean }>

/** Why a file cannot be read as a workbook at all. */
export type Unreadable =
  | 'not-a-workbook'
  | 'encrypted'
  | 'macros'
  | 'external-links'
  | 'too-large-inside'
  | 'too-many-rows'
  | 'no-sheet'
  | 'damaged'

/** How a cell looks and whether a protected sheet lets it be changed. */
export type Look = Readonly<{
  shape: 'text' | 'date' | 'datetime' | 'general' | Readonly<{ scale: number }>
  tone: 'open' | 'shut' | 'head'
}>

export type WrittenCell = Readonly<{ kind: 'text' | 'number'; text: string; look: Look }> | Readonly<{ kind: 'blank'; look: Look }>

export type WrittenSheet = Readonly<{
  name: string
  hidden?: boolean
  /** Rows of cells, from the first row and column on. */
  rows: readonly (readonly WrittenCell[])[]
  /** Of each column: its width in characters, and the look of cells not yet filled. */
  columns: readonly Readonly<{ width: number; look: Look }>[]
  /** Rows that stay in sight. */
  frozen?: number
  /** Only open cells can be changed. A guard against slips, without a password. */
  protected?: boolean
  choices?: readonly Readonly<{ column: number; from: number; to: number; source: string }>[]
}>

/** 0 → A, 26 → AA. */
export function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last
}

/** A → 0, AA → 26; -1 where the text names no column. */
export function columnIndex(name: string): number {
  let index = 0
  for (const letter of name.toUpperCase()) {
    const value = letter.charCodeAt(0) - 64
    if (value < 1 || value > 26) return -1
    index = index * 26 + value
  }
  return index - 1
}
