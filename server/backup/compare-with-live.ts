import type { Pool } from 'pg'

/** How a restored database stands to the one that runs. */
export type Comparison = Readonly<{
  /** Entries the running house has and the backup has not, and the moment of the oldest of them. */
  missing: number
  oldestMissingAt: string | null
  /** Streams whose end in the backup is not on the way of the running house: one of the two is another history. */
  forked: readonly string[]
}>

const BATCH = 1000

/** Every stream of the restored house must be a beginning of the stream of the same name in the running one. */
export async function compareWithLive(restored: Pool, live: Pick<Pool, 'query'>): Promise<Comparison> {
  const forked: string[] = []
  const reached = new Map<string, number>()
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const { rows } = await restored.query<{ id: string; sequence: number; hash: Buffer }>(
      'select id, sequence, hash from stream where id > $1 order by id limit $2',
      [after, BATCH],
    )
    const last = rows.at(-1)
    if (last === undefined) break
    after = last.id
    for (const { id, sequence } of rows) reached.set(id, sequence)
    const same = await live.query<{ id: string }>(
      `select asked.id from unnest($1::uuid[], $2::int[], $3::bytea[]) as asked (id, sequence, hash)
        join entry e on e.stream = asked.id and e.sequence = asked.sequence and e.hash = asked.hash`,
      [rows.map(({ id }) => id), rows.map(({ sequence }) => sequence), rows.map(({ hash }) => hash)],
    )
    const found = new Set(same.rows.map(({ id }) => id))
    forked.push(...rows.filter(({ id }) => !found.has(id)).map(({ id }) => id))
  }
  return { forked, ...(await missingIn(live, reached)) }
}

async function missingIn(live: Pick<Pool, 'query'>, reached: ReadonlyMap<string, number>): Promise<Omit<Comparison, 'forked'>> {
  const { rows } = await live.query<{ id: string; sequence: number }>('select id, sequence from stream')
  const behind = rows.filter(({ id, sequence }) => sequence > (reached.get(id) ?? 0))
  const oldest = await live.query<{ at: string | null }>(
    `select to_char(min(e.recorded_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
      from unnest($1::uuid[], $2::int[]) as asked (id, sequence) join entry e on e.stream = asked.id and e.sequence = asked.sequence`,
    [behind.map(({ id }) => id), behind.map(({ id }) => (reached.get(id) ?? 0) + 1)],
  )
  return {
    missing: behind.reduce((sum, { id, sequence }) => sum + sequence - (reached.get(id) ?? 0), 0),
    oldestMissingAt: oldest.rows[0]?.at ?? null,
  }
}
