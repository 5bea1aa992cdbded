import { Decimal } from 'decimal.js'
import type { Field, Language, Words } from '#engine'
import { describeColumn } from './describe-column.ts'
import { type ListColumn, single, valueAt } from './list-columns.ts'
import type { PeopleNamed } from './people-named.ts'
import { columnName, type Look, type WrittenCell, type WrittenSheet } from './sheet.ts'
import { serialOf, wallClock } from './sheet-days.ts'

/** `shown` says a value in words instead, where it must not be written as it is; undefined leaves it to the column. */
export type ListSetting = Readonly<{
  zone: string
  language: Language
  people: PeopleNamed
  shown?: (field: Field, value: unknown) => string | undefined
}>
export type ListSheet = Readonly<{
  /** What the list is, said on the page of notes. */
  about: readonly Words[]
  columns: readonly ListColumn[]
  items: readonly unknown[]
  /** The form lays the rows down: none is added, and only open cells are changed. */
  fixed: boolean
  /** Rows kept ready below those that are filled; 0 where the sheet is only to be read. */
  room: number
}>

const HEAD_ROWS = 2
const choicesName = '选项 Choices'

/** A list as sheets: titles in Chinese, below them in English, the items; then the choices and what each column takes. */
export function writeList(list: ListSheet, setting: ListSetting): readonly WrittenSheet[] {
  const { columns, items, room } = list
  const withChoices = room === 0 ? [] : columns.filter(({ choices, filling, many }) => choices.length > 0 && filling === 'person' && !many)
  const last = HEAD_ROWS + items.length + room
  const lists = columns.flatMap((column, index) => {
    if (room === 0 || column.filling !== 'person' || column.many) return []
    const place = { column: index, from: HEAD_ROWS + 1, to: last }
    if (column.field.type === 'boolean')
      return [{ ...place, source: `"${[true, false].map((value) => yesOrNo(value, setting.language)).join(',')}"` }]
    const at = withChoices.indexOf(column)
    if (at < 0) return []
    const name = columnName(at)
    return [{ ...place, source: `'${choicesName}'!$${name}$2:$${name}$${column.choices.length + 1}` }]
  })
  const data: WrittenSheet = {
    name: '数据 Data',
    frozen: HEAD_ROWS,
    protected: list.fixed,
    columns: columns.map((column) => ({ width: widthOf(column), look: lookOf(column, list.fixed) })),
    rows: [
      columns.map((column) => headCell(column, 'zh')),
      columns.map((column) => headCell(column, 'en')),
      ...items.map((item) => columns.map((column) => cellOf(column, valueAt(item, column.key), setting))),
    ],
    choices: lists,
  }
  return [data, ...(withChoices.length === 0 ? [] : [choicesSheet(withChoices, setting.language)]), ...(room === 0 ? [] : [notes(list)])]
}

function headCell({ title, required, filling }: ListColumn, language: Language): WrittenCell {
  return { kind: 'text', text: `${title[language]}${required && filling === 'person' ? ' *' : ''}`, look: { shape: 'text', tone: 'head' } }
}

function choicesSheet(columns: readonly ListColumn[], language: Language): WrittenSheet {
  const longest = Math.max(...columns.map(({ choices }) => choices.length))
  const textAt = (column: ListColumn, index: number): string => {
    const choice = column.choices[index]
    return choice === undefined ? '' : `${choice.code} ${choice[language]}`
  }
  return {
    name: choicesName,
    frozen: 1,
    columns: columns.map(() => ({ width: 28, look: { shape: 'text', tone: 'shut' } })),
    rows: [
      columns.map((column) => ({ kind: 'text', text: column.title[language], look: { shape: 'text', tone: 'head' } })),
      ...Array.from({ length: longest }, (_, index) => columns.map((column) => textCell(textAt(column, index), 'shut'))),
    ],
  }
}

