import { describe, expect, it } from 'vitest'
import { type Field, mergeReference } from '#engine'
import { sayCellProblem } from '../../server/sheets/cell-problem.ts'
import { listColumns } from '../../server/sheets/list-columns.ts'
import { peopleNamed } from '../../server/sheets/people-named.ts'
import { readHeader, readList } from '../../server/sheets/read-list.ts'
import { readWorkbook } from '../../server/sheets/read-workbook.ts'
import { excelFiles, zipOf } from './support/workbook.ts'

const title = (zh: string) => ({ zh, en: zh })
const field: Field = {
  title: title('清单'),
  type: 'list',
  of: 'row',
  columns: {
    no: { title: title('编号'), type: 'string' },
    score: { title: title('成绩'), type: 'number', scale: 2, optional: true },
    on: { title: title('日期'), type: 'date', optional: true },
    at: { title: title('时间'), type: 'datetime', optional: true },
    kinds: { title: title('类别'), type: 'list', of: 'string', optional: true },
  },
}
const reference = mergeReference([])
const columns = listColumns(field, reference)
const strings = ['编号', '成绩', '日期', '时间', '类别'].map((text) => `<t>${text}</t>`)
const header =
  '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="s"><v>4</v></c></row>'

async function read(rows: string, more: readonly string[] = [], book?: string) {
  const workbook = await readWorkbook(await zipOf(excelFiles(header + rows, [...strings, ...more], book)), 100)
  if (workbook.outcome === 'refused') throw new Error(workbook.because)
  const found = readHeader(workbook.sheet, columns)
  const list = readList(workbook.sheet, found, { zone: 'Asia/Shanghai', people: peopleNamed([]) })
  return { ...list, words: list.problems.map(({ row, problem }) => `${row} ${sayCellProblem(problem, 'zh')}`) }
}

describe('a workbook as Excel writes it', () => {
  it('is read by its shared texts, those set in pieces and with readings above them too', async () => {
    const { items } = await read('<row r="3"><c r="A3" t="s"><v>5</v></c><c r="E3" t="s"><v>6</v></c></row>', [
      '<r><rPr><b/></rPr><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh sb="0" eb="1"><t>jia</t></rPh>',
      '<t>一；二\n三</t>',
    ])
    expect(items).toEqual([{ no: '甲 乙', kinds: ['一', '二', '三'] }])
  })

  it('gives numbers as the sheet shows them, never as binary fractions', async () => {
    const score = (value: string) => `<row><c t="str"><v>1</v></c><c><v>${value}</v></c></row>`
    const { items } = await read(['85.099999999999994', '0.30000000000000004', '1E-2', '-7', '100.50'].map(score).join(''))
    expect(items.map((item) => (item as { score: string }).score)).toEqual(['85.1', '0.3', '0.01', '-7', '100.5'])
  })

  it('gives dates by the format of their cells, counted from 1900 or 1904', async () => {
    const row =
      '<row r="2"><c r="A2" t="str"><v>1</v></c><c r="C2" s="1"><v>46083</v></c><c r="D2" s="2"><v>46083.354166666664</v></c></row>'
    expect((await read(row)).items).toEqual([{ no: '1', on: '2026-03-02', at: '2026-03-02T00:30:00.000Z' }])
    const old = '<row r="2"><c r="A2" t="str"><v>1</v></c><c r="C2" s="2"><v>44621</v></c></row>'
    expect((await read(old, [], '<workbookPr date1904="1"/>')).items).toEqual([{ no: '1', on: '2026-03-02' }])
  })

  it('takes dates as people type them, and tells apart what is none', async () => {
    const dates = ['2026/3/2', '2026年3月2日', '2026.03.02', '20260302', '2026-03-02 08:00', '三月']
    const { items, words } = await read(
      dates.map((text) => `<row><c t="str"><v>1</v></c><c r="C9" t="str"><v>${text}</v></c></row>`).join(''),
    )
    expect(items.map((item) => (item as { on?: string }).on)).toEqual([
      ...Array.from({ length: 4 }, () => '2026-03-02'),
      undefined,
      undefined,
    ])
    expect(words).toEqual([
      '6 「日期」应为日期，如 2026-03-02，但填写的是“2026-03-02 08:00”。',
      '7 「日期」应为日期，如 2026-03-02，但填写的是“三月”。',
    ])
  })

  it('names formulas, errors, numbers that lost digits and texts that became dates, each in its row', async () => {
    const { items, words } = await read(
      [
        '<row r="2"><c r="A2" t="str"><v>1</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>',
        '<row r="5"><c r="A5" t="str"><v>2</v></c><c r="B5" t="e"><v>#DIV/0!</v></c></row>',
        '<row r="6"><c r="A6"><v>2.1010219900101123E+17</v></c></row>',
        '<row r="7"><c r="A7" s="1"><v>46083</v></c></row>',
        '<row r="8"><c r="A8"><v>42</v></c><c r="B8" s="3"><v>1.5</v></c></row>',
      ].join(''),
    )
    expect(words.map((text) => text.slice(0, 24))).toEqual([
      '2 「成绩」应为填写的值，但单元格里是公式；请复',
      '5 「成绩」应为填写的值，但单元格显示错误 #D',
      '6 「编号」应为文字格式，但单元格是超过 15 ',
      '7 「编号」应为文字或数字，但 Excel 已把',
    ])
    expect(items.at(-1)).toEqual({ no: '42', score: '1.5' })
  })

  it('is read where elements bear prefixes and cells no addresses, and rows that are only formatted do not count', async () => {
    const files = excelFiles('', strings)
    const prefixed = `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>编号</x:t></x:is></x:c></x:row><x:row r="900"><x:c s="1"/></x:row><x:row r="901"><x:c t="inlineStr"><x:is><x:t>七</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>`
    const workbook = await readWorkbook(await zipOf({ ...files, 'xl/worksheets/sheet1.xml': prefixed }), 100)
    expect(workbook).toMatchObject({ outcome: 'read', sheet: { name: '成绩', rows: [{ number: 1 }, { number: 901 }] } })
  })
})

