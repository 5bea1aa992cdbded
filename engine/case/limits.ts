import type { Due, WorkingCalendar } from '../calendar/working-calendar.ts'
import type { CompiledStep } from '../compile/compiled-procedure.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import type { CaseState, Demand, Lateness } from './case-state.ts'
import type { Question } from './facts.ts'
import type { Instant } from './values.ts'
import { waitsOf } from './waits.ts'

/** The oldest demand for a step that is still to be answered. */
export function demandFor(state: CaseState, step: string): Demand | null {
  return state.demands.find((demand) => demand.step === step) ?? null
}

/**
 * When a step is due: its limit counts from the latest of state entry, waits satisfied and demand received. A due date
 * set for the stay takes the place of the count of the steps that leave the state, and extensions move either. Null: no limit, or its waits do not hold yet.
 */
export function dueOf(question: Question, step: CompiledStep, scope: RuleScope): Due | null {
  const { state, world } = question
  const demand = demandFor(state, step.code)
  if (demand !== null && demand.due !== null) return dueAt(world.calendar, demand.due)
  if (step.limit === null) return null
  const waiting = waitsOf(question, step, scope)
  if (!waiting.satisfied) return null
  const since = latest([state.enteredAt, waiting.since, demand?.at ?? null, ownClock(state, step)])
  const set = step.to === state.state ? null : state.limits.due
  const counted = set === null ? world.calendar.dueAfter(since, step.limit) : dueOn(world.calendar, set)
  return extended(world.calendar, counted, state)
}

function latest(moments: readonly (Instant | null)[]): Instant {
  return moments.reduce<Instant>((last, at) => (at !== null && at > last ? at : last), '')
}

/** A step that stays in its state restarts its own clock, never the state's. The engine's own steps fire once a stay. */
function ownClock(state: CaseState, step: CompiledStep): Instant | null {
  if (step.to !== state.state || step.automatic !== null) return null
  const last = state.taken.findLast((one) => one.step === step.code)
  return last === undefined || last.at < state.enteredAt ? null : last.at
}

function dueOn(calendar: WorkingCalendar, on: string): Due {
  return { at: calendar.endOf(on), on, provisional: false }
}

function dueAt(calendar: WorkingCalendar, at: Instant): Due {
  return { at, on: lastDayBefore(calendar, at), provisional: false }
}

/** 24:00 of a day is the first instant of the next: the day a deadline names is the one it ends. */
function lastDayBefore(calendar: WorkingCalendar, at: Instant): string {
  const day = calendar.dateOf(at)
  return calendar.startOf(day) === at ? calendar.shift(day, { value: -1, unit: 'calendar_days' }) : day
}

function extended(calendar: WorkingCalendar, due: Due, state: CaseState): Due {
  return state.limits.extendedBy.reduce<Due>((moved, { unit, by }) => {
    const from = calendar.startOf(moved.on)
    const next = by > 0 ? calendar.dueAfter(from, { unit, value: by }) : moved
    return { ...next, provisional: next.provisional || moved.provisional }
  }, due)
}

/** How late something done at this instant is; null when in time. */
export function latenessOf(calendar: WorkingCalendar, due: Due | null, at: Instant): Lateness | null {
  if (due === null || at < due.at) return null
  return { due: due.at, workingDays: calendar.workdaysBetween(due.on, calendar.dateOf(at)) }
}
