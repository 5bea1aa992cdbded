import type { Pool } from 'pg'
import type { Words } from '#engine'

/** The one organisation of this database. A demonstration's clock may be set forward; a real one's never. */
export type Organisation = Readonly<{ id: string; name: Words; kind: 'demonstration' | 'real'; zone: string }>

/** Reads the organisation, and remembers it once it is there: its id, kind and zone never change. */
export function makeOrganisationReader(pool: Pick<Pool, 'query'>): () => Promise<Organisation | null> {
  let known: Organisation | null = null
  return async () => {
    known ??= await read(pool)
    return known
  }
}

async function read(pool: Pick<Pool, 'query'>): Promise<Organisation | null> {
  const { rows } = await pool.query<{ id: string; name_zh: string; name_en: string; kind: 'demonstration' | 'real'; zone: string }>(
    'select id, name_zh, name_en, kind, zone from organisation',
  )
  const row = rows[0]
  return row === undefined ? null : { id: row.id, name: { zh: row.name_zh, en: row.name_en }, kind: row.kind, zone: row.zone }
}
