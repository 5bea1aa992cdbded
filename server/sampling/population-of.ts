import type { Pool } from 'pg'
import { type DrawScope, type Member, UNDIVIDED } from '#records'

export type PopulationAsk = Readonly<{ of: 'cases' | 'records'; scope: DrawScope; perCentre: boolean }>

/** No list is longer: it is hashed, kept, and read by people's machines. */
export const MOST_MEMBERS = 200_000

/** All cases, or all sealed records, within a scope as they stand at one moment. One more than `MOST_MEMBERS` says: too many. */
export async function populationOf(pool: Pick<Pool, 'query'>, { of, scope, perCentre }: PopulationAsk): Promise<readonly Member[]> {
  const { document, year, centre, form } = scope
  const within = `($1::text is null or h.document = $1) and ($2::int is null or h.year = $2) and ($3::text is null or h.site = $3)`
  const text =
    of === 'cases'
      ? `select h.number as name, h.site from case_head h where ${within} and $4::text is null limit $5`
      : `select p.record_number as name, h.site from payload p join case_head h on h.id = p.stream
          where p.record_number is not null and ${within} and ($4::text is null or p.form = $4) limit $5`
  const { rows } = await pool.query<{ name: string; site: string | null }>(text, [document, year, centre, form, MOST_MEMBERS + 1])
  return rows.map(({ name, site }) => ({ stratum: perCentre ? (site ?? UNDIVIDED) : UNDIVIDED, name }))
}
