import type { Pool } from 'pg'
import { checkLog } from '../log/check-log.ts'

/** The log of a database against its entries and its checkpoints. */
export type LogVerdict = Readonly<{ leaves: number; checkpoint: number | null; findings: readonly string[] }>

/** Every leaf is made anew from its entry, every tile and every checkpoint from the leaves. */
export async function verifyLog(pool: Pool): Promise<LogVerdict> {
  const { size, findings } = await checkLog(pool)
  const { rows } = await pool.query<{ size: number | null }>('select max(size)::float8 as size from log_checkpoint')
  return { leaves: size, checkpoint: rows[0]?.size ?? null, findings: findings.map((finding) => `log ${JSON.stringify(finding)}`) }
}
