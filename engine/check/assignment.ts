import { fieldsOfStep, partsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library } from '../library.ts'
import { reachableFrom } from './machine.ts'

type Keys = ReadonlySet<string>

/** Whether sealing a part surely gives the field a value. */
export function isRequired(field: Field): boolean {
  return field.optional !== true && field.required_when === undefined
}

/** Fields a step surely fills, by the time its parts are complete. */
export function surelyFilled(library: Library, document: ProcedureDocument, step: Step): Keys {
  const parts = partsOfStep(library, step).flatMap(({ definition }) => Object.entries(definition.fields))
  const required = parts.filter(([, field]) => isRequired(field) && !fromOptionalSubject(document, field)).map(([key]) => key)
  const own = fieldsOfStep(library, step)
  return new Set([...required, ...Object.keys(step.fills ?? {}).filter((key) => own.has(key))])
}

function fromOptionalSubject(document: ProcedureDocument, { from }: Field): boolean {
  return typeof from === 'object' && 'subject' in from && document.subject[from.subject]?.optional === true
}

/**
 * For every reachable state, the fields that are filled on every way to it: the greatest solution of
 * filled(state) = ⋂ over the steps into it of (filled(from) ∪ what the step surely fills). A field once filled stays
 * filled, for the last value counts.
 */
export function assignmentByState(library: Library, document: ProcedureDocument): ReadonlyMap<string, Keys> {
  const reached = reachableFrom(document, document.initial)
  const steps = Object.values(document.steps).map((step) => ({ ...step, adds: surelyFilled(library, document, step) }))
  const filled = new Map<string, Keys>([[document.initial, new Set()]])
  for (let changed = true; changed; ) {
    changed = false
    for (const { from, to, adds } of steps)
      for (const state of from) {
        const before = reached.has(state) ? filled.get(state) : undefined
        if (before === undefined) continue
        const brought = before.union(adds)
        const known = filled.get(to)
        const now = known === undefined ? brought : known.intersection(brought)
        if (known !== undefined && now.size === known.size) continue
        filled.set(to, now)
        changed = true
      }
  }
  return filled
}

/** Fields filled before a step on every way to it. */
export function assignedBefore(byState: ReadonlyMap<string, Keys>, step: Step): Keys {
  const ways = step.from.flatMap((state) => byState.get(state) ?? [])
  return ways.reduce<Keys | undefined>((all, way) => all?.intersection(way) ?? way, undefined) ?? new Set()
}
