import type { CompiledProcedure } from '../compile/compiled-procedure.ts'
import type { FieldProblem } from '../form/field-problem.ts'
import { tryParts } from '../form/fill-part.ts'
import type { Person } from './acting.ts'
import type { CaseState } from './case-state.ts'
import type { World } from './decision.ts'
import type { Question } from './facts.ts'
import { partsToFill, stepFilling } from './fill-step.ts'

/** Where a list stands in the forms of a step. */
export type ListPlace = Readonly<{ form: string; part: string; field: string }>

/**
 * All that is wrong with one list, by the measure of the step it will be submitted with: types, limits, the rows the form
 * fixes, computed columns, what a condition makes required. Nothing else of the step is looked at, and nothing decided.
 */
export function tryList(
  procedure: CompiledProcedure,
  state: CaseState,
  step: string,
  by: Person,
  world: World,
  { form, part, field }: ListPlace,
  items: readonly unknown[],
): readonly FieldProblem[] {
  const declared = procedure.steps.get(step)
  if (declared === undefined) throw new Error(`Expected ${procedure.code} to have a step ${step}, but it has none`)
  const question: Question = { procedure, state, world, actor: by.person }
  const { fills, sources } = stepFilling(question, declared, by)
  const tried = tryParts(partsToFill(procedure, declared, { [form]: { [part]: { [field]: items } } }), fills, sources)
  const problems = tried.find((one) => one.form === form && one.part === part)?.problems ?? []
  return problems.filter(({ path }) => path === `/${field}` || path.startsWith(`/${field}/`))
}
