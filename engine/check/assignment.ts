import { fieldsOfDocument, fieldsOfStep, partsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library } from '../library.ts'
import type { Read } from '../rules/reads.ts'
import { compileRule } from '../rules/rule.ts'
import { type DocumentEnvironment, documentEnvironment } from '../rules/rule-environment.ts'
import { reachableFrom } from './machine.ts'

export type Keys = ReadonlySet<string>

/** Which fields are surely filled where, in any document of a library. Worked out once for each document. */
export type Assignments = Readonly<{
  /** For every reachable state, the fields that are filled on every way to it. */
  byState(document: ProcedureDocument): ReadonlyMap<string, Keys>
  /** Fields filled before a step on every way to it. */
  before(document: ProcedureDocument, step: Step): Keys
  /** Fields a step surely fills, by the time its parts are complete and its rules hold. */
  filledBy(document: ProcedureDocument, step: Step): Keys
  /** Fields its `fills` surely give a value: not an optional one that a register may say nothing about. */
  fills(document: ProcedureDocument, step: Step): Keys
}>

export function makeAssignments(library: Library): Assignments {
  const known = new Map<
    ProcedureDocument,
    Readonly<{ byState: ReadonlyMap<string, Keys>; byStep: ReadonlyMap<Step, Keys>; fills: ReadonlyMap<Step, Keys> }>
  >()
  const of = (document: ProcedureDocument) => {
    const before = known.get(document)
    if (before !== undefined) return before
    const environment = documentEnvironment(library, document)
    const fills = new Map(Object.values(document.steps).map((step) => [step, surelyFilled(library, step, environment)]))
    const byStep = filledByStep(library, document, environment, fills)
    const found = { byStep, byState: solve(document, byStep), fills }
    known.set(document, found)
    return found
  }
  return {
    byState: (document) => of(document).byState,
    before: (document, step) => meet(step.from.flatMap((state) => of(document).byState.get(state) ?? [])),
    filledBy: (document, step) => of(document).byStep.get(step) ?? new Set(),
    fills: (document, step) => of(document).fills.get(step) ?? new Set(),
  }
}

/** What all of them hold; nothing where there is none. */
export function meet(sets: readonly Keys[]): Keys {
  return sets.reduce<Keys | undefined>((all, set) => all?.intersection(set) ?? set, undefined) ?? new Set()
}

/** Whether sealing a part surely gives the field a value. */
export function isRequired(field: Field): boolean {
  return field.optional !== true && field.required_when === undefined
}

function filledByStep(
  library: Library,
  document: ProcedureDocument,
  environment: DocumentEnvironment,
  fills: ReadonlyMap<Step, Keys>,
): ReadonlyMap<Step, Keys> {
  const own = fieldsOfDocument(library, document)
  return new Map(
    Object.values(document.steps).map((step) => {
      const assured = (step.rules ?? []).flatMap(({ require }) => [...(compileRule(require, environment, 'bool').rule?.assures ?? [])])
      const filled = [...requiredIn(library, document, step), ...(fills.get(step) ?? []), ...assured]
      return [step, new Set(filled.filter((key) => own.has(key)))]
    }),
  )
}

function surelyFilled(library: Library, step: Step, environment: DocumentEnvironment): Keys {
  const own = fieldsOfStep(library, step)
  const sure = Object.entries(step.fills ?? {}).flatMap(([key, source]) => {
    const field = own.get(key)
    if (field === undefined || isRequired(field)) return [key]
    const rule = compileRule(source, environment, 'anything').rule
    return rule?.occurrences.some(readsUnsetColumn) === true ? [] : [key]
  })
  return new Set(sure)
}

/** Whether an expression reads a column of a register without asking whether it is filled. */
export function readsUnsetColumn({ path: [root, , rows, ...rest], sure }: Read): boolean {
  return root === 'registers' && !sure && (rows === 'rows' ? rest.slice(1) : rest).length > 0
}

/** Required fields of the parts a step fills. */
export function requiredIn(library: Library, document: ProcedureDocument, step: Step): string[] {
  const parts = partsOfStep(library, step).flatMap(({ definition }) => Object.entries(definition.fields))
  return parts.filter(([, field]) => isRequired(field) && !fromOptionalSubject(document, field)).map(([key]) => key)
}

function fromOptionalSubject(document: ProcedureDocument, { from }: Field): boolean {
  return typeof from === 'object' && 'subject' in from && document.subject[from.subject]?.optional === true
}

/**
 * The greatest solution of filled(state) = ⋂ over the steps into it of (filled(from) ∪ what the step surely fills).
 * A field once filled stays filled, for the last value counts.
 */
function solve(document: ProcedureDocument, byStep: ReadonlyMap<Step, Keys>): ReadonlyMap<string, Keys> {
  const reached = reachableFrom(document, document.initial)
  const filled = new Map<string, Keys>([[document.initial, new Set()]])
  const flow = (state: string, to: string, adds: Keys): boolean => {
    const before = reached.has(state) ? filled.get(state) : undefined
    if (before === undefined) return false
    const known = filled.get(to)
    const now = known === undefined ? before.union(adds) : known.intersection(before.union(adds))
    filled.set(to, now)
    return known === undefined || now.size < known.size
  }
  for (let changed = true; changed; ) {
    changed = false
    for (const [step, adds] of byStep) for (const state of step.from) changed = flow(state, step.to, adds) || changed
  }
  return filled
}
