import type { Look } from './sheet.ts'

/** The styles of a workbook, numbered as they are first asked for. Number 0 is how an untouched cell looks. */
export type Styles = Readonly<{ indexOf(look: Look): number; xml(): string }>

const ownFormats = 164
const plain: Look = { shape: 'general', tone: 'open' }

export function styleSheet(): Styles {
  const looks = new Map<string, number>()
  const formats = new Map<string, number>()
  const written: string[] = []
  const formatOf = (shape: Look['shape']): number => {
    const code = formatCode(shape)
    if (typeof code === 'number') return code
    const known = formats.get(code)
    if (known !== undefined) return known
    formats.set(code, ownFormats + formats.size)
    return ownFormats + formats.size - 1
  }
  const indexOf = (look: Look): number => {
    const key = JSON.stringify(look)
    const known = looks.get(key)
    if (known !== undefined) return known
    looks.set(key, written.length)
    written.push(xfOf(look, formatOf(look.shape)))
    return written.length - 1
  }
  indexOf(plain)
  return { indexOf, xml: () => stylesXml(written, formats) }
}

/** A format every program knows by number, or one of our own by its code. */
function formatCode(shape: Look['shape']): number | string {
  if (shape === 'general') return 0
  if (shape === 'text') return 49
  if (shape === 'date') return 'yyyy\\-mm\\-dd'
  if (shape === 'datetime') return 'yyyy\\-mm\\-dd\\ hh:mm'
  return shape.scale === 0 ? 1 : `0.${'0'.repeat(shape.scale)}`
}

function xfOf({ tone, shape }: Look, format: number): string {
  const [font, fill] = { open: [0, 0], shut: [0, 2], head: [1, 3] }[tone]
  const wrap = tone === 'head' ? '<alignment vertical="top" wrapText="1"/>' : '<alignment vertical="top"/>'
  const quoted = shape === 'text' ? ' quotePrefix="1"' : ''
  const unlocked = tone === 'open' ? '<protection locked="0"/>' : ''
  return `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="0" xfId="0"${quoted} applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1" applyProtection="1">${wrap}${unlocked}</xf>`
}

function stylesXml(cells: readonly string[], formats: ReadonlyMap<string, number>): string {
  const own = [...formats].map(([code, id]) => `<numFmt numFmtId="${id}" formatCode="${code}"/>`)
  const solid = (colour: string) =>
    `<fill><patternFill patternType="solid"><fgColor rgb="${colour}"/><bgColor indexed="64"/></patternFill></fill>`
  const font = (bold: string) => `<font>${bold}<sz val="11"/><name val="等线"/></font>`
  return [
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
    own.length === 0 ? '' : `<numFmts count="${own.length}">${own.join('')}</numFmts>`,
    `<fonts count="2">${font('')}${font('<b/>')}</fonts>`,
    `<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid('FFF2F2F2')}${solid('FFE6EEF5')}</fills>`,
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${cells.length}">${cells.join('')}</cellXfs>`,
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
  ].join('')
}
