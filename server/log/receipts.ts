import type { Pool } from 'pg'
import { checkInclusion, formatTlogProof, inclusionProof, leafBytes, leafHash, parseCheckpoint } from '#records'
import { cosignedCheckpoint, firstKeptOver, type Kept } from '../anchors/anchor-store.ts'
import { checkpointHolding } from './checkpoint-store.ts'
import { LogContradiction } from './log-contradiction.ts'
import { logHashes } from './log-store.ts'

type Reading = Pick<Pool, 'query'>

/** An entry of a stream. */
export type EntryPlace = Readonly<{ stream: string; sequence: number }>

/** Where an entry stands in the log, and since when nobody here can change that unseen. */
export type LogPlace = Readonly<{
  /** Its leaf, counted from 0; null before it has one. */
  index: number | null
  /** The first checkpoint that holds it. */
  checkpoint: Readonly<{ size: number; signedAt: string }> | null
  /** Who outside has a checkpoint that holds it. */
  kept: readonly Kept[]
}>

export async function logPlace(pool: Reading, entry: EntryPlace): Promise<LogPlace> {
  const index = await indexOf(pool, entry)
  if (index === null) return { index: null, checkpoint: null, kept: [] }
  const [checkpoint, kept] = await Promise.all([checkpointHolding(pool, index), firstKeptOver(pool, index)])
  return { index, checkpoint: checkpoint === null ? null : { size: checkpoint.size, signedAt: checkpoint.signedAt }, kept }
}

/** All entries of a stream with their leaves, and when the first checkpoint that holds each was signed. */
export async function logPlacesOf(
  pool: Reading,
  stream: string,
): Promise<readonly Readonly<{ sequence: number; index: number; signedAt: string | null }>[]> {
  const { rows } = await pool.query<{ sequence: number; index: string; signed_at: string | null }>({
    name: 'log-places',
    text: `select l.sequence, l.index, c.signed_at from log_leaf l
      left join lateral (select signed_at from log_checkpoint where size > l.index order by size limit 1) c on true
      where l.stream = $1 order by l.sequence`,
    values: [stream],
  })
  return rows.map(({ sequence, index, signed_at: signedAt }) => ({ sequence, index: Number(index), signedAt }))
}

/**
 * What proves, without us, that the entry stands in the log: C2SP tlog-proof@v1 with the leaf's bytes as its extra data.
 * Made over the first checkpoint a witness cosigned, or else the first of all; null while there is none.
 */
export async function receiptOf(pool: Reading, entry: EntryPlace): Promise<Uint8Array | null> {
  const index = await indexOf(pool, entry)
  const size = index === null ? null : await sizeToProve(pool, index)
  if (index === null || size === null) return null
  const [note, leaf, proof] = await Promise.all([
    cosignedCheckpoint(pool, size),
    leafOf(pool, entry),
    inclusionProof(index, size, logHashes(pool, size)),
  ])
  const root = parseCheckpoint(note?.slice(0, note.lastIndexOf('\n\n') + 1) ?? '')?.root
  if (note === null || root === undefined) throw new Error(`Expected the checkpoint of size ${size}, but it cannot be read`)
  // A receipt that proves nothing is worse than none: it would be found out years later.
  if (leaf === null || !checkInclusion({ leaf: leafHash(leaf), index, size, root, proof }))
    throw new LogContradiction({ code: leaf === null ? 'leaf-without-entry' : 'leaf-of-other-entry', index })
  return formatTlogProof({ extra: leaf, index, proof, checkpoint: new TextEncoder().encode(note) })
}

async function indexOf(pool: Reading, { stream, sequence }: EntryPlace): Promise<number | null> {
  const text = 'select index from log_leaf where stream = $1 and sequence = $2'
  const { rows } = await pool.query<{ index: string }>({ name: 'log-index', text, values: [stream, sequence] })
  return rows[0] === undefined ? null : Number(rows[0].index)
}

async function leafOf(pool: Reading, { stream, sequence }: EntryPlace): Promise<Uint8Array | null> {
  const text = 'select hash from entry where stream = $1 and sequence = $2'
  const { rows } = await pool.query<{ hash: Buffer }>({ name: 'entry-hash', text, values: [stream, sequence] })
  return rows[0] === undefined ? null : leafBytes({ stream, sequence, hash: rows[0].hash })
}

async function sizeToProve(pool: Reading, index: number): Promise<number | null> {
  const { rows } = await pool.query<{ size: string | null }>({
    name: 'size-to-prove',
    text: `select coalesce((select min(c.size) from log_cosignature c where c.size > $1), (select min(size) from log_checkpoint where size > $1)) as size`,
    values: [index],
  })
  const size = rows[0]?.size ?? null
  return size === null ? null : Number(size)
}
