import type { FieldValue, Origin, Values } from '../case/values.ts'
import { fromRule } from '../rules/from-rule.ts'
import type { Rule } from '../rules/rule.ts'
import { RuleFault, RuleReadsUnset } from '../rules/rule-fault.ts'
import type { CompiledField, CompiledForm, CompiledPart } from './compiled-form.ts'
import type { FieldProblem } from './field-problem.ts'
import { computeColumns, laidRows } from './fill-rows.ts'
import type { FormSources, StepFill } from './form-sources.ts'
import { attempt, type Draft, enter, formFacts, isPersonsField, known, set, typedValues } from './part-draft.ts'
import { RuleStopped } from './rule-stopped.ts'
import { sameValue } from './same-value.ts'
import { mostProblems, validatePart } from './validate-part.ts'

/**
 * One part of a step, filled in. `counters`: fields whose number the writing statement gives. `notAsked`: fields required
 * under a condition that cannot come true here, for what it reads is filled in already.
 */
export type FilledPart = Readonly<{
  form: string
  part: string
  values: Values
  origins: Readonly<Record<string, Origin>>
  counters: Readonly<Record<string, string>>
  notAsked: readonly string[]
  problems: readonly FieldProblem[]
}>

export type PartToFill = Readonly<{ form: CompiledForm; part: CompiledPart; entered: Readonly<Record<string, unknown>> }>

/**
 * Fills the parts of one step together, in the order the language lays down: what the person entered; what the form
 * takes from subject, case, day, actor and the starter, and the rows it fixes; what the step fills, in order; what is
 * computed. Then validates. Values come back canonical, each filled-in one with its origin.
 */
export function fillParts(parts: readonly PartToFill[], fills: readonly StepFill[], sources: FormSources): readonly FilledPart[] {
  const { drafts, filled, failure } = fillDrafts(parts, fills, sources)
  if (failure !== undefined && filled.every((part) => part.problems.every(({ path }) => isWaiting(drafts, part, path)))) throw failure
  return filled
}

/** What stands in the parts before anyone enters a thing: what can be filled in already, the rest left open. */
export function prefillParts(
  parts: readonly Omit<PartToFill, 'entered'>[],
  fills: readonly StepFill[],
  sources: FormSources,
): readonly FilledPart[] {
  return tryParts(
    parts.map((part) => ({ ...part, entered: {} })),
    fills,
    sources,
  )
}

/** The parts with what was entered so far, and all that is wrong with it. What cannot be made yet is left open. */
export function tryParts(parts: readonly PartToFill[], fills: readonly StepFill[], sources: FormSources): readonly FilledPart[] {
  return fillDrafts(parts, fills, sources, Number.POSITIVE_INFINITY).filled
}

type Filling = Readonly<{ drafts: readonly Draft[]; filled: readonly FilledPart[]; failure: RuleStopped | undefined }>

function fillDrafts(parts: readonly PartToFill[], fills: readonly StepFill[], sources: FormSources, most = mostProblems): Filling {
  const filledByStep = new Set(fills.map((fill) => fill.field))
  const failures: Draft['failures'] = []
  const drafts = parts.map(({ form, part, entered }) => enter(form, part, entered, failures))
  for (const draft of drafts) fillFromForm(draft, sources, filledByStep)
  // What the step fills is nobody's to enter: a fill that reads its own field sees what stood there before, never what was sent.
  for (const draft of drafts) for (const key of filledByStep) draft.values.delete(key)
  for (const fill of fills) fillFromStep(drafts, fill)
  for (const draft of drafts) compute(draft, sources)
  const filled = drafts.map((draft) => finish(draft, sources, most))
  return { drafts, filled, failure: failures[0] }
}

function isWaiting(drafts: readonly Draft[], { form, part }: FilledPart, path: string): boolean {
  return drafts.some((draft) => draft.form.code === form && draft.part.code === part && draft.waiting.has(path.slice(1)))
}

function fillFromForm(draft: Draft, sources: FormSources, filledByStep: ReadonlySet<string>): void {
  for (const [key, compiled] of draft.part.fields) {
    const handedOver = sources.given.get(key)
    if (compiled.field.from !== undefined) fillFrom(draft, key, compiled, sources)
    else if (handedOver !== undefined && compiled.computed === null && !filledByStep.has(key))
      set(draft, key, handedOver.value, handedOver.origin)
    else if (compiled.rows !== null) layRows(draft, key, compiled, sources)
  }
}

function fillFrom(draft: Draft, key: string, { field }: CompiledField, sources: FormSources): void {
  const { from } = field
  if (typeof from === 'string') set(draft, key, valueFrom(from, draft, field.type, sources), { kind: from })
  else if (from !== undefined && 'counter' in from) draft.counters.set(key, from.counter)
  else if (from !== undefined) {
    const value = new Map(Object.entries(sources.subject)).get(from.subject)
    if (value !== undefined) set(draft, key, fitted(value, field.type), { kind: 'subject', key: from.subject })
  }
}

type NamedSource = Extract<CompiledField['field']['from'], string>

function valueFrom(from: NamedSource, draft: Draft, type: string, sources: FormSources): FieldValue {
  switch (from) {
    case 'visits':
      return sources.visits(draft.form.code, draft.part.code)
    case 'today':
      return sources.calendar.dateOf(sources.now)
    case 'now':
      return sources.now
    case 'actor':
      return type === 'person' ? sources.actor : sources.actor.name
    case 'case_number':
      return sources.caseNumber
    default:
      return from satisfies never
  }
}

/** A subject key stands in a field as the field's type has it: a year as an integer or as text. */
function fitted(value: string | number, type: string): FieldValue {
  return type === 'integer' ? Number(value) : String(value)
}

