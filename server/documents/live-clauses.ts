import type { Pool } from 'pg'
import type { Clause } from '../http/api/documents.ts'
import { clauseCoverage } from './clause-coverage.ts'
import type { Documents } from './documents.ts'

/** The clause coverage of the documents in force on a day, counted over the records that stand in the database now. */
export async function liveClauses(
  on: string,
  { pool, documents }: Readonly<{ pool: Pick<Pool, 'query'>; documents: Documents }>,
): Promise<Clause[]> {
  const { rows } = await pool.query<{ form: string; part: string; records: number }>(
    'select form, part, count(*)::int as records from payload where record_number is not null group by form, part',
  )
  const counts = new Map(rows.map(({ form, part, records }) => [`${form}/${part}`, records]))
  const [reference, inForce] = await Promise.all([documents.referenceOn(on), documents.allInForce(on)])
  return clauseCoverage(
    reference.tables.get('clauses'),
    inForce.map(({ procedure }) => procedure.document),
    counts,
  )
}
