import { Decimal } from 'decimal.js'
import type { Field, FieldProblem, Words } from '#engine'
import type { CellProblem } from './cell-problem.ts'
import { type ListColumn, single } from './list-columns.ts'
import type { PeopleNamed } from './people-named.ts'
import type { Cell } from './sheet.ts'
import { dayOf, instantAt } from './sheet-days.ts'

export type CellSetting = Readonly<{ zone: string; since1904: boolean; people: PeopleNamed }>
export type ReadValue = Readonly<{ value: unknown } | { problem: CellProblem }>

/** How many digits a spreadsheet keeps of a number. */
const KEPT_DIGITS = 15

/**
 * What a cell says, as its field's type has it. Numbers go from text to text; nothing is rounded but to the digits a
 * spreadsheet shows. Whether the value is within the form's limits is for the form to say.
 */
export function valueOfCell(column: ListColumn, cell: Cell, setting: CellSetting): ReadValue {
  const { title } = column
  if (cell.kind === 'formula') return { problem: { code: 'formula', title, found: '' } }
  if (cell.kind === 'error') return { problem: { code: 'cell-error', title, found: cell.text.slice(0, 20) } }
  if (!column.many) return readOne(column, column.field, cell, setting)
  const item = single(column.field)
  const texts = textOf(cell)
    .split(item.type === 'string' || item.type === 'text' ? /[;；\n]/ : /[;；、,，\n]/)
    .map(tidy)
    .filter((text) => text !== '')
  const read = texts.map((text) => readOne(column, item, { kind: 'text', text }, setting))
  return read.find((one) => 'problem' in one) ?? { value: read.map((one) => ('value' in one ? one.value : undefined)) }
}

function readOne(column: ListColumn, field: Field, cell: Written, setting: CellSetting): ReadValue {
  switch (field.type) {
    case 'string':
    case 'text':
    case 'organisation':
      return readText(column, cell)
    case 'integer':
      return readInteger(column, cell)
    case 'number':
    case 'money':
      return readDecimal(column, cell)
    case 'date':
      return readDate(column, cell, setting)
    case 'datetime':
      return readInstant(column, cell, setting)
    case 'boolean':
      return readBoolean(column, cell)
    case 'enum':
      return readChoice(column, cell)
    case 'person':
      return setting.people.read(tidy(textOf(cell)), column.title)
    case 'attachment':
    case 'list':
      return { value: undefined }
    default:
      return field.type satisfies never
  }
}

type Written = Exclude<Cell, { kind: 'formula' | 'error' }>

/** What the cell shows, short enough to say back where it is wrong. */
export function textOf(cell: Cell): string {
  switch (cell.kind) {
    case 'text':
    case 'error':
      return cell.text
    case 'number':
      return shownNumber(cell.text)
    case 'boolean':
      return cell.value ? 'TRUE' : 'FALSE'
    case 'formula':
      return '='
    default:
      return cell satisfies never
  }
}

/** Without blanks around it, the wide ones of Chinese typing and zero-width ones of web pages among them. */
export function tidy(text: string): string {
  return text.normalize('NFC').replaceAll(/^[\s\u200b-\u200d\u2060]+|[\s\u200b-\u200d\u2060]+$/g, '')
}

function readText(column: ListColumn, cell: Written): ReadValue {
  if (cell.kind !== 'number') return { value: tidy(textOf(cell)) }
  if (cell.date) return { problem: { code: 'became-a-date', title: column.title, found: cell.text } }
  // 17 digits are written of what never had more than 15; a whole number that long has lost its end.
  const lost = isNumber(cell.text) && new Decimal(cell.text).abs().gte(new Decimal(10).pow(KEPT_DIGITS))
  return lost ? { problem: { code: 'digits-lost', title: column.title, found: cell.text } } : { value: shownNumber(cell.text) }
}

/** A number as the spreadsheet shows it: 85.099999999999994 is 85.1. Text that is no number stays as it is. */
function shownNumber(text: string): string {
  return isNumber(text) ? new Decimal(text).toSignificantDigits(KEPT_DIGITS).toFixed() : text
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?([Ee][+-]?\d{1,3})?$/.test(text)
}