function layRows(draft: Draft, key: string, compiled: CompiledField, sources: FormSources): void {
  const { rows, field } = compiled
  if (rows === null) return
  const scope = draft.form.environment.scope(formFacts(draft, sources))
  const fixed = attempt(draft, compiled, rows.source, () => fromRule(rows.evaluate(scope), field))
  const entered = draft.values.get(key)
  if (fixed === undefined || (entered !== undefined && !Array.isArray(entered))) return
  const laid = laidRows(compiled, fixed, entered, `/${key}`)
  draft.problems.push(...laid.problems)
  set(draft, key, laid.rows as FieldValue, { kind: 'computed', rule: rows.source })
}

function fillFromStep(drafts: readonly Draft[], fill: StepFill): void {
  for (const draft of drafts) {
    const target = draft.part.fields.get(fill.field)
    if (target === undefined) continue
    const value = attempt(draft, target, fill.source, () => fill.evaluate(merged(drafts), target))
    if (value !== undefined) set(draft, fill.field, value, fill.origin)
    else leaveEmpty(draft, target)
  }
}

/** A field the step leaves empty is not the person's to fill either. */
function leaveEmpty(draft: Draft, { key, field }: CompiledField): void {
  draft.values.delete(key)
  const entered = draft.entered.get(key) !== undefined && !draft.waiting.has(key)
  if (entered) draft.problems.push({ path: `/${key}`, code: 'not-yours-to-fill', title: field.title, details: {} })
}

/** The values of all parts of the step, a later part's before an earlier one's of the same name. */
function merged(drafts: readonly Draft[]): Values {
  return Object.fromEntries(drafts.flatMap(typedValues)) as Values
}

function compute(draft: Draft, sources: FormSources): void {
  for (const [key, compiled] of draft.part.fields) {
    const rows = draft.values.get(key)
    if (Array.isArray(rows) && compiled.columns.size > 0)
      draft.values.set(key, computeColumns(draft.form, compiled, rows, formFacts(draft, sources), draft.problems))
  }
  for (const compiled of draft.part.computed) {
    const { computed, field, key } = compiled
    if (computed === null) continue
    const scope = draft.form.environment.scope(formFacts(draft, sources))
    const value = attempt(draft, compiled, computed.source, () => fromRule(computed.evaluate(scope), field))
    if (value !== undefined) set(draft, key, value, { kind: 'computed', rule: computed.source })
  }
}

function finish(draft: Draft, sources: FormSources, most: number): FilledPart {
  const values = Object.fromEntries([...draft.values].filter(([, value]) => value !== undefined)) as Values
  return {
    form: draft.form.code,
    part: draft.part.code,
    values,
    origins: Object.fromEntries(draft.origins),
    counters: Object.fromEntries(draft.counters),
    notAsked: notAsked(draft, sources),
    problems: problemsOf(draft, values, sources, most),
  }
}

function problemsOf(draft: Draft, values: Values, sources: FormSources, most: number): readonly FieldProblem[] {
  const notYours = [...draft.entered]
    .filter(([key, value]) => value !== undefined && isFilledIn(draft, key) && !sameValue(value, draft.values.get(key)))
    .map(([key]): FieldProblem => ({ path: `/${key}`, code: 'not-yours-to-fill', title: known(draft.part, key).field.title, details: {} }))
  const found = [
    ...draft.problems,
    ...notYours,
    ...validatePart(draft.form.validator, draft.part.code, values, most),
    ...conditionallyRequired(draft, sources),
  ]
  const entered = found.filter((problem) => !(problem.code === 'required' && draft.waiting.has(problem.path.slice(1))))
  return (entered.length > 0 ? entered : found).slice(0, most)
}

function isFilledIn(draft: Draft, key: string): boolean {
  const field = known(draft.part, key)
  return !isPersonsField(field) || (draft.origins.has(key) && field.rows === null)
}

function notAsked(draft: Draft, sources: FormSources): readonly string[] {
  const isSettled = (name: string) => !draft.part.fields.has(name) || (draft.values.has(name) && isFilledIn(draft, name))
  const settledAgainst = ({ reads }: Rule) => reads.every(([name = '']) => isSettled(name))
  return [...draft.part.fields.values()].flatMap(({ key, requiredWhen }) => {
    if (requiredWhen === null || draft.values.has(key) || !settledAgainst(requiredWhen)) return []
    return orOpen(() => requiredWhen.evaluate(draft.form.environment.scope(formFacts(draft, sources)))) === false ? [key] : []
  })
}

/** A condition that cannot be decided yet is left open. */
function orOpen<T>(evaluate: () => T): T | undefined {
  try {
    return evaluate()
  } catch (cause) {
    if (cause instanceof RuleReadsUnset || cause instanceof RuleFault) return undefined
    throw cause
  }
}

function conditionallyRequired(draft: Draft, sources: FormSources): readonly FieldProblem[] {
  return [...draft.part.fields.values()].flatMap(({ key, field, requiredWhen }): readonly FieldProblem[] => {
    if (requiredWhen === null || draft.values.has(key) || draft.counters.has(key)) return []
    return holds(draft, requiredWhen, sources) ? [{ path: `/${key}`, code: 'required', title: field.title, details: {} }] : []
  })
}

/** A condition over something not filled in does not hold; what is missing is named by itself. */
function holds(draft: Draft, condition: Rule, sources: FormSources): boolean {
  try {
    return condition.evaluate(draft.form.environment.scope(formFacts(draft, sources))) === true
  } catch (cause) {
    if (cause instanceof RuleReadsUnset) return false
    if (!(cause instanceof RuleFault)) throw cause
    draft.failures.push(new RuleStopped(condition.source, cause))
    return false
  }
}
