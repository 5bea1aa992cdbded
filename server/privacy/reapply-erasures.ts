import { administratorSigner } from '../people/organisation-log.ts'
import { type ErasureNeeds, eraseKeys } from './erase.ts'
import { noteErasures, readErasures } from './erasure-ledger.ts'
import type { PersonalValues } from './personal-values.ts'

/**
 * Runs before anything is served. Keys a restored backup has brought back are destroyed again, and each case says so; keys
 * the database has destroyed but the ledger of erasures does not know, for the house fell in between, are noted there.
 * Answers how many keys were destroyed again.
 */
export async function reapplyErasures(personal: PersonalValues, needs: Omit<ErasureNeeds, 'organisation'>): Promise<number> {
  const erased = await readErasures(personal.ring.folder)
  const noted = new Set(erased.map(({ key }) => key))
  const { pool } = needs
  const gone = await pool.query<{ key: string; at: string }>(
    'select id as key, erased_at as at from personal_key where erased_at is not null',
  )
  await noteErasures(
    personal.ring.folder,
    gone.rows.filter(({ key }) => !noted.has(key)),
  )
  const back = await pool.query<{ id: string }>('select id from personal_key where id = any($1::uuid[]) and erased_at is null', [
    [...noted],
  ])
  if (back.rows.length === 0) return 0
  const organisation = (await pool.query<{ id: string }>('select id from organisation')).rows[0]?.id
  if (organisation === undefined) throw new Error('Expected a database with personal data to have its organisation, but it has none')
  const done = await eraseKeys(
    {
      keys: back.rows.map(({ id }) => id),
      basis: '恢复备份后再次执行已作出的删除 / erased before the backup was restored, and again now',
      by: (at) => administratorSigner('system', 'system', at),
      session: null,
      again: true,
    },
    { ...needs, organisation },
  )
  if (done.outcome === 'refused') throw new Error('Expected erasures to be done again, but they were refused')
  return back.rows.length
}
