import type { DateText, Instant } from '../case/values.ts'

export type DurationUnit = 'working_days' | 'calendar_days' | 'months' | 'hours' | 'minutes'
export type Duration = Readonly<{ value: number; unit: DurationUnit }>
/** `provisional`: the count went past the last published year, where only weekends are known. */
export type Due = Readonly<{ at: Instant; on: DateText; provisional: boolean }>

/** Dated working-day calendar of the organisation: statutory holidays and make-up days (调休), by published year. */
export type WorkingCalendar = Readonly<{
  zone: string
  /** e.g. "2024.1+2025.1+2026.1"; stands in the facts of entries whose dates rest on it. */
  revision: string
  isWorkingDay(on: DateText): boolean
  dateOf(at: Instant): DateText
  /** The end (24:00, as the first instant of the next day) of a limit that counts from the day after `since`; on a non-working day it moves to the next working day. Hours and minutes count from the instant itself. */
  dueAfter(since: Instant, limit: Duration): Due
  /** The date moved by the duration; backwards for a negative value. Months by calendar, clamped. */
  shift(on: DateText, by: Duration): DateText
  /** 24:00 of that date as an instant. */
  endOf(on: DateText): Instant
  /** 00:00 of that date as an instant. */
  startOf(on: DateText): Instant
  /** Working days after `from` up to and including `to`; negative (those after `to` up to `from`) when `to` lies before. */
  workdaysBetween(from: DateText, to: DateText): number
}>
