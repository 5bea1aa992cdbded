import type { Step } from '../language/procedure.generated.ts'

type StepRole = Readonly<{ role: string; path: readonly (string | number)[] }>

/** The roles that may take a step, each with its place in the step. */
export function rolesOfStep(step: Step): readonly StepRole[] {
  const { by } = step
  if (typeof by === 'string') return [{ role: by, path: ['by'] }]
  if (!Array.isArray(by)) return [{ role: by.each, path: ['by', 'each'] }]
  return by.map((item, place) =>
    typeof item === 'string' ? { role: item, path: ['by', place] } : { role: item.role, path: ['by', place, 'role'] },
  )
}

/** Whether no person may take the step. */
export function isSystemStep(step: Step): boolean {
  return rolesOfStep(step).every(({ role }) => role === 'system')
}

/** Whether the engine takes the step itself as soon as it can, without waiting for an instant. */
export function firesAtOnce(step: Step): boolean {
  return step.automatic !== undefined && step.automatic.at === undefined
}
