import type { Client } from 'pg'
import {
  canonicalBytes,
  concat,
  entryHash,
  formatCheckpoint,
  formatNote,
  leafBytes,
  leafHash,
  noPredecessor,
  parseVerifierKey,
  startTree,
} from '#records'
import { rebuild } from '../../../server/database/rebuild.ts'
import { signEd25519 } from '../../../server/log/ed25519.ts'
import type { TestDatabase } from '../../support/database.ts'

type Facts = { [name: string]: unknown }

/** Changes what an entry says, byte by byte as the program would have written it, and leaves its hash. */
export async function editFacts(client: Client, stream: string, sequence: number, change: (facts: Facts) => void): Promise<void> {
  const { rows } = await client.query<{ facts: Buffer }>('select facts from entry where stream = $1 and sequence = $2', [stream, sequence])
  const facts = JSON.parse(rows[0]?.facts.toString('utf8') ?? '{}') as Facts
  change(facts)
  await client.query('update entry set facts = $3 where stream = $1 and sequence = $2', [
    stream,
    sequence,
    Buffer.from(canonicalBytes(facts)),
  ])
}

/** Chains the entries of a stream anew and moves its head: afterwards nothing inside the stream contradicts itself. */
export async function rechain(client: Client, stream: string): Promise<void> {
  const { rows } = await client.query<{ sequence: number; facts: Buffer; stamp: string }>(
    'select sequence, facts, stamp from entry where stream = $1 order by sequence',
    [stream],
  )
  let previous: Uint8Array = noPredecessor
  for (const { sequence, facts, stamp } of rows) {
    previous = entryHash(previous, facts, stamp)
    await client.query('update entry set hash = $3 where stream = $1 and sequence = $2', [stream, sequence, Buffer.from(previous)])
  }
  await client.query('update stream set sequence = $2, hash = $3 where id = $1', [
    stream,
    rows.at(-1)?.sequence ?? 0,
    Buffer.from(previous),
  ])
}

/** Lets the product itself make its projections fit the entries as they now are. */
export const refit = (copy: TestDatabase) => rebuild(copy.pool, { write: true })

/**
 * Writes the whole log anew over the entries as they now are, and one checkpoint of it signed with this key, or none. The
 * log of a test has fewer leaves than a tile.
 */
export async function relog(client: Client, key: Readonly<{ text: string; secret: Uint8Array }> | null): Promise<void> {
  const before = await client.query<{ stream: string; sequence: number }>('select stream, sequence from log_leaf order by index')
  const entries = await client.query<{ stream: string; sequence: number; hash: Buffer }>(
    'select stream, sequence, hash from entry order by recorded_at, stream, sequence',
  )
  const hashes = new Map(entries.rows.map(({ stream, sequence, hash }) => [`${stream} ${sequence}`, hash]))
  const tree = startTree()
  await client.query('delete from log_leaf')
  for (const { stream, sequence } of before.rows) {
    const hash = hashes.get(`${stream} ${sequence}`)
    if (hash === undefined) continue
    const leaf = leafHash(leafBytes({ stream, sequence, hash }))
    await client.query('insert into log_leaf (index, stream, sequence, hash) values ($1, $2, $3, $4)', [
      tree.size(),
      stream,
      sequence,
      Buffer.from(leaf),
    ])
    tree.append(leaf)
  }
  const signed = await client.query<{ note: string }>('delete from log_checkpoint returning note')
  const verifier = parseVerifierKey(key?.text ?? '')
  if (key === null || verifier === null) return
  const origin = signed.rows[0]?.note.split('\n')[0] ?? ''
  const text = formatCheckpoint({ origin, size: tree.size(), root: tree.root(), extensions: [] })
  const signature = signEd25519(key.secret, new TextEncoder().encode(text))
  const note = formatNote(text, [{ name: verifier.name, id: verifier.id, signature }])
  await client.query('insert into log_checkpoint (size, root, note, recorded_at, signed_at) values ($1, $2, $3, now(), now())', [
    tree.size(),
    Buffer.from(concat([tree.root()])),
    new TextDecoder().decode(note),
  ])
}
