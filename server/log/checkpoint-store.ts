import type { Pool } from 'pg'
import type { Statement } from '../database/transaction.ts'

type Reading = Pick<Pool, 'query'>

/** A signed state of the log as it was stored. `recordedAt` by the record clock, `signedAt` by the real one. */
export type StoredCheckpoint = Readonly<{ size: number; root: Uint8Array; note: string; recordedAt: string; signedAt: string }>

type Row = Readonly<{ size: string; root: Buffer; note: string; recorded_at: string; signed_at: string }>
const columns = 'size, root, note, recorded_at, signed_at'

export async function latestCheckpoint(pool: Reading): Promise<StoredCheckpoint | null> {
  return first(
    await pool.query<Row>({ name: 'latest-checkpoint', text: `select ${columns} from log_checkpoint order by size desc limit 1` }),
  )
}

/** The first checkpoint that holds the leaf; null while there is none. */
export async function checkpointHolding(pool: Reading, index: number): Promise<StoredCheckpoint | null> {
  const text = `select ${columns} from log_checkpoint where size > $1 order by size limit 1`
  return first(await pool.query<Row>({ name: 'checkpoint-holding', text, values: [index] }))
}

export const storeCheckpoint = ({ size, root, note, signedAt }: Omit<StoredCheckpoint, 'recordedAt'>): Statement => ({
  name: 'store-checkpoint',
  text: `insert into log_checkpoint (size, root, note, recorded_at, signed_at) values ($1, $2, $3, record_clock(), $4) on conflict (size) do nothing`,
  values: [size, Buffer.from(root), note, signedAt],
})

function first({ rows }: Readonly<{ rows: readonly Row[] }>): StoredCheckpoint | null {
  const [row] = rows
  if (row === undefined) return null
  const { size, root, note, recorded_at: recordedAt, signed_at: signedAt } = row
  return { size: Number(size), root: new Uint8Array(root), note, recordedAt, signedAt }
}
