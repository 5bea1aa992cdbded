import type { Pool } from 'pg'
import type { Checked } from '#records'
import { answered } from '../database/transaction.ts'
import type { AssuranceFinding } from './finding.ts'

export type RunCause = 'night' | 'person' | 'command'
export type RunState = 'running' | 'sound' | 'findings' | 'failed'

/** One run as the page shows it. `count` of findings; `findings` are the first of them. */
export type AssuranceRun = Readonly<{
  id: string
  cause: RunCause
  askedBy: string | null
  state: RunState
  startedAt: string
  finishedAt: string | null
  part: string | null
  done: number
  checked: Checked | null
  count: number
  findings: readonly AssuranceFinding[] | null
  acknowledgedAt: string | null
  acknowledgedBy: string | null
  reason: string | null
}>

/** How it stands with the comparison: for the banner, the health page and the metrics. */
export type AssuranceStanding = Readonly<{ alarm: AssuranceRun | null; lastFinishedAt: string | null; lastSoundAt: string | null }>

export type AssuranceStore = Readonly<{
  begin(run: Pick<AssuranceRun, 'id' | 'cause' | 'askedBy'>): Promise<void>
  progress(id: string, part: string, done: number): Promise<void>
  finish(id: string, state: Exclude<RunState, 'running'>, result: Pick<AssuranceRun, 'checked' | 'count' | 'findings'>): Promise<void>
  /** Runs that a process which is no more had begun. */
  settleInterrupted(): Promise<void>
  find(id: string): Promise<AssuranceRun | null>
  /** The latest first. */
  latest(most: number): Promise<readonly AssuranceRun[]>
  standing(): Promise<AssuranceStanding>
}>

const columns = `id, cause, asked_by as "askedBy", state, started_at as "startedAt", finished_at as "finishedAt", part, done, checked, count, findings,
  acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy", reason`

export function makeAssuranceStore(pool: Pick<Pool, 'query'>): AssuranceStore {
  const ask = async (text: string, values: readonly unknown[] = []) =>
    (await answered(pool.query<AssuranceRun>({ text, values: [...values] }))).rows
  return {
    async begin({ id, cause, askedBy }) {
      await ask("insert into assurance_run (id, cause, asked_by, state, started_at) values ($1, $2, $3, 'running', clock_timestamp())", [
        id,
        cause,
        askedBy,
      ])
    },
    async progress(id, part, done) {
      await ask('update assurance_run set part = $2, done = $3 where id = $1', [id, part, done])
    },
    async finish(id, state, { checked, count, findings }) {
      await ask(
        'update assurance_run set state = $2, finished_at = clock_timestamp(), checked = $3, count = $4, findings = $5, part = null where id = $1',
        [id, state, JSON.stringify(checked), count, JSON.stringify(findings)],
      )
    },
    async settleInterrupted() {
      await ask("update assurance_run set state = 'failed', finished_at = clock_timestamp() where state = 'running'")
    },
    find: async (id) => (await ask(`select ${columns} from assurance_run where id = $1`, [id]))[0] ?? null,
    latest: (most) => ask(`select ${columns} from assurance_run order by started_at desc limit $1`, [most]),
    async standing() {
      const [alarm] = await ask(
        `select ${columns} from assurance_run where state in ('findings', 'failed') and acknowledged_at is null order by started_at desc limit 1`,
      )
      const { rows } = await answered(
        pool.query<{ finished: string | null; sound: string | null }>(
          "select max(finished_at) as finished, max(finished_at) filter (where state = 'sound') as sound from assurance_run where state <> 'running'",
        ),
      )
      return { alarm: alarm ?? null, lastFinishedAt: rows[0]?.finished ?? null, lastSoundAt: rows[0]?.sound ?? null }
    },
  }
}
