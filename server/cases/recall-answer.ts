import type { Pool } from 'pg'
import type { Idempotency, Recalled } from './case-needs.ts'

/** What an earlier request with this key was answered. The ledger looks it up by itself where a unit is written; this is for what was refused before. */
export async function recallAnswer(pool: Pick<Pool, 'query'>, { actor, key, fingerprint }: Idempotency): Promise<Recalled> {
  const { rows } = await pool.query<{ answer: string; same: boolean }>({
    name: 'recall-refused',
    text: 'select answer, fingerprint = $3 as same from idempotency where actor = $1 and key = $2',
    values: [actor, key, Buffer.from(fingerprint)],
  })
  const [found] = rows
  if (found === undefined) return { outcome: 'unknown' }
  return found.same ? { outcome: 'replayed', answer: JSON.parse(found.answer) as unknown } : { outcome: 'key-reused' }
}
