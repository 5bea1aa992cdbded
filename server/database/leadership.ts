import type { Pool } from 'pg'
import { answered } from './transaction.ts'

/** A kind of background work that one process at a time does: `scheduler`, `sequencer`. */
export type Leadership = Readonly<{
  /**
   * Takes or keeps the lead for `seconds`; the fencing number grows with each change of holder. Null while another holds
   * it. Whoever leads tests the number in each write (`LedgerOptions.fencing`): a process that slept past its time writes nothing.
   */
  hold(seconds: number): Promise<number | null>
  /** Gives the lead back, so that the next need not wait. */
  release(): Promise<void>
}>

export function makeLeadership(pool: Pick<Pool, 'query'>, name: string, holder: string): Leadership {
  return {
    async hold(seconds) {
      const { rows } = await answered(
        pool.query<{ fencing: number }>({ name: 'hold-lead', text: holdSql, values: [name, holder, seconds] }),
      )
      return rows[0]?.fencing ?? null
    },
    async release() {
      await answered(
        pool.query({
          name: 'release-lead',
          text: `update leader set until = '-infinity' where name = $1 and holder = $2`,
          values: [name, holder],
        }),
      )
    },
  }
}

// Real time on purpose: a lease has nothing to do with the simulated clock of a demonstration. The column keeps
// milliseconds: rounded up, a lease of nothing would still hold when it is asked for next.
const holdSql = `
insert into leader as l (name, fencing, holder, until) values ($1, 1, $2, date_trunc('milliseconds', clock_timestamp() + make_interval(secs => $3)))
on conflict (name) do update
  set fencing = case when l.holder = excluded.holder and l.until > clock_timestamp() then l.fencing else l.fencing + 1 end, holder = excluded.holder, until = excluded.until
  where l.holder = excluded.holder or l.until <= clock_timestamp()
returning fencing`
