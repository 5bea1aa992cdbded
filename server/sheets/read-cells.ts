import { type Attributes, parseXml } from './parse-xml.ts'
import { type Cell, columnIndex, type SheetRow } from './sheet.ts'
import { StopReading } from './unpack.ts'

type Context = Readonly<{ strings: readonly string[]; dates: readonly boolean[]; mostRows: number }>
type Pending = { column: number; type: string; date: boolean; formula: boolean; value: string; inline: string }

/** More than any list has; what stands further right is nobody's column. */
const MOST_COLUMNS = 256

/** The rows that say something. Rows and cells that are only formatted are passed over. */
export function readCells(bytes: Buffer, context: Context): readonly SheetRow[] {
  const rows: SheetRow[] = []
  let number = 0
  let next = 0
  let cells = new Map<number, Cell>()
  let cell: Pending | null = null
  let into: 'value' | 'inline' | null = null
  let inRuby = false
  parseXml(bytes, {
    open(name, attributes) {
      if (name === 'row') {
        number = Number(attributes.get('r') ?? number + 1)
        next = 0
        cells = new Map()
      } else if (name === 'c') {
        cell = begun(attributes, next, context)
        next = cell.column + 1
      } else if (name === 'f' && cell !== null) cell.formula = true
      else if (name === 'v') into = 'value'
      else if (name === 'rPh') inRuby = true
      else if (name === 't' && !inRuby) into = 'inline'
    },
    text(piece) {
      if (cell !== null && into !== null) cell[into] += piece
    },
    close(name) {
      if (name === 'v' || name === 't') into = null
      else if (name === 'rPh') inRuby = false
      else if (name === 'c' && cell !== null) {
        const read = cell.column < MOST_COLUMNS ? finished(cell, context) : null
        if (read !== null) cells.set(cell.column, read)
        cell = null
      } else if (name === 'row' && cells.size > 0) {
        rows.push({ number, cells })
        if (rows.length > context.mostRows) throw new StopReading('too-many-rows')
      }
    },
  })
  return rows
}

function begun(attributes: Attributes, next: number, { dates }: Context): Pending {
  const reference = /^([A-Za-z]{1,3})\d+$/.exec(attributes.get('r') ?? '')
  return {
    column: reference === null ? next : columnIndex(reference[1] ?? ''),
    type: attributes.get('t') ?? 'n',
    date: dates[Number(attributes.get('s') ?? 0)] === true,
    formula: false,
    value: '',
    inline: '',
  }
}

function finished({ type, date, formula, value, inline }: Pending, { strings }: Context): Cell | null {
  if (formula) return { kind: 'formula' }
  switch (type) {
    case 's':
      return textCell(strings[Number(value)] ?? '')
    case 'inlineStr':
      return textCell(inline)
    case 'str':
    case 'd':
      return textCell(value)
    case 'b':
      return value === '' ? null : { kind: 'boolean', value: value.trim() === '1' || value.trim() === 'true' }
    case 'e':
      return { kind: 'error', text: value }
    default:
      return value.trim() === '' ? null : { kind: 'number', text: value.trim(), date }
  }
}

/** `_x000D_` and the like are how the format writes characters XML has no place for. */
function textCell(text: string): Cell | null {
  const decoded = text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return decoded.trim() === '' ? null : { kind: 'text', text: decoded }
}
