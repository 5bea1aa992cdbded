import type { WorkingCalendar } from '#engine'

/** A play yields the instant at which it goes on. Between two instants other plays, and the engine, have their turn. */
export type Play = AsyncGenerator<string, void, void>

/** Days of a play: working days after its first, at an hour of the organisation's day. */
export type Days = Readonly<{
  /** `day(3, 9.5)`: half past nine on the third working day after the first. */
  day(workingDays: number, hour?: number): string
  date(workingDays: number): string
  /** The day so many working days after the one the clock shows. */
  fromNow(workingDays: number, hour?: number): string
  dateFromNow(workingDays: number): string
  /** The day so many working days after (before, where negative) a day named. */
  from(date: string, workingDays: number, hour?: number): string
  dateFrom(date: string, workingDays: number): string
  /** An hour of a day named. */
  on(date: string, hour: number): string
  /** The first Saturday of an ordinary weekend on or after a day: no holiday beside it. */
  saturday(date: string): string
}>

export function makeDays(first: string, calendar: WorkingCalendar, now: () => string): Days {
  const dated = (from: string, count: number) => calendar.shift(from, { value: count, unit: 'working_days' })
  const at = (date: string, hour: number) => new Date(Date.parse(calendar.startOf(date)) + Math.round(hour * 3_600_000)).toISOString()
  return {
    day: (count, hour = 9) => at(dated(first, count), hour),
    date: (count) => dated(first, count),
    fromNow: (count, hour = 9) => at(dated(calendar.dateOf(now()), count), hour),
    dateFromNow: (count) => dated(calendar.dateOf(now()), count),
    from: (date, count, hour = 9) => at(dated(date, count), hour),
    dateFrom: dated,
    on: at,
    saturday: (date) => ordinarySaturday(date, calendar),
  }
}

function ordinarySaturday(date: string, calendar: WorkingCalendar): string {
  const later = (from: string, days: number) => calendar.shift(from, { value: days, unit: 'calendar_days' })
  const first = later(date, (6 - new Date(`${date}T00:00:00Z`).getUTCDay() + 7) % 7)
  const isOrdinary = (saturday: string) =>
    !calendar.isWorkingDay(saturday) && calendar.isWorkingDay(later(saturday, -1)) && calendar.isWorkingDay(later(saturday, 2))
  return [0, 7, 14, 21].map((days) => later(first, days)).find(isOrdinary) ?? first
}

/** Several plays as one, each going on at its own instants. */
export async function* together(plays: readonly Play[]): Play {
  const waiting: { play: Play; at: string }[] = []
  for (const play of plays) await advance(play, waiting)
  for (;;) {
    const next = waiting.toSorted(byInstant)[0]
    if (next === undefined) return
    yield next.at
    waiting.splice(waiting.indexOf(next), 1)
    await advance(next.play, waiting)
  }
}

type Waiting = Readonly<{ at: string }>
const byInstant = (one: Waiting, other: Waiting): number => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)

export type TimelineNeeds = Readonly<{
  /** Moves the record clock; it only goes forward. */
  setClock(instant: string): Promise<void>
  /** The next instant before `until` at which the engine itself has something to do. */
  nextMoment(until: string): Promise<string | null>
  /** Lets the scheduler and the workers do all there is to do now. */
  settle(): Promise<void>
  /** Where the plays end: the present. */
  end: string
  progress(at: string): void
  signal: AbortSignal
}>

/** What follows from steps taken within the same half hour is worked out once, before the clock goes on. */
const togetherMs = 1_800_000
const slotOf = (at: string): number => Math.floor(Date.parse(at) / togetherMs)

/**
 * Plays all plays as one time: the earliest goes on first, those of one instant one after the other, and where the engine has
 * something to do before that, it does it at its own moment. What lies beyond the end is left for the reader of the demonstration to do.
 */
export async function playAll(plays: readonly Play[], needs: TimelineNeeds): Promise<void> {
  const waiting: { play: Play; at: string }[] = []
  for (const play of plays) await advance(play, waiting)
  for (let slot = Number.NaN, now = ''; ; ) {
    needs.signal.throwIfAborted()
    waiting.sort(byInstant)
    const next = waiting[0]
    // A play that wanted to go on earlier than it could goes on now.
    const until = next === undefined || next.at > needs.end ? needs.end : next.at > now ? next.at : now
    if (slotOf(until) !== slot) {
      if (!Number.isNaN(slot)) await needs.settle()
      for (let moment = await needs.nextMoment(until); moment !== null; moment = await needs.nextMoment(until)) {
        await needs.setClock(moment)
        await needs.settle()
      }
      slot = slotOf(until)
    }
    await needs.setClock(until)
    now = until
    if (next === undefined || next.at > needs.end) return
    const due = waiting.splice(0, waiting.findLastIndex(({ at }) => at === next.at) + 1)
    // One after the other: a decision that looks at a whole year's cases has to find them still.
    for (const { play } of due) await advance(play, waiting)
    needs.progress(until)
  }
}

async function advance(play: Play, waiting: { play: Play; at: string }[]): Promise<void> {
  const { done, value } = await play.next()
  if (done !== true) waiting.push({ play, at: value })
}