describe('a file that is no harmless workbook', () => {
  const because = async (bytes: Buffer) => {
    const read = await readWorkbook(bytes, 100)
    return read.outcome === 'refused' ? read.because : 'read'
  }
  const files = excelFiles(header, strings)

  it('is refused for what it is', async () => {
    expect(await because(Buffer.from('编号,成绩\n1,2\n'))).toBe('not-a-workbook')
    expect(await because(Buffer.from('d0cf11e0a1b11ae100000000', 'hex'))).toBe('encrypted')
    expect(await because(await zipOf({ 'a.txt': 'a' }))).toBe('not-a-workbook')
    expect(await because(await zipOf({ ...files, 'xl/vbaProject.bin': 'x' }))).toBe('macros')
    expect(await because(await zipOf({ ...files, 'xl/externalLinks/externalLink1.xml': '<a/>' }))).toBe('external-links')
    expect(await because(await zipOf({ ...files, 'xl/worksheets/sheet1.xml': '<worksheet>' }))).toBe('damaged')
    expect(await because((await zipOf(files)).subarray(0, 900))).toBe('not-a-workbook')
    const hidden = files['xl/workbook.xml']?.replace('<sheet name="成绩"', '<sheet state="veryHidden" name="成绩"') ?? ''
    expect(await because(await zipOf({ ...files, 'xl/workbook.xml': hidden }))).toBe('no-sheet')
  })

  it('is refused where it would swell: a bomb, too many rows, entities of its own', async () => {
    const bomb = await zipOf({ ...files, 'xl/worksheets/sheet1.xml': Buffer.alloc(60 * 1024 * 1024, ' ') })
    expect(bomb.length).toBeLessThan(100_000)
    expect(await because(bomb)).toBe('too-large-inside')
    const rows = Array.from({ length: 101 }, () => '<row><c t="str"><v>1</v></c></row>').join('')
    expect(await because(await zipOf(excelFiles(rows)))).toBe('too-many-rows')
    const entities = `<!DOCTYPE a [<!ENTITY b "c">]>${files['xl/worksheets/sheet1.xml']}`
    expect(await because(await zipOf({ ...files, 'xl/worksheets/sheet1.xml': entities }))).toBe('damaged')
  })
})
