import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import { rebuildRegisters } from '../cases/rebuild-registers.ts'
import { rebuild } from '../database/rebuild.ts'
import type { BaselineCompiler } from '../documents/documents.ts'
import { verifyLog } from './verify-log.ts'

/** What was tested, and what is wrong: sentences that name a case, a file or a table and never a value. */
export type DatabaseVerdict = Readonly<{
  cases: number
  entries: number
  payloads: number
  attachments: number
  registerChanges: number
  /** Leaves of the log, and the size of the newest checkpoint their root was compared with; null where there is none. */
  leaves: number
  checkpoint: number | null
  findings: readonly string[]
}>

/** Tests a whole database against itself: every chain, every projection, every payload and file, the registers, the log. */
export async function verifyDatabase(pool: Pool, signal: AbortSignal, compile?: BaselineCompiler): Promise<DatabaseVerdict> {
  const { cases, entries, findings } = await rebuild(pool, { write: false })
  signal.throwIfAborted()
  const registers = await rebuildRegisters(pool, { write: false, ...(compile === undefined ? {} : { compile }) })
  signal.throwIfAborted()
  const payloads = await pool.query<{ count: number; altered: number }>(
    'select count(*)::int as count, (count(*) filter (where hash <> sha256(data)))::int as altered from payload',
  )
  const files = await alteredFiles(pool, signal)
  const log = await verifyLog(pool)
  const altered = payloads.rows[0]?.altered ?? 0
  return {
    cases,
    entries,
    payloads: payloads.rows[0]?.count ?? 0,
    attachments: files.count,
    registerChanges: registers.changes,
    leaves: log.leaves,
    checkpoint: log.checkpoint,
    findings: [
      ...findings.map((finding) => `${finding.case} ${finding.code}${'sequence' in finding ? ` ${finding.sequence}` : ''}`),
      ...registers.findings.map(({ register, differs }) => `register ${register} ${differs}`),
      ...(altered === 0 ? [] : [`payload hash ${altered}`]),
      ...files.altered.map((id) => `attachment ${id}`),
      ...log.findings,
    ],
  }
}

/** Files whose pieces no longer give the hash they are filed under; one piece in memory at a time. */
async function alteredFiles(pool: Pool, signal: AbortSignal): Promise<Readonly<{ count: number; altered: readonly string[] }>> {
  const { rows } = await pool.query<{ id: string; sha256: Buffer }>('select id, sha256 from attachment order by id')
  const altered: string[] = []
  for (const { id, sha256 } of rows) {
    signal.throwIfAborted()
    const hash = createHash('sha256')
    for (let ordinal = 0; ; ordinal += 1) {
      const piece = await pool.query<{ data: Buffer }>(
        'select data from attachment_piece where attachment = $1 and ordinal >= $2 order by ordinal limit 1 offset $3',
        [id, 0, ordinal],
      )
      const [found] = piece.rows
      if (found === undefined) break
      hash.update(found.data)
    }
    if (!hash.digest().equals(sha256)) altered.push(id)
  }
  return { count: rows.length, altered }
}
