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
}>

export function makeDays(first: string, calendar: WorkingCalendar, now: () => string): Days {
  const dated = (from: string, count: number) => calendar.shift(from, { value: count, unit: 'working_days' })
  const at = (date: string, hour: number) => new Date(Date.parse(calendar.startOf(date)) + Math.round(hour * 3_600_000)).toISOString()
  return {
    day: (count, hour = 9) => at(dated(first, count), hour),
    date: (count) => dated(first, count),
    fromNow: (count, hour = 9) => at(dated(calendar.dateOf(now()), count), hour),
    dateFromNow: (count) => dated(calendar.dateOf(now()), count),
  }
}

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

/** What follows from steps taken within half an hour is worked out once, before the clock goes on. */
const togetherMs = 1_800_000

/**
 * Plays all plays as one time: the earliest goes on first, and where the engine has something to do before that, it does
 * it at its own moment. What lies beyond the end is left for the reader of the demonstration to do.
 */
export async function playAll(plays: readonly Play[], needs: TimelineNeeds): Promise<void> {
  const waiting: { play: Play; at: string }[] = []
  for (const play of plays) await advance(play, waiting)
  for (;;) {
    needs.signal.throwIfAborted()
    waiting.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
    const next = waiting[0]
    const until = next === undefined || next.at > needs.end ? needs.end : next.at
    const moment = await needs.nextMoment(until)
    await needs.setClock(moment ?? until)
    if (moment !== null) {
      await needs.settle()
      continue
    }
    if (next === undefined || next.at > needs.end) return
    waiting.shift()
    await advance(next.play, waiting)
    if (!waiting.some(({ at }) => Date.parse(at) - Date.parse(until) < togetherMs)) await needs.settle()
    needs.progress(until)
  }
}

async function advance(play: Play, waiting: { play: Play; at: string }[]): Promise<void> {
  const { done, value } = await play.next()
  if (done !== true) waiting.push({ play, at: value })
}
