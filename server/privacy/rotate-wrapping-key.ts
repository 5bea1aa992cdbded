import type { Pool } from 'pg'
import { answered, inTransaction } from '../database/transaction.ts'
import { addWrappingKey, KeysMissing, readKeyRing } from './key-ring.ts'

const BATCH = 500

/**
 * Makes a new wrapping key and wraps the keys of all persons with it; the values themselves are untouched. A house that runs
 * meanwhile learns of the new key at its next start, so it is done while none runs. The old key file may go once no backup
 * made before is wanted any more. Answers the name of the new key and how many were wrapped anew.
 */
export async function rotateWrappingKey(pool: Pool, folder: string): Promise<Readonly<{ key: string; wrapped: number }>> {
  await readKeyRing(folder, { mayMake: false })
  const key = await addWrappingKey(folder)
  const ring = await readKeyRing(folder, { mayMake: false })
  let wrapped = 0
  for (;;) {
    const { rows } = await answered(
      pool.query<{ id: string; wrapped: Buffer; kek: string }>(
        'select id, wrapped, kek from personal_key where wrapped is not null and kek <> $1 order by id limit $2',
        [key, BATCH],
      ),
    )
    if (rows.length === 0) return { key, wrapped }
    const anew = rows.map(({ id, wrapped: old, kek }) => {
      const plain = ring.unwrap(id, kek, old)
      if (plain === null) throw new KeysMissing(folder, `${kek}.key`)
      return ring.wrap(id, plain)
    })
    await inTransaction(
      pool,
      [
        {
          text: `update personal_key k set wrapped = a.wrapped, kek = $3 from unnest($1::uuid[], $2::bytea[]) as a (id, wrapped)
            where k.id = a.id and k.erased_at is null`,
          values: [rows.map(({ id }) => id), anew, key],
        },
      ],
      async () => ({ end: 'commit', result: undefined }),
    )
    wrapped += rows.length
  }
}
