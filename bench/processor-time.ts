import { readFileSync } from 'node:fs'
import type { Pool } from 'pg'

type Asking = Pick<Pool, 'query'>

/** Milliseconds of a processor that the connections of a login have used so far, by the process that serves each. Linux alone. */
export type ServedTime = ReadonlyMap<number, number>

/** Of a PostgreSQL on this machine; empty where it runs on another. */
export async function servedTime(asking: Asking, login: string): Promise<ServedTime> {
  const { rows } = await asking.query<{ pid: number }>('select pid from pg_stat_activity where usename = $1', [login])
  return new Map(rows.flatMap(({ pid }) => (timeOfProcess(pid) === null ? [] : [[pid, timeOfProcess(pid) ?? 0] as const])))
}

/** What was used between two looks; a connection that came meanwhile began at nought. NaN where nothing can be seen. */
export function usedBetween(before: ServedTime, after: ServedTime): number {
  if (after.size === 0) return Number.NaN
  return [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0)
}

/** The first figure of `/proc/<pid>/schedstat` is the time on a processor in nanoseconds. */
function timeOfProcess(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6
  } catch {
    return null
  }
}
