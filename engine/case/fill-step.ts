import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import { type FilledPart, fillParts, type PartToFill, prefillParts } from '../form/fill-part.ts'
import type { FormSources, StepFill } from '../form/form-sources.ts'
import { pointer } from '../form/validate-part.ts'
import { fromRule } from '../rules/from-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { systemPerson } from './acting.ts'
import type { CaseState, Given } from './case-state.ts'
import type { Actor, Rejection } from './decision.ts'
import { type Question, scopeOf } from './facts.ts'
import { caseNumberOf, fillings, formValues } from './latest-values.ts'
import { demandFor } from './limits.ts'
import { relatedCases } from './related-cases.ts'
import type { Origin, Values } from './values.ts'

export type EnteredParts = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The parts of a step with everything filled in; problems stand in each part. Throws RuleStopped. */
export function fillStep(question: Question, step: CompiledStep, actor: Actor, entered: EnteredParts): readonly FilledPart[] {
  const { fills, sources } = stepFilling(question, step, actor)
  return fillParts(partsToFill(question.procedure, step, entered), fills, sources)
}

/** The parts of a step with what was entered in each. */
export function partsToFill(procedure: CompiledProcedure, step: CompiledStep, entered: EnteredParts): readonly PartToFill[] {
  return partsOf(procedure, step).map((part) => ({ ...part, entered: at(at(entered, part.form.code), part.part.code) }))
}

/** What a step fills by itself, and where its forms take values from. */
export function stepFilling(
  question: Question,
  step: CompiledStep,
  actor: Actor,
): Readonly<{ fills: readonly StepFill[]; sources: FormSources }> {
  return { fills: fillsOf(question, step), sources: sourcesOf(question, step, actor) }
}

export function partsOf(procedure: CompiledProcedure, step: CompiledStep): readonly Omit<PartToFill, 'entered'>[] {
  return step.records.map(({ form: code, part: name }) => {
    const form = procedure.forms.get(code)
    const part = form?.parts.get(name)
    if (form === undefined || part === undefined) throw new Error(`Expected ${code} to have a part ${name}, but it has none`)
    return { form, part }
  })
}

/** The parts of a step as they lie before the actor: what is filled in already, with its origin. */
export function prefillStep(question: Question, step: CompiledStep, actor: Actor): readonly FilledPart[] {
  const { fills, sources } = stepFilling(question, step, actor)
  return prefillParts(partsOf(question.procedure, step), fills, sources)
}

/** What was entered under a name; names come from a request and are looked up as own keys alone. */
function at(owner: unknown, name: string): Readonly<Record<string, unknown>> {
  const value = isObject(owner) && Object.hasOwn(owner, name) ? owner[name] : undefined
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A form or part that the step does not fill, or that is no object. */
export function foreignPart(step: CompiledStep, entered: EnteredParts): Rejection | null {
  for (const [form, parts] of Object.entries(entered)) {
    const expected = step.records.filter((record) => record.form === form).map(({ part }) => part)
    for (const [part, values] of isObject(parts) ? Object.entries(parts) : [['', null] as const])
      if (!expected.includes(part) || !isObject(values)) return unknownPart(step, form, part)
  }
  return null
}

function unknownPart(step: CompiledStep, form: string, part: string): Rejection {
  const title = { zh: pointer(`${form} ${part}`), en: pointer(`${form} ${part}`) }
  return {
    code: 'part-invalid',
    step: step.code,
    form: pointer(form),
    part: pointer(part),
    problems: [{ path: '', code: 'unknown-field', title, details: {} }],
  }
}

function fillsOf(question: Question, step: CompiledStep): readonly StepFill[] {
  return [...step.fills].map(([field, rule]) => ({
    field,
    source: rule.source,
    origin: originOf(question, rule),
    evaluate: (filledSoFar, { field: declared }) => fromRule(rule.evaluate(scopeOf(question, { values: filledSoFar })), declared),
  }))
}

/** Names the cases and registers a filled-in value was read from, so that a reader can go there. */
function originOf({ procedure, state, world }: Question, { source, reads, tests }: Rule): Origin {
  const relations = [...new Set(reads.map(([name = '']) => name))].filter((name) => procedure.relations.has(name))
  const cases = relations.flatMap((relation) => {
    const latest = relatedCases(procedure, state, world, relation).at(-1)
    return latest === undefined ? [] : [{ id: latest.id, number: caseNumberOf(latest), relation }]
  })
  const names = new Set([...reads, ...tests].flatMap(([root, name]) => (root === 'registers' && name !== undefined ? [name] : [])))
  const registers = [...procedure.registers].flatMap(([register, { zh, en }]) => (names.has(register) ? [{ register, zh, en }] : []))
  return { kind: 'filled', rule: source, cases, ...(registers.length > 0 && { registers }) }
}

function sourcesOf(question: Question, step: CompiledStep, actor: Actor): FormSources {
  const { state, world } = question
  return {
    subject: state.subject,
    caseNumber: caseNumberOf(state),
    visits: (form, part) => fillings(state, form, part) + 1,
    now: world.at,
    actor: actor.kind === 'system' ? systemPerson : { person: actor.person, name: actor.name },
    calendar: world.calendar,
    given: givenNow(state, step),
    earlier: (form) => formValues(state, form, step.records),
  }
}

/** A value handed over at the start fills its field once; what a demand hands over, the step demanded. */
function givenNow(state: CaseState, step: CompiledStep): ReadonlyMap<string, Given> {
  const filled = new Set(state.sealed.filter(({ counts }) => counts !== false).flatMap((part) => Object.keys(part.values)))
  const handedOver = Object.entries(state.given).filter(([field]) => !filled.has(field))
  const demand = demandFor(state, step.code)
  const demanded = Object.entries(demand?.gives ?? {}).map(([field, value]): [string, Given] => [
    field,
    { value, origin: { kind: 'given', ...(demand?.from ?? nowhere) } },
  ])
  return new Map([...handedOver, ...demanded])
}

const nowhere = { case: '', number: '', document: '', step: '' } as const

/** The values of all parts of a step, a later part's before an earlier one's of the same name. */
export function valuesOf(parts: readonly Readonly<{ values: Values }>[]): Values {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part.values)))
}
