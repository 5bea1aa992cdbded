import type { Due } from '../calendar/working-calendar.ts'
import { type CompiledProcedure, type CompiledStep, type CompiledTimer, systemRole } from '../compile/compiled-procedure.ts'
import { holds, RuleStopped } from '../form/rule-stopped.ts'
import type { Rule } from '../rules/rule.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import type { CaseState } from './case-state.ts'
import type { World } from './decision.ts'
import { type Question, scopeOf } from './facts.ts'
import { demandFor } from './limits.ts'
import { timerMoments } from './timers.ts'
import type { Instant } from './values.ts'
import { waitsOf } from './waits.ts'

/** Most automatic steps of one case that may follow one another within one unit of work. */
export const maxAutomaticChain = 16

/** A step the engine takes; `dueAt` is the instant its timer came due, null where it fires on a condition or a demand. */
export type AutomaticStep = Readonly<{ step: string; dueAt: Instant | null }>

type Automatic = Readonly<{ timer: CompiledTimer | null; when: Rule | null }>

/** How the engine may take a step itself: as declared, or on demand alone where only the system may take it. */
export function automaticOf(step: CompiledStep): Automatic | null {
  if (step.automatic !== null) return step.automatic
  return step.actors.kind === 'roles' && step.actors.roles.every(({ role }) => role === systemRole) ? { timer: null, when: null } : null
}

/** Automatic steps that leave the present state, in the order of the file. */
export function automaticSteps(
  procedure: CompiledProcedure,
  state: Pick<CaseState, 'state'>,
): readonly Readonly<{ step: CompiledStep; automatic: Automatic }>[] {
  const leaving = [...(procedure.states.get(state.state)?.leaving.values() ?? [])]
  return leaving.flatMap((step) => {
    const automatic = automaticOf(step)
    return automatic === null ? [] : [{ step, automatic }]
  })
}

/**
 * Automatic steps whose cause has come: timer reached, or condition, waits or demand there. The earliest due comes
 * first, among equals the file's order decides. Their rules and parts are not looked at yet.
 */
export function dueAutomatic(procedure: CompiledProcedure, state: CaseState, world: World): readonly AutomaticStep[] {
  if (state.closed) return []
  const question: Question = { procedure, state, world, actor: '' }
  const scope = scopeOf(question)
  const due = automaticSteps(procedure, state).flatMap(({ step, automatic }) => causeOf(question, step, automatic, scope))
  return due.toSorted((a, b) => compare(a.dueAt ?? state.enteredAt, b.dueAt ?? state.enteredAt))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function causeOf(question: Question, step: CompiledStep, automatic: Automatic, scope: RuleScope): readonly AutomaticStep[] {
  if (automatic.timer === null) return firesWithoutTimer(question, step, automatic, scope) ? [{ step: step.code, dueAt: null }] : []
  const next = nextMoment(question, step, automatic.timer, scope)
  if (next === undefined || next.at > question.world.at || !conditionHolds(question, step, automatic, scope)) return []
  return [{ step: step.code, dueAt: next.at }]
}

/** Once a stay in the state, and once for each demand. */
function firesWithoutTimer(question: Question, step: CompiledStep, automatic: Automatic, scope: RuleScope): boolean {
  const demanded = demandFor(question.state, step.code) !== null
  const hasCause = automatic.when !== null || step.waits.length > 0
  if (!demanded && (!hasCause || firedFor(question.state, step.code).length > 0)) return false
  return conditionHolds(question, step, automatic, scope)
}

/** A condition that reads something not filled in does not hold yet. */
function conditionHolds(question: Question, step: CompiledStep, automatic: Automatic, scope: RuleScope): boolean {
  try {
    return holds(automatic.when, scope) && waitsOf(question, step, scope).satisfied
  } catch (cause) {
    if (cause instanceof RuleStopped) return false
    throw cause
  }
}

function firedFor(state: CaseState, step: string): readonly Instant[] {
  return Object.hasOwn(state.fired, step) ? (state.fired[step] ?? []) : []
}

/** The next moment of the timer that has not fired in this stay. */
function nextMoment(question: Question, step: CompiledStep, timer: CompiledTimer, scope: RuleScope): Due | undefined {
  const fired = firedFor(question.state, step.code)
  return timerMoments(question, step, timer, scope).find((moment) => !fired.includes(moment.at))
}

/**
 * The next moment of each automatic step at which the scheduler has to look. A moment reached whose condition does not
 * hold is not among them: the step fires when an entry of this or another case makes it true.
 */
export function automaticMoments(
  procedure: CompiledProcedure,
  state: CaseState,
  world: World,
): readonly Readonly<{ step: CompiledStep; due: Due }>[] {
  if (state.closed) return []
  const question: Question = { procedure, state, world, actor: '' }
  const scope = scopeOf(question)
  return automaticSteps(procedure, state).flatMap(({ step, automatic }) => {
    const next = automatic.timer === null ? undefined : nextMoment(question, step, automatic.timer, scope)
    if (automatic.timer !== null && next === undefined) return []
    if (next !== undefined && (next.at > world.at || conditionHolds(question, step, automatic, scope))) return [{ step, due: next }]
    return readsClock(automatic.when) ? [{ step, due: tomorrow(world) }] : []
  })
}

/** A condition on the day may come true by itself: it is looked at again as each day begins. */
function readsClock(when: Rule | null): boolean {
  return when?.reads.some(([name]) => name === 'today' || name === 'now') === true
}

function tomorrow({ calendar, at }: World): Due {
  const day = calendar.shift(calendar.dateOf(at), { value: 1, unit: 'calendar_days' })
  return { at: calendar.startOf(day), on: day, provisional: false }
}