function notes({ about, columns }: ListSheet): WrittenSheet {
  const titles = ['栏目', 'Column', '填写', 'To fill in'].map(
    (text): WrittenCell => ({ kind: 'text', text, look: { shape: 'text', tone: 'head' } }),
  )
  return {
    name: '说明 Notes',
    columns: [28, 28, 44, 44].map((width) => ({ width, look: { shape: 'text', tone: 'shut' } })),
    rows: [
      ...about.map(({ zh, en }) => [textCell(zh, 'shut'), textCell(en, 'shut')]),
      titles,
      ...columns.map((column) => {
        const { zh, en } = describeColumn(column)
        return [column.title.zh, column.title.en, zh, en].map((text) => textCell(text, 'shut'))
      }),
    ],
  }
}

function widthOf({ field, title }: ListColumn): number {
  const least = { text: 40, string: 20, person: 22, organisation: 28, enum: 22, list: 32, datetime: 20 } as Readonly<Record<string, number>>
  return Math.max(least[field.type] ?? 12, Math.min([...title.zh].length * 2 + 4, 36))
}

function lookOf(column: ListColumn, fixed: boolean): Look {
  const tone = column.filling === 'person' ? 'open' : 'shut'
  return { shape: shapeOf(column), tone: fixed ? tone : column.filling === 'person' ? 'open' : 'shut' }
}

function shapeOf({ field, many }: ListColumn): Look['shape'] {
  if (many) return 'text'
  switch (field.type) {
    case 'integer':
      return { scale: 0 }
    case 'number':
    case 'money':
      return { scale: field.scale ?? 2 }
    case 'date':
      return 'date'
    default:
      return 'text'
  }
}

function cellOf(column: ListColumn, value: unknown, setting: ListSetting): WrittenCell {
  const tone = column.filling === 'person' ? 'open' : 'shut'
  if (value === undefined || value === null) return { kind: 'blank', look: { shape: shapeOf(column), tone } }
  const shown = setting.shown?.(column.field, value)
  if (shown !== undefined) return textCell(shown, tone)
  if (!column.many) return valueCell(column, column.field, value, tone, setting)
  const item = single(column.field)
  const texts = (Array.isArray(value) ? value : [value]).map((one) => wordOf(column, item, one, setting))
  return textCell(texts.join('；'), tone)
}

function valueCell(column: ListColumn, field: Field, value: unknown, tone: Look['tone'], setting: ListSetting): WrittenCell {
  const shape = shapeOf(column)
  if ((field.type === 'integer' || field.type === 'number' || field.type === 'money') && isShort(String(value)))
    return { kind: 'number', text: String(value), look: { shape, tone } }
  const serial = field.type === 'date' ? serialOf(String(value)) : null
  return serial === null ? textCell(wordOf(column, field, value, setting), tone) : { kind: 'number', text: serial, look: { shape, tone } }
}

/** A number that a spreadsheet keeps to its last digit; longer ones are written as text. */
function isShort(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text) && new Decimal(text).precision() <= 15
}

function wordOf({ choices }: ListColumn, field: Field, value: unknown, { language, people, zone }: ListSetting): string {
  switch (field.type) {
    case 'enum': {
      const choice = choices.find(({ code }) => code === value)
      return choice === undefined ? String(value) : `${choice.code} ${choice[language]}`
    }
    case 'boolean':
      return yesOrNo(value === true, language)
    case 'person':
      return people.write(value)
    case 'datetime':
      return wallClock(String(value), zone)
    case 'attachment':
      return String(valueAt(value, 'name') ?? '')
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}

function yesOrNo(value: boolean, language: Language): string {
  if (language === 'zh') return value ? '是' : '否'
  return value ? 'Yes' : 'No'
}

function textCell(text: string, tone: Look['tone']): WrittenCell {
  return text === '' ? { kind: 'blank', look: { shape: 'text', tone } } : { kind: 'text', text, look: { shape: 'text', tone } }
}
