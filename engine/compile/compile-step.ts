import type { Duration, DurationUnit } from '../calendar/working-calendar.ts'
import { fieldsOfDocument, fieldsOfStep } from '../language/document-fields.ts'
import type { Duration as DeclaredDuration, ProcedureDocument, Step, Timer } from '../language/procedure.generated.ts'
import type { Library } from '../library.ts'
import type { ExpectedType } from '../rules/fits.ts'
import { compileRule, type Rule } from '../rules/rule.ts'
import { type DocumentFacts, type RuleEnvironment, subjectCelType } from '../rules/rule-environment.ts'
import {
  type CompiledActors,
  type CompiledGive,
  type CompiledSend,
  type CompiledStart,
  type CompiledStep,
  type CompiledTimer,
  systemRole,
} from './compiled-procedure.ts'

/** Where a step's rules are compiled: the library, the document and its names. */
export type StepSetting = Readonly<{ library: Library; document: ProcedureDocument; environment: RuleEnvironment<DocumentFacts> }>

export function compileStep(setting: StepSetting, code: string, step: Step): CompiledStep {
  const condition = (source: string | undefined) => optional(setting, source, 'bool')
  const fields = fieldsOfStep(setting.library, step)
  const fills = Object.entries(step.fills ?? {}).map(([key, source]) => {
    const field = fields.get(key)
    if (field === undefined) throw unchecked(setting, `step ${code} fills ${key}, which is no field of its parts`)
    return { key, field, rule: compiled(setting, source, { field }) }
  })
  const actors = actorsOf(setting, step)
  return {
    code,
    title: step.title,
    declared: step,
    from: new Set(step.from),
    to: step.to,
    actors,
    humanRoles: humanRolesOf(actors),
    rules: (step.rules ?? []).map(({ require, words }) => ({ rule: compiled(setting, require, 'bool'), words })),
    limit: step.limit === undefined ? null : durationOf(step.limit),
    second: step.second_person === undefined ? null : { ...step.second_person, when: condition(step.second_person.when) },
    separate: (step.separate_from ?? []).map((other) => (typeof other === 'string' ? { on: null, step: other } : other)),
    waits: (step.waits_for ?? []).map(({ on, states, any, when }) => ({
      relation: on,
      states: new Set(states),
      any: any === true,
      when: condition(when),
    })),
    starts: (step.starts ?? []).map((start) => startOf(setting, start)),
    sends: (step.sends ?? []).map((send) => sendOf(setting, send)),
    automatic: step.automatic === undefined ? null : { timer: timerOf(setting, step.automatic.at), when: condition(step.automatic.when) },
    fills: new Map(fills.map(({ key, rule }) => [key, rule])),
    fillsByField: new Map(fills.map(({ key, field }) => [key, field])),
    records: step.records,
  }
}

/** A duration of the language as the calendar counts it. */
export function durationOf(declared: DeclaredDuration): Duration {
  const [unit, value] = Object.entries(declared)[0] ?? ['working_days', 0]
  return { unit: unit as DurationUnit, value }
}

function compiled(setting: StepSetting, source: string, expected: ExpectedType): Rule {
  const { rule, problem } = compileRule(source, setting.environment, expected)
  if (rule === undefined) throw unchecked(setting, `"${source}" is no rule: ${problem.message}`)
  return rule
}

function unchecked(setting: StepSetting, but: string): Error {
  return new Error(`Expected ${setting.document.code} to have passed the check, but ${but}`)
}

function optional(setting: StepSetting, source: string | undefined, expected: ExpectedType): Rule | null {
  return source === undefined ? null : compiled(setting, source, expected)
}

function actorsOf(setting: StepSetting, { by }: Step): CompiledActors {
  if (typeof by === 'string') return { kind: 'roles', roles: [{ role: by, when: null }] }
  if (Array.isArray(by)) {
    const roles = by.map((one) =>
      typeof one === 'string' ? { role: one, when: null } : { role: one.role, when: optional(setting, one.when, 'bool') },
    )
    return { kind: 'roles', roles }
  }
  return { kind: 'each', role: by.each, of: optional(setting, by.of, 'persons'), atLeast: by.at_least, blind: by.blind === true }
}

function humanRolesOf(actors: CompiledActors): readonly string[] {
  const roles = actors.kind === 'each' ? [actors.role] : actors.roles.map(({ role }) => role)
  return [...new Set(roles)].filter((role) => role !== systemRole)
}

function timerOf(setting: StepSetting, timer: Timer | undefined): CompiledTimer | null {
  if (timer === undefined) return null
  if (timer === 'limit') return { kind: 'limit' }
  return {
    kind: 'date',
    on: optional(setting, timer.on, 'moment'),
    latestOf: timer.latest_of ?? [],
    firstFilled: timer.first_filled ?? [],
    plus: timer.plus === undefined ? null : durationOf(timer.plus),
    minus: timer.minus === undefined ? null : durationOf(timer.minus),
    repeat: timer.repeat === undefined ? null : { every: durationOf(timer.repeat.every), times: timer.repeat.times },
  }
}

function startOf(setting: StepSetting, start: NonNullable<Step['starts']>[number]): CompiledStart {
  const target = setting.library.documents.get(start.document)?.value
  const keys = new Map(Object.entries(target?.subject ?? {}))
  const subject = Object.entries(start.subject ?? {}).flatMap(([key, source]) => {
    const declared = keys.get(key)
    return declared === undefined ? [] : [[key, compiled(setting, source, subjectCelType(declared.type))] as const]
  })
  return {
    document: start.document,
    pending: target === undefined,
    when: optional(setting, start.when, 'bool'),
    onePer: start.one_per === undefined ? null : { each: compiled(setting, start.one_per.each, 'list'), as: start.one_per.as },
    keys,
    subject: new Map(subject),
    gives: givesOf(setting, start.document, start.gives),
  }
}

function sendOf(setting: StepSetting, send: NonNullable<Step['sends']>[number]): CompiledSend {
  const document = new Map(Object.entries(setting.document.related ?? {})).get(send.to)?.document ?? ''
  return {
    relation: send.to,
    document,
    step: send.step,
    when: optional(setting, send.when, 'bool'),
    gives: givesOf(setting, document, send.gives),
    due: send.due === undefined ? null : durationOf(send.due),
  }
}

/** Values handed to another document take the type of the field they fill there. */
function givesOf(setting: StepSetting, document: string, gives: Step['fills']): ReadonlyMap<string, CompiledGive> {
  const target = setting.library.documents.get(document)?.value
  if (target === undefined) return new Map()
  const fields = fieldsOfDocument(setting.library, target)
  return new Map(
    Object.entries(gives ?? {}).map(([key, source]) => {
      const field = fields.get(key)
      if (field === undefined) throw unchecked(setting, `${document} has no field ${key} to be given`)
      return [key, { field, rule: compiled(setting, source, { field }) }]
    }),
  )
}
