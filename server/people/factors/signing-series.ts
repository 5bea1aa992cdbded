import type { Pool } from 'pg'
import type { Statement } from '../../database/ledger.ts'
import { makeIdentifier } from '../../identifier.ts'

/**
 * Several signings in one sitting (21 CFR 11.200(a)(1)(i)): the first with every factor, those after it with one. A
 * series belongs to one session and one class of meanings, ends fifteen minutes after its first signature and five after
 * its last, and with the session or a lock.
 */
const MINUTES = 15
const IDLE_MINUTES = 5

export type Series = Readonly<{ id: string; signed: number; endsAt: string }>

/** The series a session may go on with, for signatures of this class; null where every factor is needed again. */
export async function runningSeries(pool: Pick<Pool, 'query'>, session: Uint8Array, meaning: string): Promise<Series | null> {
  const { rows } = await pool.query<{ id: string; signed: number; ends: string | Date }>({
    name: 'running-series',
    text: `select id, signed, least(opened_at + make_interval(mins => $3), last_signed_at + make_interval(mins => $4)) as ends from signing_series
            where session = $1 and meaning = $2 and opened_at > clock_timestamp() - make_interval(mins => $3) and last_signed_at > clock_timestamp() - make_interval(mins => $4)`,
    values: [Buffer.from(session), meaning, MINUTES, IDLE_MINUTES],
  })
  const [row] = rows
  return row === undefined ? null : { id: row.id, signed: row.signed, endsAt: new Date(row.ends).toISOString() }
}

export type Place = Readonly<{ series: Readonly<{ id: string; place: number }>; settles: Statement }>

/**
 * The place of the next signature: in the series that runs, or the first of a new one. `settles` is written in the
 * transaction of the signature, so a submission that is refused opens and moves on nothing.
 */
export function nextPlace(running: Series | null, session: Uint8Array, account: string, meaning: string): Place {
  const { id, signed } = running ?? { id: makeIdentifier(), signed: 0 }
  return {
    series: { id, place: signed + 1 },
    settles:
      running === null
        ? {
            text: `insert into signing_series (session, id, account, meaning, signed, opened_at, last_signed_at)
                   select token_hash, $2, $3, $4, 1, clock_timestamp(), clock_timestamp() from session where token_hash = $1
                   on conflict (session) do update set id = excluded.id, meaning = excluded.meaning, signed = 1, opened_at = excluded.opened_at, last_signed_at = excluded.last_signed_at`,
            values: [Buffer.from(session), id, account, meaning],
          }
        : {
            text: 'update signing_series set signed = greatest(signed, $3), last_signed_at = clock_timestamp() where session = $1 and id = $2',
            values: [Buffer.from(session), id, signed + 1],
          },
  }
}

/** Meanings that are of one kind: who makes, who checks, who decides. A series does not pass from one to another. */
const classes = new Map<string, string>(
  Object.entries({
    making: ['prepared', 'submitted', 'scored', 'issued'],
    checking: ['reviewed', 'verified', 'witnessed', 'confirmed', 'acknowledged'],
    deciding: ['approved', 'decided'],
  }).flatMap(([kind, meanings]) => meanings.map((meaning) => [meaning, kind] as const)),
)

export function meaningClass(meaning: string): string {
  return classes.get(meaning) ?? meaning
}
