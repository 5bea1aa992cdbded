import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import { RuleStopped } from '../form/rule-stopped.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import { expectedPersons, handsOf, rolesNow } from './acting.ts'
import { standsOpen } from './admission.ts'
import type { CaseState } from './case-state.ts'
import type { World } from './decision.ts'
import { type Question, scopeOf, waitingFor } from './facts.ts'
import { demandFor, dueOf } from './limits.ts'
import { isRuledOutForNow } from './ruled-out.ts'
import type { Instant } from './values.ts'

/**
 * A task on someone's list. `persons` narrows `roles` down to those still expected (empty: anyone in the roles);
 * `except` names those whose share is already there. `contribution`: what waits for a second person's signature.
 */
export type CaseTask = Readonly<{
  step: string
  roles: readonly string[]
  persons: readonly string[]
  except: readonly string[]
  dueAt: Instant | null
  demandedBy: string | null
  contribution: number | null
}>

/**
 * The tasks of a case now: its open steps whose waits hold and that no rule excludes already, for those who may take them. What has a due date, is demanded
 * or waits for a signature is work; a step that may be taken at any time beside it (a withdrawal, a deferral) is a
 * possibility, and stands on the page of the case. A state in which nothing presses is at rest where a timer ends it (a
 * licence in force); otherwise somebody has to act, and all of its steps are work.
 */
export function taskList(procedure: CompiledProcedure, state: CaseState, world: World): readonly CaseTask[] {
  if (state.closed) return []
  const question: Question = { procedure, state, world, actor: '' }
  const scope = scopeOf(question)
  const leaving = [...(procedure.states.get(state.state)?.leaving.values() ?? [])]
  const tasks = leaving
    .filter((step) => step.humanRoles.length > 0 && isOpen(question, step, scope))
    .map((step) => taskOf(question, step, scope))
  const pressing = tasks.filter(
    ({ dueAt, demandedBy, contribution, except }) => dueAt !== null || demandedBy !== null || contribution !== null || except.length > 0,
  )
  if (pressing.length > 0) return pressing
  const endsByTimer = leaving.some(({ automatic, to }) => automatic !== null && automatic.timer !== null && to !== state.state)
  return endsByTimer ? [] : tasks
}

function isOpen(question: Question, step: CompiledStep, scope: RuleScope): boolean {
  try {
    return standsOpen(question, step, scope) === null && !isRuledOutForNow(question, step, scope)
  } catch (cause) {
    if (cause instanceof RuleStopped) return false
    throw cause
  }
}

function taskOf(question: Question, step: CompiledStep, scope: RuleScope): CaseTask {
  const { state } = question
  const demand = demandFor(state, step.code)
  const common = { step: step.code, dueAt: dueOf(question, step, scope)?.at ?? null, demandedBy: demand === null ? null : demand.from.case }
  const [first] = waitingFor(state, step.code, 'first')
  if (first !== undefined && step.second !== null)
    return { ...common, roles: [step.second.role], persons: [], except: handsOf(first.signer), contribution: first.sequence }
  const given = waitingFor(state, step.code, 'each').flatMap(({ signer }) => handsOf(signer))
  const persons = (orNone(() => expectedPersons(step, scope)) ?? []).filter((person) => !given.includes(person))
  return { ...common, roles: orNone(() => rolesNow(step, scope)) ?? step.humanRoles, persons, except: given, contribution: null }
}

/** A condition that reads something not filled in narrows nothing down. */
function orNone<T>(evaluate: () => T): T | null {
  try {
    return evaluate()
  } catch (cause) {
    if (cause instanceof RuleStopped) return null
    throw cause
  }
}
