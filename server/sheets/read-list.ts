import type { Words } from '#engine'
import type { CellProblem, SheetProblem } from './cell-problem.ts'
import type { ListColumn } from './list-columns.ts'
import type { ReadSheet, SheetRow } from './sheet.ts'
import { type CellSetting, textOf, tidy, valueOfCell } from './value-of-cell.ts'

/** Rows a header may stand below: a title, a note of the sender. */
const HEADER_WITHIN = 10

/** Where the columns of the list stand in a sheet, and what is wrong with its header. */
export type Header = Readonly<{ row: number; places: ReadonlyMap<number, ListColumn>; problems: readonly SheetProblem[] }>

/** The items of a list as a sheet has them, each with the row it stands in. */
export type ListRead = Readonly<{ items: readonly unknown[]; rows: readonly number[]; problems: readonly SheetProblem[] }>

/** Finds the header by the titles of the template, in either language, wherever its columns were moved to. */
export function readHeader(sheet: ReadSheet, columns: readonly ListColumn[]): Header {
  for (const row of sheet.rows.filter(({ number }) => number <= HEADER_WITHIN)) {
    const places = placesIn(row, columns)
    if (places.size > 0) return { row: row.number, places, problems: headerProblems(row, places, columns, sheet) }
  }
  const nowhere = { row: null, column: null, problem: { code: 'header-missing', title: nothing, found: '' } } as const
  return { row: 0, places: new Map(), problems: [nowhere] }
}

function placesIn(row: SheetRow, columns: readonly ListColumn[]): ReadonlyMap<number, ListColumn> {
  const left = new Set(columns)
  const places = new Map<number, ListColumn>()
  for (const [place, cell] of row.cells) {
    const title = titleIn(textOf(cell))
    const column = [...left].find((one) => isTitleOf(title, one))
    if (column === undefined) continue
    left.delete(column)
    places.set(place, column)
  }
  return places
}

/** A title without the mark of what is required. */
function titleIn(text: string): string {
  return tidy(text)
    .replace(/\s*[*＊]$/, '')
    .replaceAll(/\s+/g, ' ')
}

function isTitleOf(title: string, { title: { zh, en }, key }: ListColumn): boolean {
  return [zh, en, key].some((one) => one !== null && titleIn(one) === title)
}

function headerProblems(
  row: SheetRow,
  places: ReadonlyMap<number, ListColumn>,
  columns: readonly ListColumn[],
  sheet: ReadSheet,
): readonly SheetProblem[] {
  const problem = (column: number | null, code: 'column-unknown' | 'column-missing' | 'column-twice', title: Words, found: string) => ({
    row: row.number,
    column,
    problem: { code, title, found },
  })
  const used = new Set(sheet.rows.filter(({ number }) => number > row.number).flatMap(({ cells }) => [...cells.keys()]))
  const unknown = [...row.cells].flatMap(([place, cell]) => {
    if (places.has(place) || !used.has(place)) return []
    const found = titleIn(textOf(cell)).slice(0, 40)
    const twice = columns.find((one) => isTitleOf(found, one))
    return [problem(place, twice === undefined ? 'column-unknown' : 'column-twice', twice?.title ?? nothing, found)]
  })
  const found = new Set(places.values())
  const missing = columns
    .filter((column) => column.filling === 'person' && column.required && !found.has(column))
    .map(({ title }) => problem(null, 'column-missing', title, ''))
  return [...unknown, ...missing]
}

const nothing: Words = { zh: '', en: '' }

/** Every text in the columns of people, to be looked up before the cells are read. */
export function personTexts(sheet: ReadSheet, header: Header): readonly string[] {
  const places = [...header.places].filter(([, { field }]) => field.type === 'person' || (field.type === 'list' && field.of === 'person'))
  return dataRows(sheet, header).flatMap(({ cells }) =>
    places.flatMap(([place, { many }]) => {
      const cell = cells.get(place)
      if (cell === undefined) return []
      const text = tidy(textOf(cell))
      return many ? text.split(/[;；、,，\n]/).map(tidy) : [text]
    }),
  )
}

/** Reads the rows below the header. A cell that is no value of its column is a problem, and its column stays empty in the item. */
export function readList(sheet: ReadSheet, header: Header, setting: Omit<CellSetting, 'since1904'>): ListRead {
  const items: unknown[] = []
  const rows: number[] = []
  const problems: SheetProblem[] = []
  for (const row of dataRows(sheet, header)) {
    const item = new Map<string, unknown>()
    let alone: unknown
    let filled = false
    for (const [place, column] of header.places) {
      const cell = row.cells.get(place)
      if (cell === undefined) continue
      filled = true
      if (column.filling === 'page') continue
      const read = valueOfCell(column, cell, { ...setting, since1904: sheet.since1904 })
      if ('problem' in read) problems.push({ row: row.number, column: place, problem: saidBack(read.problem, textOf(cell)) })
      else if (column.key === null) alone = read.value
      else if (read.value !== undefined && read.value !== '') item.set(column.key, read.value)
    }
    if (!filled) continue
    const isSingle = [...header.places.values()].some(({ key }) => key === null)
    items.push(isSingle ? alone : Object.fromEntries(item))
    rows.push(row.number)
  }
  return { items, rows, problems }
}

function saidBack(problem: CellProblem, text: string): CellProblem {
  return problem.found === '' && problem.code === 'field' ? { ...problem, found: tidy(text).slice(0, 40) } : problem
}

/** The rows below the header, and below its line in the other language. */
function dataRows(sheet: ReadSheet, { row, places }: Header): readonly SheetRow[] {
  const below = sheet.rows.filter(({ number }) => number > row)
  const [first] = below
  const repeats =
    first !== undefined &&
    first.number === row + 1 &&
    [...first.cells].every(([place, cell]) => {
      const column = places.get(place)
      return column !== undefined && isTitleOf(titleIn(textOf(cell)), column)
    })
  return repeats ? below.slice(1) : below
}
