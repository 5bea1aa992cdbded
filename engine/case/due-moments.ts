import type { CompiledProcedure } from '../compile/compiled-procedure.ts'
import { automaticMoments } from './automatic.ts'
import type { CaseState } from './case-state.ts'
import { automaticNow } from './decide.ts'
import type { World } from './decision.ts'
import { type Question, scopeOf } from './facts.ts'
import { dueOf } from './limits.ts'
import { isRuledOutForNow } from './ruled-out.ts'
import type { Instant } from './values.ts'

/** An instant at which something of a case falls due. `automatic`: the engine acts then; otherwise it becomes late. */
export type DueMoment = Readonly<{ step: string; at: Instant; automatic: boolean; provisional: boolean }>

/**
 * The instants at which the scheduler has to look at a case: the next moment of every automatic step, and the due date of
 * every step people may still take. They hold until the next entry of the case or of one it looks at.
 */
export function dueMoments(procedure: CompiledProcedure, state: CaseState, world: World): readonly DueMoment[] {
  if (state.closed) return []
  const question: Question = { procedure, state, world, actor: '' }
  const scope = scopeOf(question)
  const now = automaticNow(procedure, state, world)
  const automatic = automaticMoments(procedure, state, world)
    .filter(({ step, due }) => due.at > world.at || now?.step === step.code)
    .map(({ step, due }): DueMoment => ({ step: step.code, at: due.at, automatic: true, provisional: due.provisional }))
  const leaving = [...(procedure.states.get(state.state)?.leaving.values() ?? [])]
  const manual = leaving
    .filter((step) => step.humanRoles.length > 0 && !isRuledOutForNow(question, step, scope))
    .flatMap((step): readonly DueMoment[] => {
      const due = dueOf(question, step, scope)
      return due === null ? [] : [{ step: step.code, at: due.at, automatic: false, provisional: due.provisional }]
    })
  return [...automatic, ...manual].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
