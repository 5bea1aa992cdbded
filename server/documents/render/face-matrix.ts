import { Decimal } from 'decimal.js'
import type { Field, RecordForm, ReferenceData, SealedPart, Words } from '#engine'
import type { FaceCell, FaceMatrix, FaceMatrixGroup } from './face.ts'
import { cellOf, columnOf, figureCell } from './face-blocks.ts'
import { type FixedRows, fixedRows } from './fixed-rows.ts'
import { blank, same } from './labels.ts'
import { nameOf, type Wording, wordValue } from './value-words.ts'

type Part = RecordForm['parts'][string]
type Row = Readonly<Record<string, unknown>>
type Person = Readonly<{ name: string; rows: readonly Row[] }>

/** Columns left for scorers on a sheet nobody has filled. */
const EMPTY_PEOPLE = 3

/** The fillings that count, one a person and the latest; and those a later one of the same person replaced. */
export function latestPerPerson(
  sealed: readonly SealedPart[],
): Readonly<{ current: readonly SealedPart[]; replaced: readonly SealedPart[] }> {
  const last = new Map(sealed.map((each) => [each.signers[0]?.person ?? '', each.serial]))
  const counts = (each: SealedPart) => last.get(each.signers[0]?.person ?? '') === each.serial
  return { current: sealed.filter(counts), replaced: sealed.filter((each) => !counts(each)) }
}

/** Several people's figures for the same fixed rows; null where the part has no such list. */
export function matrixOf(
  part: Part,
  sealed: readonly SealedPart[],
  reference: readonly ReferenceData[],
  wording: Wording,
): FaceMatrix | null {
  const [key, field] = Object.entries(part.fields).find(([, each]) => each.rows !== undefined && each.columns !== undefined) ?? []
  const fixed = field === undefined ? null : fixedRows(field, reference)
  if (key === undefined || field === undefined || fixed === null) return null
  const people: readonly Person[] =
    sealed.length === 0
      ? Array.from({ length: EMPTY_PEOPLE }, () => ({ name: '', rows: [] }))
      : sealed.map((each) => ({ name: each.signers[0]?.name ?? '', rows: rowsOf(each.values[key]) }))
  const rows = people.find((person) => person.rows.length > 0)?.rows ?? fixed.rows
  return laidOut({ field, fixed, people, rows, reference, wording })
}

type Sheet = Readonly<{
  field: Field
  fixed: FixedRows
  people: readonly Person[]
  rows: readonly Row[]
  reference: readonly ReferenceData[]
  wording: Wording
}>

function laidOut(sheet: Sheet): FaceMatrix {
  const columns = Object.entries(sheet.field.columns ?? {})
  const groupBy = columns.find(([key]) => sheet.fixed.columns.has(key) && repeats(sheet.rows.map((row) => row[key])))?.[0]
  const shown = columns.filter(([key]) => sheet.fixed.columns.has(key) && key !== groupBy && !follows(key, groupBy, sheet.rows))
  const figures = columns.find(([key, column]) => !sheet.fixed.columns.has(key) && cellOf(column, undefined, sheet.wording).figures)
  const rest = columns.filter(([key]) => !sheet.fixed.columns.has(key) && key !== figures?.[0])
  const indexed = sheet.rows.map((row, at) => ({ row, at }))
  const values = groupBy === undefined ? [undefined] : [...new Set(sheet.rows.map((row) => row[groupBy]))]
  const cells = ({ row, at }: { row: Row; at: number }) => [
    ...shown.map(([key, column]) => cellOf(column, row[key], sheet.wording)),
    ...sheet.people.map(({ rows }) => (figures === undefined ? figureCell('') : cellOf(figures[1], rows[at]?.[figures[0]], sheet.wording))),
  ]
  const groups: readonly FaceMatrixGroup[] = values.map((value) => {
    const own = indexed.filter(({ row }) => groupBy === undefined || row[groupBy] === value).map(cells)
    return { title: groupTitle(value, sheet.reference), rows: own.map((each) => ({ cells: each })), subtotals: sums(own) }
  })
  return {
    title: sheet.field.title,
    fixed: shown.map(([key, column]) =>
      columnOf(
        key,
        column,
        sheet.rows.map((row) => String(row[key] ?? '')),
      ),
    ),
    people: sheet.people.map(({ name }) => ({ name })),
    span: shown.length + sheet.people.length,
    groups,
    totals: sums(indexed.map(cells)),
    remarks: sheet.people.flatMap(({ name, rows }) => rows.flatMap((row, at) => remark(rest, row, shown[0]?.[0], sheet, at, name))),
  }
}

/** What a person wrote beside a figure, named by the row's first column. */
function remark(
  rest: readonly (readonly [string, Field])[],
  row: Row,
  key: string | undefined,
  { wording }: Sheet,
  at: number,
  name: string,
): FaceMatrix['remarks'] {
  const said = rest.map(([column, field]) => wordValue(field, row[column], wording)).filter(({ state }) => state !== 'unset')
  if (said.length === 0) return []
  const text: Words = { zh: said.map(({ text }) => text.zh).join('；'), en: said.map(({ text }) => text.en).join('; ') }
  return [{ row: key === undefined ? String(at + 1) : String(row[key] ?? ''), name, text }]
}

/** Exact sums of the figure columns; other columns stay empty. A column with a blank has a blank sum. */
function sums(rows: readonly (readonly FaceCell[])[]): readonly FaceCell[] {
  const [first = []] = rows
  return first.map(({ figures }, column) => {
    const texts = rows.map((cells) => cells[column]?.text.zh ?? '')
    if (!figures || texts.some((text) => !/^-?\d+(\.\d+)?$/.test(text))) return { text: blank, figures }
    const places = Math.max(...texts.map((text) => text.split('.')[1]?.length ?? 0))
    return figureCell(texts.reduce((sum, text) => sum.plus(text), new Decimal(0)).toFixed(places))
  })
}

/** Words of a group's code where some table lists it with words. */
function groupTitle(value: unknown, reference: readonly ReferenceData[]): Words {
  if (value === undefined) return blank
  const rows = reference.flatMap(({ tables = {} }) => Object.values(tables)).flatMap((table) => table.rows)
  const found = rows.find((row) => row.code === value && typeof row.zh === 'string')
  if (found === undefined) return same(nameOf(value))
  return { zh: `${value} ${found.zh}`, en: `${value} ${typeof found.en === 'string' ? found.en : found.zh}` }
}

/** Whether a column only says again what the group says: each group has one text of it, and it repeats down the rows. */
function follows(key: string, groupBy: string | undefined, rows: readonly Row[]): boolean {
  if (groupBy === undefined || !repeats(rows.map((row) => row[key]))) return false
  const texts = new Map<unknown, unknown>()
  return rows.every((row) => {
    if (!texts.has(row[groupBy])) texts.set(row[groupBy], row[key])
    return texts.get(row[groupBy]) === row[key]
  })
}

function repeats(values: readonly unknown[]): boolean {
  const texts = values.filter((value) => typeof value === 'string')
  return texts.length === values.length && new Set(texts).size < texts.length / 2
}

function rowsOf(value: unknown): readonly Row[] {
  return Array.isArray(value) ? (value as readonly Row[]) : []
}
