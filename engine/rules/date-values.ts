import { Temporal } from 'temporal-polyfill'
import type { DateText, Instant } from '../case/values.ts'

/** A date of the organisation inside a rule (CEL type `Date`). ISO texts of four-digit years compare as they stand. */
export class CalendarDate {
  readonly text: DateText
  constructor(text: DateText) {
    this.text = text
  }
}

/** An instant inside a rule (CEL type `Instant`), UTC with milliseconds. */
export class InstantValue {
  readonly text: Instant
  constructor(text: Instant) {
    this.text = text
  }
}

type Amount = Readonly<{ days?: number; months?: number; years?: number }>

/** The date moved by calendar units; the day is clamped to the length of the month (31 January + 1 month = 28 February). */
export function moveDate(date: CalendarDate, by: Amount): CalendarDate {
  return new CalendarDate(plain(date).add(by, { overflow: 'constrain' }).toString())
}

export function endOfYear(year: number): CalendarDate {
  return new CalendarDate(Temporal.PlainDate.from({ year, month: 12, day: 31 }).toString())
}

export function endOfQuarter(date: CalendarDate): CalendarDate {
  const { year, month } = plain(date)
  const last = Temporal.PlainDate.from({ year, month: Math.ceil(month / 3) * 3, day: 1 })
  return new CalendarDate(last.with({ day: last.daysInMonth }).toString())
}

/** Whole calendar days from the first date to the second; negative when the second lies before. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return plain(from).until(plain(to), { largestUnit: 'days' }).days
}

/** Whole months from the first date to the second, a begun month left out. */
export function monthsBetween(from: CalendarDate, to: CalendarDate): number {
  return plain(from).until(plain(to), { largestUnit: 'months' }).months
}

/** Whole minutes from the first instant to the second, a begun minute left out. */
export function minutesBetween(from: InstantValue, to: InstantValue): number {
  return Math.trunc((Date.parse(to.text) - Date.parse(from.text)) / 60_000)
}

export function yearOf(date: CalendarDate): number {
  return plain(date).year
}

function plain(date: CalendarDate): Temporal.PlainDate {
  return Temporal.PlainDate.from(date.text)
}
