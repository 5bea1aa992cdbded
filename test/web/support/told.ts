import type { Locator, Page } from 'playwright-core'
import type { CompiledProcedure, CompiledStep, Rejection } from '#engine'
import type { Refused } from '../../procedures/support/play.ts'

/** Marks by which people tell one refusal from another in the sentence they read. What has none is the words of a rule. */
const marks: readonly (readonly [RegExp, Rejection['code']])[] = [
  [/您已办理过一份/, 'already-contributed'],
  [/您不在其中/, 'not-expected-here'],
  [/须由未办理过/, 'same-person'],
  [/须由.+办理/, 'role-missing'],
  [/已有同一对象的案卷/, 'case-exists'],
  [/相关案卷/, 'waits-for'],
  [/不能办理/, 'step-not-open'],
  [/已办结|已结案/, 'case-closed'],
]

export function refusedWith(sentence: string): Refused {
  const code = marks.find(([mark]) => mark.test(sentence))?.[1]
  return code === undefined ? { code: 'rule-not-met', words: { zh: sentence, en: '' } } : { code }
}

/** What the notice of a refused request says. */
export async function refusedBy(notice: Locator): Promise<Refused> {
  return refusedWith((await notice.locator('p').first().textContent()) ?? '')
}

/** The fields a form says are to be mended, by their titles; null where it says of none. */
export async function fieldsToMend(page: Page, { forms }: CompiledProcedure, step: CompiledStep): Promise<Refused | null> {
  const lines = await page.getByRole('alert').filter({ hasText: '需要修改' }).getByRole('listitem').allTextContents()
  const fields = step.records.flatMap(({ form, part }) => [...(forms.get(form)?.parts.get(part)?.fields ?? [])])
  const paths = lines.flatMap((line) => fields.filter(([, { field }]) => line.startsWith(field.title.zh)).map(([key]) => `/${key}`))
  return lines.length === 0 ? null : { code: 'part-invalid', problems: paths.map((path) => ({ path })) }
}
