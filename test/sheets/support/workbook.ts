import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import { readWorkbook } from '../../../server/sheets/read-workbook.ts'
import type { Look, WrittenCell } from '../../../server/sheets/sheet.ts'
import { writeWorkbook } from '../../../server/sheets/write-workbook.ts'

const look: Look = { shape: 'text', tone: 'open' }

/** A workbook of one sheet; numbers become number cells, everything else text. */
export function workbookOf(rows: readonly (readonly (string | number)[])[]): Promise<Buffer> {
  const cell = (value: string | number): WrittenCell =>
    value === '' ? { kind: 'blank', look } : { kind: typeof value === 'number' ? 'number' : 'text', text: String(value), look }
  return writeWorkbook([{ name: 'Data', columns: [], rows: rows.map((row) => row.map(cell)) }])
}

/** The texts of the first sheet, row by row, as a person would read them off. */
export async function textsOf(bytes: Buffer): Promise<readonly (readonly string[])[]> {
  const read = await readWorkbook(bytes, 5000)
  if (read.outcome === 'refused') throw new Error(read.because)
  return read.sheet.rows.map(({ cells }) => {
    const last = Math.max(...cells.keys())
    return Array.from({ length: last + 1 }, (_, index) => {
      const cell = cells.get(index)
      return cell === undefined ? '' : 'text' in cell ? cell.text : cell.kind === 'boolean' ? String(cell.value) : '='
    })
  })
}

/** A container with these files, as any ZIP program makes it. */
export function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, contents] of Object.entries(files)) zip.addBuffer(Buffer.from(contents), name)
  zip.end()
  return buffer(zip.outputStream)
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaging = 'http://schemas.openxmlformats.org/package/2006'

/** Files of a workbook as Excel writes them, around the contents of one sheet. */
export function excelFiles(sheetData: string, strings: readonly string[] = [], book = '<workbookPr/>'): Record<string, string> {
  const relations = (list: string) => `<Relationships xmlns="${packaging}/relationships">${list}</Relationships>`
  const relation = (id: string, kind: string, target: string) => `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`
  return {
    '[Content_Types].xml': `<Types xmlns="${packaging}/content-types"/>`,
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}">${book}<sheets><sheet name="Old" sheetId="9" state="hidden" r:id="rId9"/><sheet name="成绩" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      relation('rId1', 'worksheet', 'worksheets/sheet1.xml') +
        relation('rId2', 'sharedStrings', 'sharedStrings.xml') +
        relation('rId3', 'styles', '/xl/styles.xml'),
    ),
    'xl/styles.xml': `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="[Red]0.00&quot;days&quot;"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${sheetData}</sheetData></worksheet>`,
  }
}
