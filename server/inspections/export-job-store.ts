import type { Pool } from 'pg'
import type { ExportScope, FileOrder } from '#records'
import type { ExportMemory } from '../audit/export-process.ts'
import type { ExportPhase, ExportProgress } from '../audit/export-state.ts'
import type { PackageReport } from '../audit/package-report.ts'
import { isUuid } from '../database/case-reader.ts'
import type { ExportJob } from '../http/api/inspections.ts'

/** What the job's row holds beside its columns: all it takes to go on after a break, and what it came to. */
export type KeptJob = Readonly<{
  asked: ExportScope
  order: FileOrder
  reason: string
  name: string
  role: string
  session: string | null
  /** Whether it shows sensitive values; rows of before do not say, and none of them does. */
  openings?: boolean
  phase: ExportPhase | 'verifying'
  records: number
  pages: number
  bytes: number
  sha256: string | null
  lacks: Readonly<{ cases: number; absent: number; numbers: number }> | null
  memory: ExportMemory | null
  /** How often it was taken up again. */
  resumed: number
}>

export type JobRow = Readonly<{
  id: string
  requested_by: string
  scope: KeptJob
  state: 'waiting' | 'running' | 'done' | 'failed'
  done: number
  total: number | null
  file: string | null
  problem: string | null
  created_at: string
  recorded_at: string | null
  expires_at: string | null
  report: PackageReport | null
}>

export type ExportJobStore = ReturnType<typeof makeExportJobStore>

const MOST_LISTED = 50
export const CANCELLED = 'cancelled'

/** The rows of packages asked for. */
export function makeExportJobStore(pool: Pick<Pool, 'query'>) {
  return {
    async add(id: string, person: string, kept: KeptJob): Promise<void> {
      await pool.query(
        `insert into export_job (id, requested_by, scope, state, created_at) values ($1, $2, $3, 'waiting', clock_timestamp())`,
        [id, person, JSON.stringify(kept)],
      )
    },
    async recorded(id: string, at: string): Promise<void> {
      await pool.query('update export_job set recorded_at = $2 where id = $1', [id, at])
    },
    async row(id: string): Promise<JobRow | null> {
      const { rows } = await pool.query<JobRow>('select * from export_job where id = $1', [id])
      return rows[0] ?? null
    },
    async find(id: string, person: string | null): Promise<ExportJob | null> {
      if (!isUuid(id)) return null
      const { rows } = await pool.query<JobRow>('select * from export_job where id = $1 and ($2::text is null or requested_by = $2)', [
        id,
        person,
      ])
      return rows[0] === undefined ? null : jobOf(rows[0])
    },
    async list(person: string | null): Promise<ExportJob[]> {
      const { rows } = await pool.query<JobRow>(
        'select * from export_job where ($1::text is null or requested_by = $1) order by id desc limit $2',
        [person, MOST_LISTED],
      )
      return rows.map(jobOf)
    },
    async open(): Promise<readonly JobRow[]> {
      const { rows } = await pool.query<JobRow>(`select * from export_job where state in ('waiting', 'running') order by id`)
      return rows
    },
    async begin(id: string): Promise<boolean> {
      const { rowCount } = await pool.query(`update export_job set state = 'running' where id = $1 and state in ('waiting', 'running')`, [
        id,
      ])
      return rowCount === 1
    },
    async keep(id: string, kept: KeptJob): Promise<void> {
      await pool.query('update export_job set scope = $2 where id = $1', [id, JSON.stringify(kept)])
    },
    async progress(id: string, kept: KeptJob, { done, total }: Pick<ExportProgress, 'done' | 'total'>): Promise<void> {
      await pool.query(`update export_job set done = $2, total = $3, scope = $4 where id = $1 and state = 'running'`, [
        id,
        done,
        total,
        JSON.stringify(kept),
      ])
    },
    async finished(id: string, kept: KeptJob, cases: number, report: PackageReport, days: number): Promise<void> {
      await pool.query(
        `update export_job set state = 'done', done = $2, total = $2, scope = $3, file = $4, report = $5,
           finished_at = clock_timestamp(), expires_at = clock_timestamp() + make_interval(days => $6) where id = $1 and state = 'running'`,
        [id, cases, JSON.stringify(kept), `${id}.zip`, JSON.stringify(report), days],
      )
    },
    async failed(id: string, problem: string): Promise<void> {
      await pool.query(
        `update export_job set state = 'failed', problem = $2, finished_at = clock_timestamp() where id = $1 and state in ('waiting', 'running')`,
        [id, problem],
      )
    },
    /** Finished packages whose time is over; their rows stay. */
    async expired(): Promise<readonly string[]> {
      const { rows } = await pool.query<{ id: string }>(
        `update export_job set file = null where state = 'done' and file is not null and expires_at < clock_timestamp() returning id`,
      )
      return rows.map(({ id }) => id)
    },
  }
}

function jobOf({ id, scope, state, done, total, file, problem, created_at, expires_at, report }: JobRow): ExportJob {
  const { asked, order, reason, name, phase, records, pages, bytes, sha256, lacks } = scope
  const gone = state === 'done' && file === null
  return {
    id,
    scope: asked,
    order: { code: order.code, title: { zh: order.zh, en: order.en } },
    reason,
    by: name,
    at: created_at,
    status: state === 'failed' && problem === CANCELLED ? 'cancelled' : gone ? 'expired' : state,
    phase,
    cases: { done, total: total ?? 0 },
    records,
    pages,
    bytes,
    sha256,
    lacks,
    expiresAt: expires_at,
    report: report as ExportJob['report'],
    problem: problem === CANCELLED ? null : problem,
  }
}
