import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { Given, SubjectValues } from '../case/case-state.ts'
import type { FieldValue, Instant, Origin, PersonValue, Values } from '../case/values.ts'
import { fromRule } from '../rules/from-rule.ts'
import type { Rule } from '../rules/rule.ts'
import type { FormFacts } from '../rules/rule-environment.ts'
import { RuleFault, RuleReadsUnset } from '../rules/rule-fault.ts'
import type { CompiledField, CompiledForm, CompiledPart } from './compiled-form.ts'
import type { FieldProblem } from './field-problem.ts'
import { computeColumns, laidRows } from './fill-rows.ts'
import { normalise } from './normalise.ts'
import { RuleStopped } from './rule-stopped.ts'
import { sameValue } from './same-value.ts'
import { pointer, validatePart } from './validate-part.ts'

/** What a form may take values from beside the person filling it in. */
export type FormSources = Readonly<{
  subject: SubjectValues
  caseNumber: string
  /** Which filling of this part this is, from 1. */
  visits(form: string, part: string): number
  now: Instant
  /** Whoever acts; `name` as records print it. */
  actor: PersonValue
  calendar: WorkingCalendar
  /** Values handed over that are still to be taken up, by field. */
  given: ReadonlyMap<string, Given>
  /** Last filled values of the parts of this form that are not being filled now. */
  earlier(form: string): Values
}>

/** A value the step fills: what it says, given what is filled so far. Throws RuleReadsUnset or RuleFault. */
export type StepFill = Readonly<{
  field: string
  source: string
  origin: Origin
  evaluate(filledSoFar: Values, target: CompiledField): FieldValue
}>

/** One part of a step, filled in. `counters`: fields whose number the writing statement gives. */
export type FilledPart = Readonly<{
  form: string
  part: string
  values: Values
  origins: Readonly<Record<string, Origin>>
  counters: Readonly<Record<string, string>>
  problems: readonly FieldProblem[]
}>

export type PartToFill = Readonly<{ form: CompiledForm; part: CompiledPart; entered: Readonly<Record<string, unknown>> }>

type Draft = Readonly<{
  form: CompiledForm
  part: CompiledPart
  entered: ReadonlyMap<string, unknown>
  values: Map<string, unknown>
  origins: Map<string, Origin>
  counters: Map<string, string>
  problems: FieldProblem[]
  /** Fields that could not be filled in yet: what they are made from is missing or mistyped. */
  waiting: Set<string>
  /** Why not; shared by the parts of one step. Thrown when the person's own values leave nothing to mend. */
  failures: RuleStopped[]
}>

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
  return fillDrafts(
    parts.map((part) => ({ ...part, entered: {} })),
    fills,
    sources,
  ).filled
}

type Filling = Readonly<{ drafts: readonly Draft[]; filled: readonly FilledPart[]; failure: RuleStopped | undefined }>

function fillDrafts(parts: readonly PartToFill[], fills: readonly StepFill[], sources: FormSources): Filling {
  const filledByStep = new Set(fills.map((fill) => fill.field))
  const failures: Draft['failures'] = []
  const drafts = parts.map(({ form, part, entered }) => enter(form, part, entered, failures))
  for (const draft of drafts) fillFromForm(draft, sources, filledByStep)
  for (const fill of fills) fillFromStep(drafts, fill)
  for (const draft of drafts) compute(draft, sources)
  const filled = drafts.map((draft) => finish(draft, sources))
  return { drafts, filled, failure: failures[0] }
}

function isWaiting(drafts: readonly Draft[], { form, part }: FilledPart, path: string): boolean {
  return drafts.some((draft) => draft.form.code === form && draft.part.code === part && draft.waiting.has(path.slice(1)))
}

/** Fields of a part a person fills at this step: neither the form nor the step nor the starter fills them. */
export function isPersonsField({ field }: CompiledField): boolean {
  return field.computed === undefined && field.from === undefined
}

function enter(form: CompiledForm, part: CompiledPart, entered: Readonly<Record<string, unknown>>, failures: Draft['failures']): Draft {
  const draft: Draft = {
    form,
    part,
    entered: new Map(
      Object.entries(entered).flatMap(([key, value]) => {
        const declared = part.fields.get(key)
        return declared === undefined ? [] : [[key, normalise(declared.field, value)]]
      }),
    ),
    values: new Map(),
    origins: new Map(),
    counters: new Map(),
    problems: Object.keys(entered)
      .filter((key) => !part.fields.has(key))
      .map((key) => ({ path: `/${pointer(key)}`, code: 'unknown-field', title: { zh: pointer(key), en: pointer(key) }, details: {} })),
    waiting: new Set(),
    failures,
  }
  for (const [key, value] of draft.entered) if (value !== undefined && isPersonsField(known(part, key))) draft.values.set(key, value)
  return draft
}

