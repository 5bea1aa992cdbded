import type { Pool } from 'pg'
import { expect } from 'vitest'
import { checkLog } from '../../../server/log/check-log.ts'

/** Many entries at once, past the ledger: their hashes are not chained, which the log does not look at. `at` is SQL. */
export const manyEntries = (pool: Pick<Pool, 'query'>, streams: number, each: number, at = 'clock_timestamp()') =>
  pool.query(
    `insert into entry (stream, sequence, kind, facts, stamp, hash, recorded_at)
     select s, n, 'step', '{"closed":null}', '', sha256(convert_to(s || ' ' || n, 'UTF8')), ${at}
     from (select gen_random_uuid() as s from generate_series(1, $1::int)) x, generate_series(1, $2::int) n`,
    [streams, each],
  )

/** Every entry has one leaf behind that of its predecessor, without gap or double, and the log fits it all. Answers its size. */
export async function expectWhole(pool: Pick<Pool, 'query'>): Promise<number> {
  const { rows } = await pool.query<{ entries: number; leaves: number; most: number; early: number }>(
    `select (select count(*)::int from entry) as entries, (select count(*)::int from log_leaf) as leaves, (select coalesce(max(index), -1)::int from log_leaf) as most,
      (select count(*)::int from log_leaf l join log_leaf p on p.stream = l.stream and p.sequence = l.sequence - 1 where p.index >= l.index) as early`,
  )
  const [found] = rows
  expect(found).toEqual({ entries: found?.entries, leaves: found?.entries, most: (found?.entries ?? 0) - 1, early: 0 })
  expect(await checkLog(pool)).toEqual({ size: found?.entries, findings: [] })
  return found?.entries ?? 0
}
