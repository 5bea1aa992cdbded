import type { Pool } from 'pg'
import { readFacts } from '#records'

/** Who was shown what, and why. `path` '' means every sensitive value of the record. */
export type AccessMade = Readonly<{
  sequence: number
  at: string
  by: string
  role: string
  case: string
  record: string
  path: string
  reason: string
}>

/** The latest acts of showing masked values; of these records alone where they are named. */
export async function accessList(
  pool: Pick<Pool, 'query'>,
  {
    before = null,
    records = null,
    most = 100,
  }: Readonly<{ before?: number | null; records?: ReadonlySet<string> | null; most?: number }> = {},
): Promise<readonly AccessMade[]> {
  const { rows } = await pool.query<{ sequence: number; facts: Buffer }>(
    `select sequence, facts from entry where stream = (select id from organisation) and kind = 'access' and ($1::int is null or sequence < $1)
      order by sequence desc limit $2`,
    [before, records === null ? most : 10_000],
  )
  const made = rows.flatMap(({ sequence, facts }): readonly AccessMade[] => {
    const read = readFacts(facts)
    if (read.outcome !== 'read' || read.facts.kind !== 'access') return []
    const { at, by, case: id, record, path, reason } = read.facts
    return records === null || records.has(record) ? [{ sequence, at, by: by.name, role: by.role, case: id, record, path, reason }] : []
  })
  return made.slice(0, most)
}
