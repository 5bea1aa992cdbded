import type { Pool } from 'pg'
import type { Words } from '#engine'
import { latestCheckpoint, type StoredCheckpoint } from './checkpoint-store.ts'
import type { Checkpoints } from './checkpoints.ts'
import { sayLogFinding } from './log-contradiction.ts'
import { logSize } from './log-store.ts'
import type { Sequencer } from './sequencer.ts'

/** How the log stands. `stopped`: it contradicts itself and nothing is added any more; `behind`: entries wait too long. */
export type LogStatus = Readonly<{
  state: 'ok' | 'behind' | 'unsigned' | 'stopped'
  size: number
  checkpoint: StoredCheckpoint | null
  /** Entries of the last hour without a leaf, and for how many seconds the oldest of them has waited. */
  waiting: number
  lagSeconds: number
  trouble: Words | null
}>

const mostLagSeconds = 60

export type LogStatusNeeds = Readonly<{
  pool: Pick<Pool, 'query'>
  sequencer: Pick<Sequencer, 'standing'>
  checkpoints: Pick<Checkpoints, 'standing'>
}>

export async function logStatus({ pool, sequencer, checkpoints }: LogStatusNeeds): Promise<LogStatus> {
  const [size, checkpoint, lag] = await Promise.all([logSize(pool), latestCheckpoint(pool), lagOf(pool)])
  const { stopped, signerAway } = checkpoints.standing()
  const finding = sequencer.standing().stopped ?? stopped
  const common = { size, checkpoint, ...lag }
  if (finding !== null) return { ...common, state: 'stopped', trouble: sayLogFinding(finding) }
  if (signerAway)
    return {
      ...common,
      state: 'unsigned',
      trouble: {
        zh: '日志签署进程没有应答，暂无新的检查点；日志照常增长。',
        en: 'The signer of the log does not answer: there is no new checkpoint, while the log goes on growing.',
      },
    }
  return { ...common, state: lag.lagSeconds > mostLagSeconds ? 'behind' : 'ok', trouble: null }
}

async function lagOf(pool: Pick<Pool, 'query'>): Promise<Readonly<{ waiting: number; lagSeconds: number }>> {
  const { rows } = await pool.query<{ waiting: number; lag: number }>({
    name: 'log-lag',
    text: `select count(*)::int as waiting, coalesce(greatest(extract(epoch from record_clock() - min(e.recorded_at)), 0), 0)::float8 as lag from entry e
      where e.recorded_at >= (select record_clock() - interval '1 hour') and not exists (select from log_leaf l where l.stream = e.stream and l.sequence = e.sequence)`,
  })
  return { waiting: rows[0]?.waiting ?? 0, lagSeconds: rows[0]?.lag ?? 0 }
}
