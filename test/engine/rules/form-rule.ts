import { assembleLibrary, compileRule, type Field, formEnvironment, type RecordForm, type Rule, type Values } from '#engine'
import type { ExpectedType } from '../../../engine/rules/fits.ts'

export type Fields = Readonly<Record<string, Omit<Field, 'title'>>>

const title = { zh: '字段', en: 'Field' }
const calendar = {
  zone: 'Asia/Shanghai',
  revision: 'test',
  isWorkingDay: () => true,
  dateOf: (at: string) => at.slice(0, 10),
  dueAfter: (at: string) => ({ at, on: at.slice(0, 10), provisional: false }),
  shift: (on: string, { value }: { value: number }) => new Date(Date.parse(on) + value * 86_400_000).toISOString().slice(0, 10),
  endOf: (on: string) => `${on}T16:00:00.000Z`,
  startOf: (on: string) => `${on}T00:00:00.000Z`,
  workdaysBetween: (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000,
}

/** A form with these fields in one part; columns get titles too. */
export function formWith(fields: Fields): RecordForm {
  const titled = (all: Fields): Record<string, Field> =>
    Object.fromEntries(
      Object.entries(all).map(([key, field]) => [key, { ...field, title, ...(field.columns && { columns: titled(field.columns) }) }]),
    )
  return {
    code: 'QR-90-01',
    document: 'QP-90',
    revision: 'A/0',
    title,
    retention: { class: '5y', reason: title },
    confidentiality: 'internal',
    parts: { part: { title, fields: titled(fields) } },
  }
}

export function environmentOf(fields: Fields) {
  return formEnvironment(assembleLibrary([]).library, formWith(fields))
}

/** Compiles a rule over the fields; `evaluate` takes canonical values. */
export function ruleOver(
  fields: Fields,
  source: string,
  expected: ExpectedType = 'anything',
): { rule: Rule; evaluate(values: Values): unknown } {
  const environment = environmentOf(fields)
  const { rule, problem } = compileRule(source, environment, expected)
  if (rule === undefined) throw new Error(`Expected a rule, but ${problem.message}`)
  return { rule, evaluate: (values) => rule.evaluate(environment.scope({ values, today: '2026-03-02', calendar })) }
}

export function problemOf(fields: Fields, source: string, expected: ExpectedType = 'anything') {
  return compileRule(source, environmentOf(fields), expected).problem
}
