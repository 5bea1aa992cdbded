import type { Pool } from 'pg'
import { consistencyProof, formatNote, MOST_SIGNATURES, parseNote, parseSignatureLine } from '#records'
import type { StoredCheckpoint } from '../log/checkpoint-store.ts'
import { checkEd25519 } from '../log/ed25519.ts'
import { logHashes } from '../log/log-store.ts'

type Reading = Pick<Pool, 'query'>

export async function checkpointAt(pool: Reading, size: number): Promise<StoredCheckpoint | null> {
  const { rows } = await pool.query<{ root: Buffer; note: string; recorded_at: string; signed_at: string }>(
    'select root, note, recorded_at, signed_at from log_checkpoint where size = $1',
    [size],
  )
  const [row] = rows
  if (row === undefined) return null
  return { size, root: new Uint8Array(row.root), note: row.note, recordedAt: row.recorded_at, signedAt: row.signed_at }
}

/** The note of this size with the cosignatures witnesses gave for it, as a package or an auditor gets it. Null: no such checkpoint. */
export async function cosignedCheckpoint(pool: Reading, size: number): Promise<string | null> {
  const checkpoint = await checkpointAt(pool, size)
  if (checkpoint === null) return null
  const { rows } = await pool.query<{ line: string }>('select line from log_cosignature where size = $1 order by at, key', [size])
  const read = parseNote(Buffer.from(checkpoint.note), [], checkEd25519)
  if (read.outcome === 'refused') throw new Error(`Expected the checkpoint of ${size} leaves to be a note, but: ${read.reason}`)
  const lines = rows.map(({ line }) => parseSignatureLine(line)).filter((line) => line !== null)
  return new TextDecoder().decode(formatNote(read.note.text, [...read.note.unknown, ...lines].slice(0, MOST_SIGNATURES)))
}

/** The name of the log a note speaks of: its first line. */
export function originOf(note: string): string {
  return note.slice(0, note.indexOf('\n'))
}

/** What the checkpoint's keys signed, and what a stamp is made of: the text before the signatures. */
export function textOfNote(note: string): Uint8Array {
  return new TextEncoder().encode(note.slice(0, note.lastIndexOf('\n\n') + 1))
}

/** The hashes that lead from the tree of `before` leaves to that of `size`. */
export function proofBetween(pool: Reading, before: number, size: number): Promise<readonly Uint8Array[]> {
  return consistencyProof(before, size, logHashes(pool, size))
}

/** That somebody outside has the checkpoint of this size, since when. `name` of a witness: its key's name+id. */
export type Kept = Readonly<{ kind: 'witness' | 'authority' | 'place'; name: string; size: number; at: string }>

export async function keepCosignature(
  pool: Reading,
  kept: Readonly<{ size: number; key: string; line: string; at: string }>,
): Promise<void> {
  const { size, key, line, at } = kept
  await pool.query('insert into log_cosignature (size, key, line, at) values ($1, $2, $3, $4) on conflict do nothing', [
    size,
    key,
    line,
    at,
  ])
}

export async function keepStamp(
  pool: Reading,
  kept: Readonly<{ size: number; authority: string; token: Uint8Array; at: string }>,
): Promise<void> {
  const { size, authority, token, at } = kept
  await pool.query('insert into log_stamp (size, authority, token, at) values ($1, $2, $3, $4) on conflict do nothing', [
    size,
    authority,
    Buffer.from(token),
    at,
  ])
}

export async function keepAnchored(pool: Reading, kept: Readonly<{ size: number; anchor: string; place: string }>): Promise<void> {
  const { size, anchor, place } = kept
  await pool.query('insert into log_anchor (size, anchor, place, at) values ($1, $2, $3, clock_timestamp()) on conflict do nothing', [
    size,
    anchor,
    place,
  ])
}

/** Stamps of the checkpoint of this size. */
export async function stampsOf(
  pool: Reading,
  size: number,
): Promise<readonly Readonly<{ authority: string; token: Uint8Array; at: string }>[]> {
  const { rows } = await pool.query<{ authority: string; token: Buffer; at: string }>(
    'select authority, token, at from log_stamp where size = $1 order by at, authority',
    [size],
  )
  return rows.map(({ authority, token, at }) => ({ authority, token: new Uint8Array(token), at }))
}

/** Which table says what a custodian took, and under which column its name stands. */
const keptIn = {
  witness: { table: 'log_cosignature', column: 'key' },
  authority: { table: 'log_stamp', column: 'authority' },
  place: { table: 'log_anchor', column: 'anchor' },
} as const satisfies Record<Kept['kind'], Readonly<{ table: string; column: string }>>

type KeptRow = Readonly<{ name: string; size: string; at: string }>

/** The largest size this custodian has. */
export async function lastKept(pool: Reading, kind: Kept['kind'], name: string): Promise<Kept | null> {
  const { table, column } = keptIn[kind]
  const { rows } = await pool.query<KeptRow>({
    name: `last-kept-${kind}`,
    text: `select ${column} as name, size, at from ${table} where ${column} = $1 order by size desc limit 1`,
    values: [name],
  })
  return rows[0] === undefined ? null : { ...rows[0], kind, size: Number(rows[0].size) }
}

/** When the first checkpoint was signed that covers more leaves than these; null where there is none. */
export async function firstSignedBeyond(pool: Reading, size: number): Promise<string | null> {
  const { rows } = await pool.query<{ at: string }>({
    name: 'first-signed-beyond',
    text: 'select signed_at as at from log_checkpoint where size > $1 order by size limit 1',
    values: [size],
  })
  return rows[0]?.at ?? null
}

/** Who outside has the first checkpoint that covers this leaf: from then on nobody here can change it unseen. */
export async function firstKeptOver(pool: Reading, leaf: number): Promise<readonly Kept[]> {
  const kinds = Object.keys(keptIn) as Kept['kind'][]
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const { table, column } = keptIn[kind]
      const { rows } = await pool.query<KeptRow>({
        name: `first-kept-${kind}`,
        text: `select ${column} as name, size, at from ${table} where size = (select min(size) from ${table} where size > $1) order by at, ${column}`,
        values: [leaf],
      })
      return rows.map((row): Kept => ({ ...row, kind, size: Number(row.size) }))
    }),
  )
  return found.flat()
}
