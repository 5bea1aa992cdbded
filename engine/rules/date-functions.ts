import type { ASTNode, Environment } from '@marcbachmann/cel-js'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import {
  CalendarDate,
  daysBetween,
  endOfQuarter,
  endOfYear,
  InstantValue,
  minutesBetween,
  monthsBetween,
  moveDate,
  yearOf,
} from './date-values.ts'
import { RuleFault } from './rule-fault.ts'

/** Under this name the scope carries the working calendar; no author can write a name with a capital. */
export const calendarName = 'CALENDAR'

const farthest = 40_000n

/** The CEL types `Date` and `Instant` with their comparisons and the functions over them. */
export function registerDates(cel: Environment): void {
  for (const [type, ctor] of [
    ['Date', CalendarDate],
    ['Instant', InstantValue],
  ] as const) {
    cel.registerType(type, { ctor, fields: {} })
    type Value = CalendarDate | InstantValue
    cel.registerOperator(`${type} < ${type}: bool`, (a: Value, b: Value) => a.text < b.text)
    cel.registerOperator(`${type} <= ${type}: bool`, (a: Value, b: Value) => a.text <= b.text)
    cel.registerOperator(`${type} > ${type}: bool`, (a: Value, b: Value) => a.text > b.text)
    cel.registerOperator(`${type} >= ${type}: bool`, (a: Value, b: Value) => a.text >= b.text)
    cel.registerOperator(`${type} == ${type}: bool`, (a: Value, b: Value) => a.text === b.text)
    cel.registerFunction(`latest(list<${type}>): ${type}`, (values: Value[]) => ordered(values).at(-1))
    cel.registerFunction(`earliest(list<${type}>): ${type}`, (values: Value[]) => ordered(values)[0])
    cel.registerFunction(`string(${type}): string`, (value: Value) => value.text)
  }
  registerShifts(cel)
  registerSpans(cel)
  registerCalendarFunctions(cel)
}

function ordered<T extends CalendarDate | InstantValue>(values: readonly T[]): T[] {
  if (values.length === 0) throw new RuleFault('empty-list', 'Expected at least one date, but the list is empty')
  return values.toSorted((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
}

function registerShifts(cel: Environment): void {
  cel.registerFunction('add_days(Date, int): Date', (date: CalendarDate, days: bigint) => moveDate(date, { days: amount(days) }))
  cel.registerFunction('add_months(Date, int): Date', (date: CalendarDate, months: bigint) => moveDate(date, { months: amount(months) }))
  cel.registerFunction('add_years(Date, int): Date', (date: CalendarDate, years: bigint) => moveDate(date, { years: amount(years) }))
  cel.registerFunction('end_of_year(Date): Date', (date: CalendarDate) => endOfYear(yearOf(date)))
  cel.registerFunction('end_of_year(int): Date', (year: bigint) => endOfYear(amount(year)))
  cel.registerFunction('end_of_quarter(Date): Date', endOfQuarter)
}

function amount(value: bigint): number {
  if (value > farthest || value < -farthest) throw new RuleFault('out-of-range', `Expected at most ${farthest}, but found ${value}`)
  return Number(value)
}

function registerSpans(cel: Environment): void {
  cel.registerOperator('Date - Date: int', (to: CalendarDate, from: CalendarDate) => BigInt(daysBetween(from, to)))
  cel.registerFunction('months_between(Date, Date): int', (from: CalendarDate, to: CalendarDate) => BigInt(monthsBetween(from, to)))
  cel.registerFunction('minutes_between(Instant, Instant): int', (from: InstantValue, to: InstantValue) => BigInt(minutesBetween(from, to)))
  cel.registerFunction('year_of(Date): int', (date: CalendarDate) => BigInt(yearOf(date)))
}

function registerCalendarFunctions(cel: Environment): void {
  calendarFunction(cel, 'add_workdays', ['Date', 'int'], 'Date', (calendar, [date, days]) => {
    const shifted = calendar.shift((date as CalendarDate).text, { value: amount(days as bigint), unit: 'working_days' })
    return new CalendarDate(shifted)
  })
  calendarFunction(cel, 'workdays_between', ['Date', 'Date'], 'int', (calendar, [from, to]) =>
    BigInt(calendar.workdaysBetween((from as CalendarDate).text, (to as CalendarDate).text)),
  )
  calendarFunction(cel, 'date_of', ['Instant'], 'Date', (calendar, [at]) => new CalendarDate(calendar.dateOf((at as InstantValue).text)))
}

/** What the library hands to a macro; only what is used here. */
type Checker = Readonly<{
  check(node: ASTNode, context: unknown): Readonly<{ name: string }>
  getType(name: string): unknown
  createError(code: string, message: string, node: ASTNode): Error
}>
type Evaluator = Readonly<{ run(node: ASTNode, context: RuleContext): unknown }>
type RuleContext = Readonly<{ getValue(name: string): unknown }>
type Macro = Readonly<{ args: readonly ASTNode[] }>

/**
 * A function that needs the organisation's calendar. The calendar is a fact of the evaluation, not of the compiled
 * rule, so it is a CEL macro: only a macro is shown the scope.
 */
function calendarFunction(
  cel: Environment,
  name: string,
  types: readonly string[],
  returns: string,
  work: (calendar: WorkingCalendar, args: readonly unknown[]) => unknown,
): void {
  cel.registerFunction(`${name}(${types.map(() => 'ast').join(', ')}): ${returns}`, ({ args, ast }: Macro & { ast: ASTNode }) => ({
    args,
    async: false,
    typeCheck(checker: Checker, macro: Macro, context: unknown) {
      const found = macro.args.map((arg) => checker.check(arg, context).name)
      if (found.some((type, place) => type !== types[place]))
        throw checker.createError('no_matching_overload', `found no matching overload for '${name}(${found.join(', ')})'`, ast)
      return checker.getType(returns)
    },
    evaluate(evaluator: Evaluator, macro: Macro, context: RuleContext) {
      const calendar = context.getValue(calendarName) as WorkingCalendar
      return work(
        calendar,
        macro.args.map((arg) => evaluator.run(arg, context)),
      )
    },
  }))
}
