import { type CaseState, type CompiledProcedure, dueMoments, taskList, type World } from '#engine'
import type { DueMoment, Task } from '../database/ledger.ts'

export type CaseAgenda = Readonly<{ tasks: readonly Task[]; moments: readonly DueMoment[] }>

/** What a case asks of people and of the engine from now on: its tasks, and the instants somebody has to look at it. */
export function agendaOfCase(procedure: CompiledProcedure, state: CaseState, world: World): CaseAgenda {
  const tasks = taskList(procedure, state, world).map(({ step, roles, persons, dueAt, demandedBy }) => ({
    step,
    roles,
    persons,
    dueAt,
    demandedBy,
  }))
  return { tasks, moments: dueMoments(procedure, state, world) }
}
