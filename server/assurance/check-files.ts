import { createHash } from 'node:crypto'
import type { Pool } from 'pg'
import type { FileNamed } from './check-stream-data.ts'
import { type AssuranceFinding, finding } from './finding.ts'

const AT_ONCE = 100

/** Every file a record names is there, whole, with the hash the record says; one piece of one file in memory at a time. */
export async function checkFiles(
  pool: Pick<Pool, 'query'>,
  named: readonly FileNamed[],
  tick: (done: number) => void,
): Promise<readonly AssuranceFinding[]> {
  const findings: AssuranceFinding[] = []
  const hashes = new Map<string, Promise<string>>()
  for (let from = 0; from < named.length; from += AT_ONCE) {
    const batch = named.slice(from, from + AT_ONCE)
    const { rows } = await pool.query<{ id: string; sha256: Buffer; size: number; pieces: number }>(
      `select a.id, a.sha256, a.size, (select count(*) from attachment_piece p where p.attachment = a.id)::int as pieces
        from attachment a where a.id = any($1::uuid[])`,
      [batch.map(({ attachment }) => attachment)],
    )
    const stored = new Map(rows.map((row) => [row.id, row]))
    for (const file of batch) {
      const row = stored.get(file.attachment)
      const at = { case: file.case, record: file.record }
      if (row === undefined || row.pieces === 0)
        findings.push(
          finding(
            'attachment',
            { zh: `记录 ${file.record ?? ''} 的附件不见了。`, en: `A file of record ${file.record ?? ''} is gone.` },
            at,
          ),
        )
      else {
        const hash = hashes.get(row.id) ?? hashOfPieces(pool, row.id)
        hashes.set(row.id, hash)
        if (row.sha256.toString('hex') !== file.sha256 || (await hash) !== file.sha256 || row.size !== file.size)
          findings.push(
            finding(
              'attachment',
              { zh: `记录 ${file.record ?? ''} 的附件被改过。`, en: `A file of record ${file.record ?? ''} was changed.` },
              at,
            ),
          )
      }
    }
    tick(Math.min(from + AT_ONCE, named.length))
  }
  return findings
}

async function hashOfPieces(pool: Pick<Pool, 'query'>, attachment: string): Promise<string> {
  const hash = createHash('sha256')
  for (let ordinal = 0; ; ordinal += 1) {
    const { rows } = await pool.query<{ data: Buffer }>({
      name: 'assurance-piece',
      text: 'select data from attachment_piece where attachment = $1 and ordinal = $2',
      values: [attachment, ordinal],
    })
    const [piece] = rows
    if (piece === undefined) return hash.digest('hex')
    hash.update(piece.data)
  }
}
