import type { Pool } from 'pg'
import { leafBytes, leafHash, sameBytes, startTree } from '#records'

/** The log of a database against its entries and its newest checkpoint. */
export type LogVerdict = Readonly<{ leaves: number; checkpoint: number | null; findings: readonly string[] }>

const BATCH = 10_000

/**
 * Makes the root anew from the leaves and compares it with every checkpoint on the way; each leaf must be the entry it
 * names. Entries that have no leaf yet are the sequencer's next work, not a finding.
 */
export async function verifyLog(pool: Pool): Promise<LogVerdict> {
  const checkpoints = await pool.query<{ size: number; root: Buffer }>(
    'select size::float8 as size, root from log_checkpoint order by size',
  )
  const strangers = await pool.query<{ index: string }>(
    `select l.index::text as index from log_leaf l left join entry e on e.stream = l.stream and e.sequence = l.sequence
      where e.hash is distinct from l.hash order by l.index limit 20`,
  )
  const findings = strangers.rows.map(({ index }) => `log leaf ${index}`)
  const tree = startTree()
  let next = 0
  const compare = () => {
    for (let due = checkpoints.rows[next]; due !== undefined && due.size <= tree.size(); due = checkpoints.rows[next]) {
      if (due.size === tree.size() && !sameBytes(tree.root(), due.root)) findings.push(`log root ${due.size}`)
      next += 1
    }
  }
  compare()
  for (;;) {
    const { rows } = await pool.query<{ index: number; stream: string; sequence: number; hash: Buffer }>(
      'select index::float8 as index, stream, sequence, hash from log_leaf where index >= $1 order by index limit $2',
      [tree.size(), BATCH],
    )
    for (const { index, stream, sequence, hash } of rows) {
      if (index !== tree.size()) return { leaves: tree.size(), checkpoint: null, findings: [...findings, `log gap ${tree.size()}`] }
      tree.append(leafHash(leafBytes({ stream, sequence, hash })))
      compare()
    }
    if (rows.length < BATCH) break
  }
  const beyond = checkpoints.rows.at(-1)?.size ?? null
  if (beyond !== null && beyond > tree.size()) findings.push(`log shorter than its checkpoint ${beyond}`)
  return { leaves: tree.size(), checkpoint: beyond, findings }
}
