import type { Due } from '../calendar/working-calendar.ts'
import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import type { FilledPart } from '../form/fill-part.ts'
import { isAlwaysRequired } from '../form/part-schema.ts'
import { RuleStopped } from '../form/rule-stopped.ts'
import type { Field } from '../language/form.generated.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import type { Words } from '../words.ts'
import { handsOf, type Person, rolesNow } from './acting.ts'
import { automaticOf } from './automatic.ts'
import type { CaseState, Contribution, Demand, Lateness, SharedPart, Signer } from './case-state.ts'
import { whyNotCountersign } from './countersign.ts'
import { whyNot } from './decide.ts'
import type { Rejection, World } from './decision.ts'
import { type Question, scopeOf } from './facts.ts'
import { partsOf, prefillStep } from './fill-step.ts'
import { latestValues } from './latest-values.ts'
import { demandFor, dueOf, latenessOf } from './limits.ts'
import type { FieldValue, Origin } from './values.ts'

/** A step that leaves the present state, as one person finds it. */
export type OpenStep = Readonly<{
  step: string
  title: Words
  guard: Words
  to: string
  /** The engine may take it itself. */
  automatic: boolean
  /** Roles that may take it now. */
  roles: readonly string[]
  due: Due | null
  late: Lateness | null
  mayTake: boolean
  whyNot: Rejection | null
  /** What a signature would stand for; null where none is asked. */
  signature: string | null
  second: Readonly<{ role: string; meaning: string; always: boolean }> | null
  waiting: readonly OpenContribution[]
  demand: Demand | null
  parts: readonly OpenPart[]
}>

/** A contribution that waits. Of a blind step another's parts stay hidden until it is complete. */
export type OpenContribution = Readonly<{
  contribution: number
  kind: Contribution['kind']
  signer: Signer
  at: string
  mayWithdraw: boolean
  /** Null: this person may countersign. Always set for a share of a collected step. */
  whyNotCountersign: Rejection | null
  parts: readonly SharedPart[]
}>

/** A part with the fields there is reason to show: one required under a condition that is ruled out already is left away. */
export type OpenPart = Readonly<{ form: string; part: string; title: Words; fields: readonly OpenField[] }>

/** `value` is what is filled in already; where nothing is, `last` is what the field said before. */
export type OpenField = Readonly<{
  key: string
  field: Field
  required: boolean
  readOnly: boolean
  value: FieldValue | null
  origin: Origin | null
  last: FieldValue | null
}>

/** Every step leaving the present state, in the order of the document. */
export function openSteps(procedure: CompiledProcedure, state: CaseState, actor: Person, world: World): readonly OpenStep[] {
  if (state.closed) return []
  const question: Question = { procedure, state, world, actor: actor.person }
  const scope = scopeOf(question)
  return [...(procedure.states.get(state.state)?.leaving.values() ?? [])].map((step) => openStep(question, step, actor, scope))
}

function openStep(question: Question, step: CompiledStep, actor: Person, scope: RuleScope): OpenStep {
  const { procedure, state, world } = question
  const refused = whyNot(procedure, state, step, actor, world)
  const due = orElse(null, () => dueOf(question, step, scope))
  const { second } = step
  return {
    step: step.code,
    title: step.title,
    guard: step.declared.guard,
    to: step.to,
    automatic: automaticOf(step) !== null,
    roles: orElse(step.humanRoles, () => rolesNow(step, scope)),
    due,
    late: latenessOf(world.calendar, due, world.at),
    mayTake: refused === null,
    whyNot: refused,
    signature: step.declared.signature?.meaning ?? null,
    second: second === null ? null : { role: second.role, meaning: second.meaning, always: second.when === null },
    waiting: state.waiting.filter((one) => one.step === step.code).map((one) => openContribution(step, one, actor)),
    demand: demandFor(state, step.code),
    parts: openParts(question, step, actor),
  }
}

function orElse<T>(otherwise: T, evaluate: () => T): T {
  try {
    return evaluate()
  } catch (cause) {
    if (cause instanceof RuleStopped) return otherwise
    throw cause
  }
}

function openContribution(step: CompiledStep, one: Contribution, actor: Person): OpenContribution {
  const own = one.signer.person === actor.person
  const countersigned =
    one.kind === 'first'
      ? whyNotCountersign(step, one, actor)
      : ({ code: 'contribution-unknown', step: step.code, contribution: one.sequence } as const)
  return {
    contribution: one.sequence,
    kind: one.kind,
    signer: one.signer,
    at: one.at,
    mayWithdraw: own,
    whyNotCountersign: countersigned,
    parts: isHiddenFrom(step, one, actor.person) ? [] : one.parts,
  }
}

function isHiddenFrom(step: CompiledStep, one: Contribution, person: string): boolean {
  return step.actors.kind === 'each' && step.actors.blind && !handsOf(one.signer).includes(person)
}

/** Serials of the sealed parts this person must not see yet: shares of others in a blind step still under way. */
export function hiddenSerials(procedure: CompiledProcedure, state: CaseState, person: string): ReadonlySet<number> {
  const hidden = state.waiting.filter((one) => {
    const step = procedure.steps.get(one.step)
    return step !== undefined && isHiddenFrom(step, one, person)
  })
  return new Set(hidden.flatMap((one) => (one.kind === 'each' ? one.parts.map(({ serial }) => serial) : [])))
}

function openParts(question: Question, step: CompiledStep, actor: Person): readonly OpenPart[] {
  const filled = prefillStep(question, step, actor)
  const last = new Map(Object.entries(latestValues(question.state)))
  return partsOf(question.procedure, step).map(({ form, part }) => {
    const values = filled.find((one) => one.form === form.code && one.part === part.code)
    const asked = [...part.fields.values()].filter(({ key }) => values?.notAsked.includes(key) !== true)
    const fields = asked.map(({ key, field }) => openField(step, key, field, values, last))
    return { form: form.code, part: part.code, title: part.title, fields }
  })
}

function openField(
  step: CompiledStep,
  key: string,
  field: Field,
  filled: FilledPart | undefined,
  last: ReadonlyMap<string, FieldValue>,
): OpenField {
  const origin = new Map(Object.entries(filled?.origins ?? {})).get(key) ?? null
  const value = new Map(Object.entries(filled?.values ?? {})).get(key) ?? null
  const byOthers = field.computed !== undefined || field.from !== undefined || step.fills.has(key)
  const readOnly = byOthers || (origin !== null && field.rows === undefined)
  return {
    key,
    field,
    required: isAlwaysRequired(field),
    readOnly,
    value,
    origin,
    last: value === null && !readOnly ? (last.get(key) ?? null) : null,
  }
}
