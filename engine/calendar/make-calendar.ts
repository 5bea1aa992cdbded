import { Temporal } from 'temporal-polyfill'
import type { DateText, Instant } from '../case/values.ts'
import type { ReferenceData } from '../language/lists.generated.ts'
import type { Due, Duration, WorkingCalendar } from './working-calendar.ts'

type PublishedYears = NonNullable<ReferenceData['calendars']>
type Year = Readonly<{ holidays: ReadonlySet<string>; workingDays: ReadonlySet<string> }>

/** Farther than any limit of a document can reach; a calendar without a working day in it is a fault of its data. */
const longestSearch = 4000

/**
 * The organisation's calendar from its published years, in the zone given (IANA name, e.g. Asia/Shanghai). A year not
 * published knows weekends only, and every due date that rests on one is provisional.
 */
export function makeCalendar(calendars: PublishedYears, zone: string): WorkingCalendar {
  const years = publishedYears(calendars)
  const startOf = remembering(
    (on: DateText): Instant => instantText(Temporal.PlainDate.from(on).toZonedDateTime({ timeZone: zone }).toInstant()),
  )
  const endOf = (on: DateText): Instant => startOf(Temporal.PlainDate.from(on).add({ days: 1 }).toString())
  const dateOf = remembering((at: Instant): DateText => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString())
  const isWorkingDay = (on: DateText): boolean => works(years, Temporal.PlainDate.from(on))

  const dueAfterDay = remembering(
    ({ day, limit }: Readonly<{ day: DateText; limit: Duration }>): Due => {
      const counted = move(years, Temporal.PlainDate.from(day), limit)
      const last = limit.unit === 'working_days' ? counted : nextWorkingDay(years, counted)
      return { at: endOf(last.day.toString()), on: last.day.toString(), provisional: last.provisional }
    },
    ({ day, limit }) => `${day} ${limit.value} ${limit.unit}`,
  )

  const dueAfter = (since: Instant, limit: Duration): Due => {
    if (limit.unit === 'hours' || limit.unit === 'minutes') {
      const at = instantText(Temporal.Instant.from(since).add({ [limit.unit]: limit.value }))
      return { at, on: dateOf(at), provisional: false }
    }
    return dueAfterDay({ day: dateOf(since), limit })
  }

  const shift = (on: DateText, by: Duration): DateText => {
    if (by.unit !== 'hours' && by.unit !== 'minutes') return move(years, Temporal.PlainDate.from(on), by).day.toString()
    return dateOf(instantText(Temporal.Instant.from(startOf(on)).add({ [by.unit]: by.value })))
  }

  return {
    zone,
    revision: revisionOf(calendars),
    isWorkingDay,
    dateOf,
    dueAfter,
    shift,
    endOf,
    startOf,
    workdaysBetween: (from, to) => countWorkdays(years, Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)),
  }
}

/** Deciding asks for the same few days again and again, and Temporal is not quick. Forgets all before it grows large. */
function remembering<Asked, Answer>(work: (asked: Asked) => Answer, keyOf: (asked: Asked) => string = String): (asked: Asked) => Answer {
  const known = new Map<string, Answer>()
  return (asked) => {
    const key = keyOf(asked)
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    if (known.size >= 4096) known.clear()
    const made = work(asked)
    known.set(key, made)
    return made
  }
}

/** Instants everywhere carry milliseconds and Z, so that they compare as text. */
export function instantText(at: Temporal.Instant): Instant {
  return at.toString({ smallestUnit: 'millisecond' })
}

function publishedYears(calendars: PublishedYears): ReadonlyMap<number, Year> {
  return new Map(calendars.map((year) => [year.year, { holidays: new Set(year.holidays), workingDays: new Set(year.working_days) }]))
}

function revisionOf(calendars: PublishedYears): string {
  const sorted = [...calendars].sort((a, b) => a.year - b.year)
  return sorted.length === 0 ? 'weekends' : sorted.map((year) => `${year.year}.${year.revision}`).join('+')
}

type Moved = Readonly<{ day: Temporal.PlainDate; provisional: boolean }>

function works(years: ReadonlyMap<number, Year>, day: Temporal.PlainDate): boolean {
  const year = years.get(day.year)
  const text = day.toString()
  if (year?.workingDays.has(text)) return true
  if (year?.holidays.has(text)) return false
  return day.dayOfWeek <= 5
}

function move(years: ReadonlyMap<number, Year>, from: Temporal.PlainDate, by: Duration): Moved {
  if (by.unit === 'working_days') return moveWorkingDays(years, from, by.value)
  const day = by.unit === 'months' ? from.add({ months: by.value }) : from.add({ days: by.value })
  return { day, provisional: false }
}

function moveWorkingDays(years: ReadonlyMap<number, Year>, from: Temporal.PlainDate, count: number): Moved {
  const direction = count < 0 ? -1 : 1
  let day = from
  let provisional = false
  for (let left = Math.abs(count), looked = 0; left > 0; looked += 1) {
    if (looked > longestSearch)
      throw new Error(`Expected ${count} working days from ${from.toString()}, but the calendar has none in reach`)
    day = day.add({ days: direction })
    provisional ||= !years.has(day.year)
    if (works(years, day)) left -= 1
  }
  return { day, provisional }
}

function nextWorkingDay(years: ReadonlyMap<number, Year>, { day }: Moved): Moved {
  const provisional = !years.has(day.year)
  if (works(years, day)) return { day, provisional }
  const moved = moveWorkingDays(years, day, 1)
  return { day: moved.day, provisional: provisional || moved.provisional }
}

function countWorkdays(years: ReadonlyMap<number, Year>, from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  if (Temporal.PlainDate.compare(to, from) < 0) return 0 - countWorkdays(years, to, from)
  let count = 0
  for (let day = from; Temporal.PlainDate.compare(day, to) < 0; ) {
    day = day.add({ days: 1 })
    if (works(years, day)) count += 1
  }
  return count
}
