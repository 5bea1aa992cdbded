import { describe, expect, it } from 'vitest'
import { mergeReference, normalise } from '#engine'
import { fixedColumns, listColumns } from '../../server/sheets/list-columns.ts'
import { peopleNamed } from '../../server/sheets/people-named.ts'
import { readHeader, readList } from '../../server/sheets/read-list.ts'
import { readWorkbook } from '../../server/sheets/read-workbook.ts'
import { sheetFile } from '../../server/sheets/sheet-file.ts'
import { sampleValue } from '../documents/render/support/sample-values.ts'
import { library } from '../procedures/support/library.ts'

const zone = 'Asia/Shanghai'
const files = library.reference.map(({ value }) => value)
const reference = mergeReference(library.reference)
const lists = [...library.forms.values()].flatMap(({ value: form }) =>
  Object.entries(form.parts).flatMap(([part, { fields }]) =>
    Object.entries(fields)
      .filter(([, field]) => field.type === 'list' && field.of !== 'attachment')
      .map(([key, field]) => ({ name: `${form.code} ${part} ${key}`, key, field })),
  ),
)

describe('every list of every form', () => {
  it('is there to be looked at', () => expect(lists.length).toBeGreaterThan(30))

  it.each(lists)('$name goes out to a spreadsheet and comes back as it was', async ({ key, field }) => {
    const value = normalise(field, sampleValue(key, field, files, 4))
    const items: readonly unknown[] = Array.isArray(value) ? value : []
    const columns = listColumns(field, reference, fixedColumns(field, items.slice(0, 0)))
    const onPage = new Set(columns.filter(({ filling }) => filling === 'page').map(({ key: column }) => column))
    const persons = JSON.stringify(items).matchAll(/\{"person":"([^"]+)","name":"([^"]+)"\}/g)
    const people = [...persons].map(([, person = '', name = '']) => ({ person, name, login: `login-${person.slice(-4)}-${name}` }))
    for (const language of ['zh', 'en'] as const) {
      const bytes = await sheetFile({ about: [], columns, items, fixed: false, room: 10 }, { zone, language }, async () => people)
      const read = await readWorkbook(bytes, 1500)
      if (read.outcome === 'refused') throw new Error(read.because)
      const header = readHeader(read.sheet, columns)
      const list = readList(read.sheet, header, { zone, people: peopleNamed(people) })
      expect([header.problems, list.problems]).toEqual([[], []])
      const typed = items.map((item) =>
        field.of === 'row' ? Object.fromEntries(Object.entries(item as object).filter(([column]) => !onPage.has(column))) : item,
      )
      expect(normalise(field, list.items)).toEqual(typed)
    }
  })
})
