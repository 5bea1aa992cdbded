import type { ProcedureDocument } from '../language/procedure.generated.ts'

/** States one can come to from a state, itself included. */
export function reachableFrom(document: ProcedureDocument, state: string): ReadonlySet<string> {
  const found = new Set([state])
  for (const each of found) for (const step of Object.values(document.steps)) if (step.from.includes(each)) found.add(step.to)
  return found
}

/** Names of the steps that leave one of the states. */
export function stepsFrom(document: ProcedureDocument, states: ReadonlySet<string>): readonly string[] {
  return Object.entries(document.steps).flatMap(([name, step]) => (step.from.some((state) => states.has(state)) ? [name] : []))
}
