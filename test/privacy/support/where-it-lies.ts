import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'pg'
import { asSuperuser } from '../../support/database.ts'

/** The ways a text may lie in a row or a file: as it is, in hex (how PostgreSQL shows bytes), in base64 at each offset. */
function formsOf(text: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString('base64')
    return shifted.slice(4, -4)
  })
  return [text, Buffer.from(text).toString('hex'), ...base64]
}

/** Tables and columns in which one of these texts stands, in any form; looked at as superuser, column by column. */
export async function columnsWith(adminUrl: string, texts: readonly string[]): Promise<readonly string[]> {
  const forms = texts.flatMap(formsOf)
  return asSuperuser(adminUrl, async (client: Client) => {
    const { rows } = await client.query<{ table: string; column: string }>(
      `select quote_ident(table_name) as table, quote_ident(column_name) as column from information_schema.columns
        where table_schema = 'public' order by 1, 2`,
    )
    const found: string[] = []
    for (const { table, column } of rows) {
      const hit = await client.query(`select from ${table} where ${column}::text like any ($1::text[]) limit 1`, [
        forms.map((form) => `%${form}%`),
      ])
      if (hit.rowCount !== 0) found.push(`${table}.${column}`)
    }
    return found
  })
}

/** Files below a folder in which one of these texts stands. */
export async function filesWith(folder: string, texts: readonly string[]): Promise<readonly string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const found = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const bytes = await readFile(join(parentPath, name))
      return texts.flatMap(formsOf).some((form) => bytes.includes(form)) ? [name] : []
    }),
  )
  return found.flat()
}
