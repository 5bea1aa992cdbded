import type { Place } from './leaf-statements.ts'

/** Entries are looked for among those stored so many seconds ago at most, the wider the less often; in the end, among all. */
const windows = [
  { seconds: 900, everyMs: 30_000 },
  { seconds: 20, everyMs: 2_000 },
  { seconds: 2, everyMs: 0 },
] as const
const [widest] = windows
const MOST_LEAVES = 10_000
/** So many times what a look at a wide window took must pass until the next. */
const restAfterLook = 20
/** Several writers fill several blocks before the end of the table at once. */
const slack = 64

type Window = (typeof windows)[number]
/** One look for what is new. */
export type Look = Readonly<{ window: Window; isWidest: boolean; place: Place }>

/**
 * Where to look for what is new: behind the end that the table of entries had when the window began, for entries are
 * only ever added; where that is not known, and in the widest window, by their time. Only a manner to find most entries
 * soon: what was committed late or stands elsewhere is found in a wider window, and by the sweep.
 */
export type Looks = Readonly<{
  /** `since`: the time of the newest leaf's entry, or `infinity`. `at` by the clock of this process, in milliseconds. */
  next(at: number, since: string): Look
  /** `blocks`: how many the table of entries had before this look saw it. `found`: for as many as it may find it has not seen all. */
  done(look: Look, at: number, seen: Readonly<{ tookMs: number; blocks: number; found: number }>): void
  /** What was found waits for something older than the window. */
  widen(look: Look): void
}>

export function makeLooks(): Looks {
  const dueAt = new Map<number, number>()
  const ends: { at: number; blocks: number }[] = []
  return {
    next(at, since) {
      const window = windows.find(({ seconds }) => at >= (dueAt.get(seconds) ?? Number.NEGATIVE_INFINITY)) ?? windows[2]
      const end = ends.findLast((one) => one.at <= at - window.seconds * 1000)
      const isWidest = window === widest
      const place =
        isWidest || end === undefined
          ? { since, seconds: window.seconds, most: MOST_LEAVES }
          : { behind: Math.max(0, end.blocks - slack), most: MOST_LEAVES }
      return { window, isWidest, place }
    },
    done({ window }, at, { tookMs, blocks, found }) {
      // Whoever has looked through a window has looked through the narrower ones.
      for (const one of windows) if (one.seconds <= window.seconds) dueAt.set(one.seconds, at + one.everyMs)
      if (window.everyMs > 0) dueAt.set(window.seconds, at + Math.max(window.everyMs, tookMs * restAfterLook))
      if (found < MOST_LEAVES) ends.push({ at, blocks })
      while ((ends[1]?.at ?? at) <= at - windows[1].seconds * 1000) ends.shift()
    },
    widen({ window }) {
      dueAt.delete(windows.findLast((one) => one.seconds > window.seconds)?.seconds ?? 0)
    },
  }
}
