import type { CompiledGive, CompiledProcedure, CompiledSend, CompiledStart, CompiledStep } from '../compile/compiled-procedure.ts'
import { ask, holds } from '../form/rule-stopped.ts'
import { isDate } from '../form/validate-part.ts'
import type { SubjectKey } from '../language/procedure.generated.ts'
import { CalendarDate } from '../rules/date-values.ts'
import { fromRule } from '../rules/from-rule.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import type { SubjectValues } from './case-state.ts'
import type { Rejection, SendRequest, StartRequest } from './decision.ts'
import type { Question } from './facts.ts'
import { relatedCases } from './related-cases.ts'
import type { Values } from './values.ts'

/** Cases a step opens, once its parts are filled; or why it cannot. */
export function startsOf(question: Question, step: CompiledStep, scope: RuleScope): readonly StartRequest[] | Rejection {
  const requests: StartRequest[] = []
  for (const start of step.starts.filter((one) => holds(one.when, scope))) {
    if (start.pending) return { code: 'document-pending', step: step.code, document: start.document }
    const gives = givenValues(start.gives, scope)
    for (const subject of subjectsOf(question, start, scope)) {
      const wrong = subjectProblem(start.keys, subject)
      if (wrong !== null) return wrong
      requests.push({ document: start.document, subject, gives })
    }
  }
  return requests
}

function givenValues(gives: ReadonlyMap<string, CompiledGive>, scope: RuleScope): Values {
  return Object.fromEntries([...gives].map(([key, { field, rule }]) => [key, fromRule(ask(rule, scope), field)]))
}

/** Keys both documents declare are inherited; the start's own rules and the value of `one_per` come before them. */
function subjectsOf({ state }: Question, start: CompiledStart, scope: RuleScope): readonly SubjectValues[] {
  const inherited = Object.entries(state.subject).filter(([key]) => start.keys.has(key))
  const own = [...start.subject].map(([key, rule]) => [key, subjectValue(ask(rule, scope))] as const)
  const shared = Object.fromEntries([...inherited, ...own])
  if (start.onePer === null) return [shared]
  const { each, as } = start.onePer
  const items = ask(each, scope)
  const subjects = (Array.isArray(items) ? items : []).map((item: unknown) => ({ ...shared, ...keysOf(item, as) }))
  return [...new Map(subjects.map((subject) => [JSON.stringify(as.map((key) => Reflect.get(subject, key))), subject])).values()]
}

/** A row gives the columns named, a person its id, any other value itself. */
function keysOf(value: unknown, as: readonly string[]): SubjectValues {
  const item = isLiteral(value) ? new Map(Object.entries(value)) : value
  if (!(item instanceof Map)) return Object.fromEntries(as.slice(0, 1).map((key) => [key, subjectValue(item)]))
  const isPerson = item.size <= 2 && item.has('person') && !as.some((key) => item.has(key) && key !== 'person')
  if (isPerson) return Object.fromEntries(as.slice(0, 1).map((key) => [key, subjectValue(item)]))
  return Object.fromEntries(as.flatMap((key) => (item.has(key) ? [[key, subjectValue(item.get(key))]] : [])))
}

/** A row a rule wrote itself: `{'person': …, 'certificate': …}`. */
function isLiteral(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function subjectValue(value: unknown): string | number {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof CalendarDate) return value.text
  return value instanceof Map ? String(value.get('person')) : String(value)
}

const expectedOf = {
  year: 'year',
  date: 'date',
  site: 'text',
  text: 'text',
  person: 'text',
  occupation: 'text',
  level: 'text',
  batch: 'text',
} as const satisfies Record<SubjectKey['type'], string>

/** What is wrong with the subject of a case to be opened; null when nothing is. */
export function subjectProblem(
  keys: ReadonlyMap<string, SubjectKey>,
  subject: SubjectValues,
): Extract<Rejection, { code: 'subject-invalid' }> | null {
  const foreign = Object.keys(subject).find((key) => !keys.has(key))
  if (foreign !== undefined) return { code: 'subject-invalid', key: foreign.toWellFormed().slice(0, 60), expected: 'absent' }
  for (const [key, { type, optional }] of keys) {
    const value = Object.hasOwn(subject, key) ? subject[key] : undefined
    if (value === undefined ? optional !== true : !isSubjectValue(type, value))
      return { code: 'subject-invalid', key, expected: expectedOf[type] }
  }
  return null
}

function isSubjectValue(type: SubjectKey['type'], value: string | number): boolean {
  if (type === 'year') return typeof value === 'number' && Number.isInteger(value) && value >= 1900 && value <= 2999
  if (typeof value !== 'string') return false
  if (type === 'date') return isDate(value)
  return value.length > 0 && value.length <= 200 && value.isWellFormed() && value === value.normalize('NFC') && !/\p{Cc}/u.test(value)
}

/** Demands a step sends: one to every related case that is not final. */
export function sendsOf(question: Question, step: CompiledStep, scope: RuleScope): readonly SendRequest[] | Rejection {
  const requests: SendRequest[] = []
  for (const send of step.sends.filter((one) => holds(one.when, scope))) {
    if (isPending(question.procedure, send)) return { code: 'document-pending', step: step.code, document: send.document }
    const open = relatedCases(question.procedure, question.state, question.world, send.relation).filter((other) => !other.closed)
    const gives = open.length === 0 ? {} : givenValues(send.gives, scope)
    const due = send.due === null ? null : question.world.calendar.dueAfter(question.world.at, send.due).at
    requests.push(...open.map((other) => ({ case: other.id, document: send.document, step: send.step, gives, due })))
  }
  return requests
}

function isPending(procedure: CompiledProcedure, send: CompiledSend): boolean {
  return procedure.relations.get(send.relation)?.pending === true
}

/** A document not yet written that the step needs whatever is filled in. */
export function pendingDocument(procedure: CompiledProcedure, step: CompiledStep): Rejection | null {
  const start = step.starts.find((one) => one.pending && one.when === null)
  const send = step.sends.find((one) => one.when === null && isPending(procedure, one))
  const document = start?.document ?? send?.document
  return document === undefined ? null : { code: 'document-pending', step: step.code, document }
}
