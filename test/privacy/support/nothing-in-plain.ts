import type { Pool } from 'pg'
import { expect } from 'vitest'
import { openingsOf } from '../../../server/database/stored-openings.ts'

/** Shorter ones are words of the language as well, and would be found for that. */
const SHORTEST = 7

/**
 * What a house holds sealed stands in no table in plain: every sensitive value of every case is opened and looked for in
 * every row of every table, as text and as bytes. Answers how many values were looked for.
 */
export async function expectNothingInPlain(pool: Pool): Promise<number> {
  const { rows } = await pool.query('select stream, serial, path, salt, value, key, sealed from opening order by stream')
  const streams = [...Map.groupBy(rows, ({ stream }) => stream as string).values()]
  const values = (await Promise.all(streams.map((own) => openingsOf(pool, own)))).flat().flatMap(({ value }) => textsIn(value))
  const wanted = [...new Set(values)].filter((text) => text.length >= SHORTEST)
  if (wanted.length === 0) return 0
  const patterns = wanted
    .flatMap((text) => [text, Buffer.from(text).toString('hex')])
    .map((text) => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`)
  const tables = await pool.query<{ table: string }>(
    "select quote_ident(table_name) as table from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  )
  const found: string[] = []
  for (const { table } of tables.rows) {
    if (holdsDocuments.has(table)) continue
    const { rowCount } = await pool.query(`select from ${table} where ${table}::text like any ($1::text[]) limit 1`, [patterns])
    if (rowCount !== 0) found.push(table)
  }
  expect(found).toEqual([])
  return wanted.length
}

/** The released documents: nobody's data, and long. */
const holdsDocuments: ReadonlySet<string> = new Set(['content', 'baseline_file', 'baseline'])

/** A file's own id and hash name no person; what a person wrote or is called by does. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return []
}