function known(part: CompiledPart, key: string): CompiledField {
  const field = part.fields.get(key)
  if (field === undefined) throw new Error(`Expected part ${part.code} to have a field ${key}, but it has none`)
  return field
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

function set(draft: Draft, key: string, value: FieldValue, origin: Origin): void {
  draft.values.set(key, value)
  draft.origins.set(key, origin)
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

/**
 * `undefined` where the value cannot be made. A rule that reads a field nobody filled in leaves an optional field empty;
 * otherwise the failure is kept, and told when the person's own values leave nothing to mend.
 */
function attempt<T>(draft: Draft, { key, field }: CompiledField, source: string, evaluate: () => T): T | undefined {
  try {
    return evaluate()
  } catch (cause) {
    if (!(cause instanceof RuleReadsUnset || cause instanceof RuleFault)) throw cause
    if (cause instanceof RuleFault || field.optional !== true) {
      draft.failures.push(new RuleStopped(source, cause))
      draft.waiting.add(key)
    }
    return undefined
  }
}

function fillFromStep(drafts: readonly Draft[], fill: StepFill): void {
  for (const draft of drafts) {
    const target = draft.part.fields.get(fill.field)
    if (target === undefined) continue
    const value = attempt(draft, target, fill.source, () => fill.evaluate(merged(drafts), target))
    if (value !== undefined) set(draft, fill.field, value, fill.origin)
    else draft.values.delete(fill.field)
  }
}

/** The values of all parts of the step, a later part's before an earlier one's of the same name. */
function merged(drafts: readonly Draft[]): Values {
  return Object.fromEntries(drafts.flatMap(typedValues)) as Values
}

/** What a person entered is not validated yet: a rule sees only values of the declared type. */
function typedValues(draft: Draft): [string, unknown][] {
  return [...draft.values].filter(([key, value]) => looksTyped(known(draft.part, key), value))
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

function formFacts(draft: Draft, sources: FormSources): FormFacts {
  const values = Object.fromEntries([...Object.entries(sources.earlier(draft.form.code)), ...typedValues(draft)]) as Values
  return { values, today: sources.calendar.dateOf(sources.now), calendar: sources.calendar }
}

function looksTyped({ field }: CompiledField, value: unknown): boolean {
  return field.type === 'list' ? Array.isArray(value) : isTyped(field.type, value)
}

function isTyped(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
    case 'money':
      return typeof value === 'string' && /^-?\d{1,15}(\.\d+)?$/.test(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'person':
    case 'attachment':
      return typeof value === 'object' && value !== null
    default:
      return typeof value === 'string'
  }
}

function finish(draft: Draft, sources: FormSources): FilledPart {
  const values = Object.fromEntries([...draft.values].filter(([, value]) => value !== undefined)) as Values
  return {
    form: draft.form.code,
    part: draft.part.code,
    values,
    origins: Object.fromEntries(draft.origins),
    counters: Object.fromEntries(draft.counters),
    problems: problemsOf(draft, values, sources),
  }
}

function problemsOf(draft: Draft, values: Values, sources: FormSources): readonly FieldProblem[] {
  const notYours = [...draft.entered]
    .filter(([key, value]) => value !== undefined && isFilledIn(draft, key) && !sameValue(value, draft.values.get(key)))
    .map(([key]): FieldProblem => ({ path: `/${key}`, code: 'not-yours-to-fill', title: known(draft.part, key).field.title, details: {} }))
  const found = [
    ...draft.problems,
    ...notYours,
    ...validatePart(draft.form.validator, draft.part.code, values),
    ...conditionallyRequired(draft, sources),
  ]
  const entered = found.filter((problem) => !(problem.code === 'required' && draft.waiting.has(problem.path.slice(1))))
  return entered.length > 0 ? entered : found
}

function isFilledIn(draft: Draft, key: string): boolean {
  const field = known(draft.part, key)
  return !isPersonsField(field) || (draft.origins.has(key) && field.rows === null)
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
