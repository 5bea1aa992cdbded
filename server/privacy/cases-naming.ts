import type { Pool } from 'pg'
import { mayNameSomebody } from './blind-index.ts'
import { personalValuesOf } from './personal-values.ts'

/** Cases in which this very ID number or phone stands, latest first; the caller reads them within a scope. */
export async function casesNaming(text: string, pool: Pick<Pool, 'query'>, most: number): Promise<readonly string[]> {
  if (!mayNameSomebody(text)) return []
  const index = (await personalValuesOf(pool))?.indexOf(text) ?? null
  if (index === null) return []
  const { rows } = await pool.query<{ stream: string }>({
    name: 'cases-naming',
    text: 'select distinct stream from blind_index where value = $1 order by stream desc limit $2',
    values: [index, most],
  })
  return rows.map(({ stream }) => stream)
}
