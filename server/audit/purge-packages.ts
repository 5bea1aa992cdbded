import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool } from 'pg'

/** Why a finished package is gone before its time: it showed sensitive values, and values were erased since. */
export const VALUES_ERASED = 'values-erased'

/**
 * Takes away finished packages that show sensitive values and were begun before the last erasure: what is erased must not
 * lie on in a file of this house. Which values a package shows is not looked up; it can be asked for again, without them.
 */
export async function purgeShowingPackages(pool: Pick<Pool, 'query'>, folder: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `update export_job set file = null, problem = $1 where state = 'done' and file is not null and scope ->> 'openings' = 'true'
       and recorded_at <= (select max(erased_at) from personal_key) returning id`,
    [VALUES_ERASED],
  )
  for (const { id } of rows) await rm(join(folder, `${id}.zip`), { force: true })
  return rows.map(({ id }) => id)
}

/** Removes files of packages whose rows say they are gone: a stop between the two left them. */
export async function removeGonePackages(pool: Pick<Pool, 'query'>, folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const ids = names.flatMap((name) => /^([0-9a-f-]{36})\.zip$/.exec(name)?.[1] ?? [])
  const { rows } = await pool.query<{ id: string }>(
    "select id from export_job where id = any($1::uuid[]) and state = 'done' and file is null",
    [ids],
  )
  for (const { id } of rows) await rm(join(folder, `${id}.zip`), { force: true })
}
