import type { Pool } from 'pg'
import { type DrawFile, type Facts, type FiledEntry, formatProof, hashText, inclusionProof, noPredecessor, readFacts } from '#records'
import { cosignedCheckpoint } from '../anchors/anchor-store.ts'
import { logHashes } from '../log/log-store.ts'

/** An entry of the organisation, and the hash of the one before it. */
type EntryRow = Readonly<{ facts: Buffer; stamp: string; hash: Buffer; previous: Buffer | null; sequence: number; recorded_at: string }>
/** A draw as it is stored. `leaf`: where its announcement stands in the log. */
export type DrawRow = Readonly<{
  stream: string
  population: () => Promise<Buffer>
  announced: EntryRow
  drawn: EntryRow | null
  leaf: number | null
}>

export async function readDraws(pool: Pick<Pool, 'query'>, which: string, values: readonly unknown[]): Promise<readonly DrawRow[]> {
  const { rows } = await pool.query<Readonly<{ id: string; stream: string; announced: number; drawn: number | null; leaf: string | null }>>(
    `select d.id, o.id as stream, d.announced, n.drawn, l.index as leaf from draw d cross join organisation o left join drawn n on n.draw = d.id
      left join log_leaf l on l.stream = o.id and l.sequence = d.announced ${which}`,
    [...values],
  )
  return Promise.all(
    rows.map(async ({ id, stream, announced, drawn, leaf }) => {
      const entry = (sequence: number) => readEntry(pool, stream, sequence)
      const population = async () => {
        const kept = await pool.query<{ population: Buffer }>('select population from draw where id = $1', [id])
        return kept.rows[0]?.population ?? Buffer.alloc(0)
      }
      const place = leaf === null ? null : Number(leaf)
      return { stream, population, announced: await entry(announced), drawn: drawn === null ? null : await entry(drawn), leaf: place }
    }),
  )
}

async function readEntry(pool: Pick<Pool, 'query'>, stream: string, sequence: number): Promise<EntryRow> {
  const { rows } = await pool.query<EntryRow>(
    `select e.facts, e.stamp, e.hash, e.sequence, e.recorded_at, b.hash as previous from entry e
      left join entry b on b.stream = e.stream and b.sequence = e.sequence - 1 where e.stream = $1 and e.sequence = $2`,
    [stream, sequence],
  )
  const [row] = rows
  if (row === undefined) throw new Error(`Expected entry ${sequence} of the organisation, which a draw names, but it is not there`)
  return row
}

/** @throws where the entry is of another kind: the rows that point at it were changed. */
export function factsOf<K extends Facts['kind']>({ facts, sequence }: EntryRow, kind: K): Extract<Facts, { kind: K }> {
  const read = readFacts(new Uint8Array(facts))
  if (read.outcome !== 'read' || read.facts.kind !== kind)
    throw new Error(`Expected entry ${sequence} of the organisation to be "${kind}", but it is not`)
  return read.facts as Extract<Facts, { kind: K }>
}

/** Everything needed to draw again without us. */
export async function fileOf(row: DrawRow, drawn: EntryRow, pool: Pool): Promise<DrawFile> {
  const { checkpoint } = factsOf(drawn, 'drawn')
  const note = await cosignedCheckpoint(pool, checkpoint.size)
  if (row.leaf === null || note === null) throw new Error('Expected the leaf and the checkpoint a draw was made of, but they are gone')
  return {
    format: 'guiju-draw-file/1',
    announced: filed(row.announced),
    drawn: filed(drawn),
    population: (await row.population()).toString('utf8'),
    leaf: { index: row.leaf, proof: formatProof(await inclusionProof(row.leaf, checkpoint.size, logHashes(pool, checkpoint.size))) },
    checkpoint: note,
  }
}

function filed({ facts, stamp, hash, previous }: EntryRow): FiledEntry {
  return {
    facts: facts.toString('utf8'),
    stamp,
    previous: hashText(previous === null ? noPredecessor : new Uint8Array(previous)),
    hash: hashText(new Uint8Array(hash)),
  }
}
