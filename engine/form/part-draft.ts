import type { FieldValue, Origin, Values } from '../case/values.ts'
import type { FormFacts } from '../rules/rule-environment.ts'
import { RuleFault, RuleReadsUnset } from '../rules/rule-fault.ts'
import type { CompiledField, CompiledForm, CompiledPart } from './compiled-form.ts'
import type { FieldProblem } from './field-problem.ts'
import type { FormSources } from './form-sources.ts'
import { normalise } from './normalise.ts'
import { RuleStopped } from './rule-stopped.ts'
import { pointer } from './validate-part.ts'

/** One part while it is being filled in. It lives within one call of `fillParts`; nothing outside sees it change. */
export type Draft = Readonly<{
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

/** Fields of a part a person fills at this step: neither the form nor the step nor the starter fills them. */
export function isPersonsField({ field }: CompiledField): boolean {
  return field.computed === undefined && field.from === undefined
}

export function enter(
  form: CompiledForm,
  part: CompiledPart,
  entered: Readonly<Record<string, unknown>>,
  failures: Draft['failures'],
): Draft {
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

export function known(part: CompiledPart, key: string): CompiledField {
  const field = part.fields.get(key)
  if (field === undefined) throw new Error(`Expected part ${part.code} to have a field ${key}, but it has none`)
  return field
}

export function set(draft: Draft, key: string, value: FieldValue, origin: Origin): void {
  draft.values.set(key, value)
  draft.origins.set(key, origin)
}

/**
 * `undefined` where the value cannot be made. A rule that reads a field nobody filled in leaves an optional field empty;
 * otherwise the failure is kept, and told when the person's own values leave nothing to mend.
 */
export function attempt<T>(draft: Draft, { key, field }: CompiledField, source: string, evaluate: () => T): T | undefined {
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

/** What a person entered is not validated yet: a rule sees only values of the declared type. */
export function typedValues(draft: Draft): [string, unknown][] {
  return [...draft.values].filter(([key, value]) => looksTyped(known(draft.part, key), value))
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

export function formFacts(draft: Draft, sources: FormSources): FormFacts {
  const values = Object.fromEntries([...Object.entries(sources.earlier(draft.form.code)), ...typedValues(draft)]) as Values
  return { values, today: sources.calendar.dateOf(sources.now), calendar: sources.calendar }
}
