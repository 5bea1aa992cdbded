import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import type { BaselineReader, ExportScope } from '#records'
import { type ExportDeps, runExport } from '../commands/export.ts'
import { isUuid } from '../database/case-reader.ts'
import type { Ledger } from '../database/ledger.ts'
import type { ExportJob } from '../http/api/inspections.ts'
import { makeIdentifier } from '../identifier.ts'

export type ExportAsk = Readonly<{
  scope: ExportScope
  reason: string
  by: Readonly<{ person: string; name: string; role: string }>
  session: string | null
}>
export type ExportJobNeeds = Readonly<{
  pool: Pool
  ledger: Ledger
  folder: string
  print: NonNullable<ExportDeps['print']>
  log: FastifyBaseLogger
  readBaseline?: BaselineReader
}>

/** Packages on their way out of the house, one at a time. The file stands under its name only when it is whole. */
export type ExportJobs = Readonly<{
  start(ask: ExportAsk): Promise<ExportJob>
  /** Latest first; `person` narrows them to one person's own. */
  list(person: string | null): Promise<ExportJob[]>
  find(id: string, person: string | null): Promise<ExportJob | null>
  cancel(id: string): Promise<void>
  open(id: string): NodeJS.ReadableStream
  /** Jobs a stopped process left half done will not go on: they say so. */
  settleInterrupted(): Promise<void>
  /** Waits until every package asked for is finished, or has failed. */
  idle(): Promise<void>
  /** Breaks off what is under way; it says so, and can be asked for again. */
  stop(): Promise<void>
}>

/** What the job's row holds beside its columns. */
type Kept = Readonly<{ asked: ExportScope; reason: string; name: string; records: number; bytes: number; sha256: string | null }>
type Row = Readonly<{
  id: string
  requested_by: string
  scope: Kept
  state: 'waiting' | 'running' | 'done' | 'failed'
  done: number
  total: number | null
  problem: string | null
  created_at: string
}>

const CANCELLED = 'cancelled'
const INTERRUPTED = 'interrupted'
const MOST_LISTED = 50

export function makeExportJobs(needs: ExportJobNeeds): ExportJobs {
  const { pool, folder, log } = needs
  const running = new Map<string, AbortController>()
  let queue: Promise<void> = Promise.resolve()

  const start = async (ask: ExportAsk): Promise<ExportJob> => {
    const id = makeIdentifier()
    const kept: Kept = { asked: ask.scope, reason: ask.reason, name: ask.by.name, records: 0, bytes: 0, sha256: null }
    await pool.query(
      `insert into export_job (id, requested_by, scope, state, created_at) values ($1, $2, $3, 'waiting', clock_timestamp())`,
      [id, ask.by.person, JSON.stringify(kept)],
    )
    const controller = new AbortController()
    running.set(id, controller)
    queue = queue
      .then(() => work(id, ask, kept, controller.signal, needs))
      .catch((error: unknown) => log.error({ err: error, job: id }, 'an export failed'))
      .finally(() => running.delete(id))
    const job = await find(id, null)
    if (job === null) throw new Error('Expected the job just started, but it is not there')
    return job
  }
  const find = async (id: string, person: string | null): Promise<ExportJob | null> => {
    if (!isUuid(id)) return null
    const { rows } = await pool.query<Row>('select * from export_job where id = $1 and ($2::text is null or requested_by = $2)', [
      id,
      person,
    ])
    return rows[0] === undefined ? null : jobOf(rows[0])
  }
  return {
    start,
    find,
    async list(person) {
      const { rows } = await pool.query<Row>(
        'select * from export_job where ($1::text is null or requested_by = $1) order by id desc limit $2',
        [person, MOST_LISTED],
      )
      return rows.map(jobOf)
    },
    async cancel(id) {
      running.get(id)?.abort(new Error(CANCELLED))
      await pool.query(
        `update export_job set state = 'failed', problem = $2, finished_at = clock_timestamp() where id = $1 and state in ('waiting', 'running')`,
        [id, CANCELLED],
      )
      if (!running.has(id)) await rm(fileOf(folder, id), { force: true })
    },
    open: (id) => createReadStream(fileOf(folder, id)),
    async settleInterrupted() {
      await pool.query(
        `update export_job set state = 'failed', problem = '${INTERRUPTED}', finished_at = clock_timestamp() where state in ('waiting', 'running')`,
      )
    },
    idle: () => queue,
    async stop() {
      for (const controller of running.values()) controller.abort(new Error(INTERRUPTED))
      await queue
    },
  }
}

async function work(
  id: string,
  ask: ExportAsk,
  kept: Kept,
  signal: AbortSignal,
  { pool, ledger, folder, print, readBaseline }: ExportJobNeeds,
): Promise<void> {
  if (signal.aborted) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await pool.query(`update export_job set state = 'running' where id = $1`, [id])
  let said = 0
  const progress = ({ done, total, records, bytes }: Readonly<{ done: number; total: number; records: number; bytes: number }>) => {
    if (done < total && performance.now() - said < 300) return
    said = performance.now()
    // Nobody waits for the figures; the next ones overwrite them.
    pool
      .query('update export_job set done = $2, total = $3, scope = $4 where id = $1', [
        id,
        done,
        total,
        JSON.stringify({ ...kept, records, bytes }),
      ])
      .catch(() => {})
  }
  try {
    const out = fileOf(folder, id)
    const result = await runExport(
      { scope: ask.scope, reason: ask.reason, by: { ...ask.by, kind: 'person' }, session: ask.session, out },
      { pool, ledger, print, progress, signal, ...(readBaseline && { readBaseline }) },
    )
    const finished: Kept = { ...kept, records: result.records, bytes: (await stat(out)).size, sha256: await hashOfFile(out) }
    await pool.query(
      `update export_job set state = 'done', done = $2, total = $2, scope = $3, file = $4, finished_at = clock_timestamp() where id = $1`,
      [id, result.cases, JSON.stringify(finished), `${id}.zip`],
    )
  } catch (error) {
    const problem = signal.aborted && signal.reason instanceof Error ? signal.reason.message : 'fault'
    await pool.query(
      `update export_job set state = 'failed', problem = $2, finished_at = clock_timestamp() where id = $1 and state = 'running'`,
      [id, problem],
    )
    if (!signal.aborted) throw error
  }
}

function fileOf(folder: string, id: string): string {
  return join(folder, `${id}.zip`)
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

function jobOf({ id, scope, state, done, total, problem, created_at }: Row): ExportJob {
  const { asked, reason, name, records, bytes, sha256 } = scope
  return {
    id,
    scope: asked,
    reason,
    by: name,
    at: created_at,
    status: state === 'failed' && problem === CANCELLED ? 'cancelled' : state,
    cases: { done, total: total ?? 0 },
    records,
    bytes,
    sha256,
    problem: problem === CANCELLED ? null : problem,
  }
}
