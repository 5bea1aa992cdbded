import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Field, mergeReference } from '#engine'
import { listColumns } from '../../server/sheets/list-columns.ts'
import { peopleNamed } from '../../server/sheets/people-named.ts'
import { readHeader, readList } from '../../server/sheets/read-list.ts'
import { readWorkbook } from '../../server/sheets/read-workbook.ts'
import { columnIndex, columnName } from '../../server/sheets/sheet.ts'
import { sheetFile } from '../../server/sheets/sheet-file.ts'

const title = (en: string) => ({ zh: `栏${en}`, en })
const levels = [
  { code: '5', zh: '初级', en: 'Elementary' },
  { code: '4', zh: '中级', en: 'Intermediate' },
]
const field: Field = {
  title: title('list'),
  type: 'list',
  of: 'row',
  columns: {
    text: { title: title('text'), type: 'text' },
    whole: { title: title('whole'), type: 'integer', optional: true },
    number: { title: title('number'), type: 'number', scale: 3, optional: true },
    on: { title: title('on'), type: 'date', optional: true },
    at: { title: title('at'), type: 'datetime', optional: true },
    sure: { title: title('sure'), type: 'boolean', optional: true },
    level: { title: title('level'), type: 'enum', values: levels, optional: true },
    who: { title: title('who'), type: 'person', optional: true },
    all: { title: title('all'), type: 'list', of: 'enum', values: levels, optional: true },
  },
}
const reference = mergeReference([])
const columns = listColumns(field, reference)
const people = [
  { person: 'p1', name: '王芳', login: 'wang' },
  { person: 'p2', name: '王芳', login: 'fang' },
]

/** Text as forms keep it: without blanks around it, of characters that can be printed. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.constantFrom('=1+1', '+A1', '-2', '@x', '_x000D_', 'a\nb', '<&>"'),
  )
  .map((one) =>
    one
      .normalize('NFC')
      .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, (sign) => (sign === '\n' ? sign : ''))
      .trim(),
  )
  .filter((one) => one !== '' && !/^[\s\u200b-\u200d\u2060]|[\s\u200b-\u200d\u2060]$/.test(one))
const decimal = fc
  .tuple(fc.bigInt({ min: -999999999999999n, max: 999999999999999n }), fc.nat(999))
  .map(([whole, rest]) => `${whole}.${String(rest).padStart(3, '0')}`)
const day = fc.date({ min: new Date('1900-04-01'), max: new Date('2099-12-31'), noInvalidDate: true })
const row = fc.record(
  {
    text,
    whole: fc.maxSafeInteger().map((one) => Math.trunc(one / 10) + 0),
    number: decimal,
    on: day.map((one) => one.toISOString().slice(0, 10)),
    at: day.map((one) => one.toISOString()),
    sure: fc.boolean(),
    level: fc.constantFrom('5', '4'),
    who: fc.constantFrom(...people.map(({ person, name }) => ({ person, name }))),
    all: fc.subarray(['5', '4'], { minLength: 1 }),
  },
  { requiredKeys: ['text'] },
)

describe('a list written as a workbook', () => {
  it('is read again as it was, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('zh' as const, 'en' as const),
        async (items, language) => {
          const zone = 'Asia/Shanghai'
          const bytes = await sheetFile({ about: [], columns, items, fixed: false, room: 20 }, { zone, language }, async () => people)
          const read = await readWorkbook(bytes, 100)
          if (read.outcome === 'refused') throw new Error(read.because)
          const list = readList(read.sheet, readHeader(read.sheet, columns), { zone, people: peopleNamed(people) })
          expect(list.problems).toEqual([])
          // Zeros after the point say nothing.
          const short = (number: unknown) =>
            String(number)
              .replace(/(\.\d*?)0+$/, '$1')
              .replace(/\.$/, '')
          const plain = (item: Record<string, unknown>) => (item.number === undefined ? item : { ...item, number: short(item.number) })
          expect(list.items.map((item) => plain(item as Record<string, unknown>))).toEqual(items.map(plain))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is the same bytes for the same list', async () => {
    const write = () =>
      sheetFile(
        { about: [title('x')], columns, items: [{ text: 'a' }], fixed: true, room: 0 },
        { zone: 'UTC', language: 'zh' },
        async () => [],
      )
    expect((await write()).equals(await write())).toBe(true)
  })

  it('counts columns as spreadsheets do', () => {
    expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA'])
    fc.assert(fc.property(fc.nat(16_383), (index) => columnIndex(columnName(index)) === index))
  })
})
