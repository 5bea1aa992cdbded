import type { Pool } from 'pg'
import type { Documents } from './documents.ts'
import type { RevisionInForce } from './print/controlled-sheet.ts'

/** When each revision of a document came into force and why, oldest first. */
export async function documentHistory(
  document: string,
  { pool, documents }: Readonly<{ pool: Pick<Pool, 'query'>; documents: Pick<Documents, 'procedureOf'> }>,
): Promise<readonly RevisionInForce[]> {
  const { rows } = await pool.query<Omit<RevisionInForce, 'revision'>>(
    `select f.baseline, f.from_date::text as from, f.until_date::text as until, b.reason
       from baseline_in_force f join baseline b on b.hash = f.baseline where f.document = $1 order by f.from_date`,
    [document],
  )
  return Promise.all(
    rows.map(async (row) => ({ ...row, revision: (await documents.procedureOf(row.baseline, document)).document.revision })),
  )
}
