import type { Pool } from 'pg'
import { leafHash } from '#records'
import type { SignedLog } from './signed-log.ts'

/** Puts the leaves and the checkpoint of a log made for a test where the sequencer puts its own. Fewer than 256 leaves. */
export async function storeLog(sequencer: Pick<Pool, 'query'>, log: SignedLog, size: number): Promise<void> {
  const { rows } = await sequencer.query<{ size: string }>('select coalesce(max(index) + 1, 0) as size from log_leaf')
  for (let index = Number(rows[0]?.size); index < size; index++)
    await sequencer.query('insert into log_leaf (index, stream, sequence, hash) values ($1, gen_random_uuid(), 1, $2)', [
      index,
      Buffer.from(leafHash(log.leaf(index))),
    ])
  await sequencer.query(
    'insert into log_checkpoint (size, root, note, recorded_at, signed_at) values ($1, $2, $3, clock_timestamp(), clock_timestamp())',
    [size, Buffer.from(log.root(size)), Buffer.from(log.note(size)).toString()],
  )
}
