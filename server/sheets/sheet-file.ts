import type { Field, Words } from '#engine'
import { type ListColumn, valueAt } from './list-columns.ts'
import { type PersonFound, peopleNamed } from './people-named.ts'
import { type ListSetting, type ListSheet, writeList } from './write-list.ts'
import { writeWorkbook } from './write-workbook.ts'

export const sheetMediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type Setting = Omit<ListSetting, 'people'>
type People = (ids: readonly string[]) => Promise<readonly PersonFound[]>

/** A list as a workbook, persons with the login that tells them from others of their name. */
export async function sheetFile(list: ListSheet, setting: Setting, people: People): Promise<Buffer> {
  const ids = [...new Set(list.columns.flatMap((column) => list.items.flatMap((item) => personsIn(column, valueAt(item, column.key)))))]
  const known = peopleNamed(ids.length === 0 ? [] : await people(ids))
  return writeWorkbook(writeList(list, { ...setting, people: known }))
}

function personsIn({ field }: ListColumn, value: unknown): readonly string[] {
  if (field.type !== 'person' && field.of !== 'person') return []
  return (Array.isArray(value) ? value : [value]).flatMap((one) => {
    const id = valueAt(one, 'person')
    return typeof id === 'string' ? [id] : []
  })
}

/** What the notes say the sheet is. */
export function aboutList(form: Readonly<{ code: string; title: Words }>, part: Words, field: Field, about: string): readonly Words[] {
  return [
    {
      zh: `${form.code} ${form.title.zh} · ${part.zh} · ${field.title.zh}`,
      en: `${form.code} ${form.title.en} · ${part.en} · ${field.title.en}`,
    },
    { zh: about, en: about },
    {
      zh: '从第 3 行起填写“数据”页；带 * 的栏目必填；可以调换列的次序，不要改表头；不接受公式。',
      en: 'Fill in the page of data from row 3 on; columns with * are required; columns may change places, their titles may not; no formulas.',
    },
  ]
}
