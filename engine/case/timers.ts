import type { Due, Duration, WorkingCalendar } from '../calendar/working-calendar.ts'
import type { CompiledStep, CompiledTimer } from '../compile/compiled-procedure.ts'
import { ask, RuleStopped } from '../form/rule-stopped.ts'
import { CalendarDate, InstantValue } from '../rules/date-values.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import { RuleReadsUnset } from '../rules/rule-fault.ts'
import type { Question } from './facts.ts'
import { latestValues } from './latest-values.ts'
import { dueOf } from './limits.ts'
import type { FieldValue } from './values.ts'

type DateTimer = Extract<CompiledTimer, { kind: 'date' }>

/** The instants a step's timer stands on, in order; none while what it counts from is not filled. */
export function timerMoments(question: Question, step: CompiledStep, timer: CompiledTimer, scope: RuleScope): readonly Due[] {
  if (timer.kind === 'limit') {
    const due = dueOf(question, step, scope)
    return due === null ? [] : [due]
  }
  const base = baseOf(question, timer, scope)
  if (base === null) return []
  const { calendar } = question.world
  const first = moved(calendar, moved(calendar, base, timer.plus, 1), timer.minus, -1)
  const { repeat } = timer
  const again = repeat === null ? [] : Array.from({ length: repeat.times }, (_, index) => moved(calendar, first, repeat.every, index + 1))
  return [first, ...again].map(({ moment, provisional }) => ({
    at: instantOf(calendar, moment),
    on: dateOf(calendar, moment),
    provisional,
  }))
}

/** A date (10 characters) or an instant, as text. */
type Moment = string
type Moved = Readonly<{ moment: Moment; provisional: boolean }>

const isDate = (moment: Moment): boolean => moment.length === 10

/** A timer on a date fires as that day begins. */
function instantOf(calendar: WorkingCalendar, moment: Moment): string {
  return isDate(moment) ? calendar.startOf(moment) : moment
}
function dateOf(calendar: WorkingCalendar, moment: Moment): string {
  return isDate(moment) ? moment : calendar.dateOf(moment)
}

function baseOf({ state, world }: Question, timer: DateTimer, scope: RuleScope): Moved | null {
  const moment = momentOf(timer, scope, (field) => momentIn(latestValues(state)[field]), world.calendar)
  if (moment === null) return null
  return { moment: moment ?? world.calendar.dateOf(state.enteredAt), provisional: false }
}

/** `undefined`: the timer names nothing to count from, and counts from the entry into the state. */
function momentOf(
  timer: DateTimer,
  scope: RuleScope,
  filledMoment: (field: string) => Moment | null,
  calendar: WorkingCalendar,
): Moment | null | undefined {
  if (timer.on !== null) return evaluated(timer, scope)
  if (timer.firstFilled.length > 0) return timer.firstFilled.map(filledMoment).find((moment) => moment !== null) ?? null
  if (timer.latestOf.length === 0) return undefined
  const filled = timer.latestOf.map(filledMoment).filter((moment) => moment !== null)
  return filled.sort((a, b) => (instantOf(calendar, a) < instantOf(calendar, b) ? -1 : 1)).at(-1) ?? null
}

function momentIn(value: FieldValue | undefined): Moment | null {
  return typeof value === 'string' ? value : null
}

function evaluated(timer: DateTimer, scope: RuleScope): Moment | null {
  if (timer.on === null) return null
  try {
    const value = ask(timer.on, scope)
    return value instanceof CalendarDate || value instanceof InstantValue ? value.text : null
  } catch (cause) {
    if (cause instanceof RuleStopped && cause.cause instanceof RuleReadsUnset) return null
    throw cause
  }
}

function moved(calendar: WorkingCalendar, { moment, provisional }: Moved, by: Duration | null, times: number): Moved {
  if (by === null) return { moment, provisional }
  const duration: Duration = { unit: by.unit, value: by.value * times }
  const looksAhead = duration.value > 0 && calendar.dueAfter(instantOf(calendar, moment), duration).provisional
  if (by.unit === 'hours' || by.unit === 'minutes')
    return { moment: shiftedInstant(calendar, instantOf(calendar, moment), duration), provisional }
  if (isDate(moment)) return { moment: calendar.shift(moment, duration), provisional: provisional || looksAhead }
  return { moment: calendar.startOf(calendar.shift(calendar.dateOf(moment), duration)), provisional: provisional || looksAhead }
}

function shiftedInstant(calendar: WorkingCalendar, at: string, by: Duration): string {
  return calendar.dueAfter(at, by).at
}
