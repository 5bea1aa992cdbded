import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { type Styles, styleSheet } from './cell-styles.ts'
import { columnName, type WrittenCell, type WrittenSheet } from './sheet.ts'

/** The moment inside the container: equal contents give equal bytes. */
const never = new Date(1980, 0, 1)
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaging = 'http://schemas.openxmlformats.org/package/2006'

/** An .xlsx workbook of these sheets. Text is always a text cell, whatever it begins with: no value can become a formula. */
export async function writeWorkbook(sheets: readonly WrittenSheet[]): Promise<Buffer> {
  const styles = styleSheet()
  const files = new Map<string, string>()
  for (const [index, sheet] of sheets.entries()) files.set(`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheet, styles))
  files.set('xl/styles.xml', styles.xml())
  files.set('xl/workbook.xml', workbookXml(sheets))
  files.set('xl/_rels/workbook.xml.rels', workbookRelations(sheets.length))
  files.set('_rels/.rels', relationsXml([['rId1', `${office}/officeDocument`, 'xl/workbook.xml']]))
  const zip = new ZipFile()
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(head + text), name, { mtime: never, mode: 0o100644 })
  add('[Content_Types].xml', contentTypes(sheets.length))
  for (const [name, text] of files) add(name, text)
  zip.end()
  return buffer(zip.outputStream)
}

function contentTypes(sheets: number): string {
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const overrides = [
    ['/xl/workbook.xml', `${kind}.sheet.main+xml`],
    ['/xl/styles.xml', `${kind}.styles+xml`],
    ...Array.from({ length: sheets }, (_, index) => [`/xl/worksheets/sheet${index + 1}.xml`, `${kind}.worksheet+xml`]),
  ].map(([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`)
  return `<Types xmlns="${packaging}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
}

function workbookXml(sheets: readonly WrittenSheet[]): string {
  const list = sheets.map(
    ({ name, hidden }, index) =>
      `<sheet name="${escaped(name)}" sheetId="${index + 1}"${hidden === true ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
  )
  return `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${list.join('')}</sheets></workbook>`
}

function workbookRelations(sheets: number): string {
  const own = Array.from({ length: sheets }, (_, index) => [
    `rId${index + 1}`,
    `${office}/worksheet`,
    `worksheets/sheet${index + 1}.xml`,
  ]) as [string, string, string][]
  return relationsXml([...own, [`rId${sheets + 1}`, `${office}/styles`, 'styles.xml']])
}

function relationsXml(relations: readonly (readonly [id: string, type: string, target: string])[]): string {
  const list = relations.map(([id, type, target]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`)
  return `<Relationships xmlns="${packaging}/relationships">${list.join('')}</Relationships>`
}

function sheetXml(sheet: WrittenSheet, styles: Styles): string {
  const { frozen = 0, columns, rows, choices = [] } = sheet
  const pane = `<pane ySplit="${frozen}" topLeftCell="A${frozen + 1}" activePane="bottomLeft" state="frozen"/>`
  const views = `<sheetViews><sheetView workbookViewId="0">${frozen === 0 ? '' : pane}</sheetView></sheetViews>`
  const cols = columns.map(
    ({ width, look }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${styles.indexOf(look)}" customWidth="1"/>`,
  )
  const data = rows.map((cells, index) => {
    const written = cells.map((cell, column) => cellXml(cell, `${columnName(column)}${index + 1}`, styles))
    return `<row r="${index + 1}">${written.join('')}</row>`
  })
  const lists = choices.map(({ column, from, to, source }) => {
    const name = columnName(column)
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="${name}${from}:${name}${to}"><formula1>${escaped(source)}</formula1></dataValidation>`
  })
  return [
    `<worksheet xmlns="${main}">${views}<sheetFormatPr defaultRowHeight="15"/>`,
    cols.length === 0 ? '' : `<cols>${cols.join('')}</cols>`,
    `<sheetData>${data.join('')}</sheetData>`,
    sheet.protected === true ? '<sheetProtection sheet="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>' : '',
    lists.length === 0 ? '' : `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>`,
    '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>',
  ].join('')
}

function cellXml(cell: WrittenCell, reference: string, styles: Styles): string {
  const place = `r="${reference}" s="${styles.indexOf(cell.look)}"`
  if (cell.kind === 'blank') return `<c ${place}/>`
  if (cell.kind === 'number') return `<c ${place}><v>${escaped(cell.text)}</v></c>`
  return `<c ${place} t="inlineStr"><is><t xml:space="preserve">${escaped(cell.text)}</t></is></c>`
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text for XML; what XML cannot hold is written as the format writes it, and a text that looks so is kept apart from it. */
function escaped(text: string): string {
  return text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign)
    .replaceAll(unwritable, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML has no place for
const unwritable = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g