/** Digits as people type and paste them: full-width, with separators, with a sign of money. */
function digitsOf(cell: Written): string {
  if (cell.kind === 'number') return shownNumber(cell.text)
  return tidy(textOf(cell))
    .replaceAll(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replaceAll(/[．。]/g, '.')
    .replaceAll(/[－−]/g, '-')
    .replaceAll(/(?<=\d)[,，](?=\d{3}(\D|$))/g, '')
    .replace(/^(-?)\s*[¥￥]\s*/, '$1')
    .replace(/\s*元$/, '')
}

function readInteger(column: ListColumn, cell: Written): ReadValue {
  if (cell.kind === 'number' && cell.date) return { problem: { code: 'became-a-date', title: column.title, found: cell.text } }
  const digits = digitsOf(cell)
  return /^-?\d{1,15}(\.0+)?$/.test(digits) ? { value: Number(digits) + 0 } : wrong(column, cell, 'wrong-type', { expected: 'integer' })
}

function readDecimal(column: ListColumn, cell: Written): ReadValue {
  if (cell.kind === 'number' && cell.date) return { problem: { code: 'became-a-date', title: column.title, found: cell.text } }
  const digits = digitsOf(cell)
  if (!/^-?\d{1,15}(\.\d+)?$/.test(digits)) return wrong(column, cell, 'wrong-type', { expected: 'decimal' })
  // 7.50 with one place too many only in zeros is still 7.5.
  return { value: digits.includes('.') ? digits.replace(/0+$/, '').replace(/\.$/, '') : digits }
}

const written =
  /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日]?(?:[\sT]+(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}(?:\.\d{1,3})?))?\s*[分秒]?)?$/

function readDate(column: ListColumn, cell: Written, { since1904 }: CellSetting): ReadValue {
  if (cell.kind === 'number' && cell.date && isNumber(cell.text)) {
    const day = dayOf(cell.text, since1904)
    return day === null || day.seconds !== 0 ? wrong(column, cell, 'not-a-date') : { value: day.date }
  }
  const text = tidy(textOf(cell)).replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  const [, year, month = '', day = '', hour] = written.exec(text) ?? []
  if (year === undefined || hour !== undefined) return wrong(column, cell, 'not-a-date')
  return { value: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` }
}

function readInstant(column: ListColumn, cell: Written, { zone, since1904 }: CellSetting): ReadValue {
  if (cell.kind === 'number' && cell.date && isNumber(cell.text)) {
    const day = dayOf(cell.text, since1904)
    const time = day === null ? '' : [day.seconds / 3600, (day.seconds / 60) % 60, day.seconds % 60].map(twoDigits).join(':')
    const at = day === null ? null : instantAt(day.date, time, zone)
    return at === null ? wrong(column, cell, 'not-an-instant') : { value: at }
  }
  const [, year, month = '', day = '', hour, minute = '', second = '00'] = written.exec(tidy(textOf(cell))) ?? []
  if (year === undefined || hour === undefined) return wrong(column, cell, 'not-an-instant')
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const [whole = '', fraction] = second.split('.')
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:${whole.padStart(2, '0')}${fraction === undefined ? '' : `.${fraction}`}`
  const at = instantAt(date, time, zone)
  return at === null ? wrong(column, cell, 'not-an-instant') : { value: at }
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}

const yes: readonly string[] = ['是', 'yes', 'true', 'y', '√', '✓', '1']
const no: readonly string[] = ['否', 'no', 'false', 'n', '×', '✗', '0']

function readBoolean(column: ListColumn, cell: Written): ReadValue {
  if (cell.kind === 'boolean') return { value: cell.value }
  const text = tidy(textOf(cell)).toLowerCase()
  if (yes.includes(text)) return { value: true }
  return no.includes(text) ? { value: false } : wrong(column, cell, 'wrong-type', { expected: 'boolean' })
}

/** A code, its name in either language, or both. A name two codes share says neither. */
function readChoice(column: ListColumn, cell: Written): ReadValue {
  const text = tidy(textOf(cell)).replaceAll(/\s+/g, ' ')
  const byCode = column.choices.find(({ code }) => code === text)
  if (byCode !== undefined) return { value: byCode.code }
  const named = column.choices.filter(({ code, zh, en }) =>
    [zh, en, `${code} ${zh}`, `${code} ${en}`].some((name) => name.replaceAll(/\s+/g, ' ') === text),
  )
  const [only] = named
  return named.length === 1 && only !== undefined ? { value: only.code } : wrong(column, cell, 'not-in-list', { found: text.slice(0, 40) })
}

function wrong(column: ListColumn, cell: Cell, code: FieldProblem['code'], details: FieldProblem['details'] = {}): ReadValue {
  const found = tidy(textOf(cell)).slice(0, 40)
  return { problem: { code: 'field', problem: fieldProblem(column.title, code, { found, ...details }), found } }
}

export function fieldProblem(title: Words, code: FieldProblem['code'], details: FieldProblem['details'] = {}): FieldProblem {
  return { path: '', code, title, details }
}
