import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { type ExportScope, type FileOrder, inNfc } from '#records'
import type { ExportResult } from '../audit/export-package.ts'
import { ExportFailed, type ExportHooks, type ExportMemory, type ExportOrder, exportInProcess, failureOf } from '../audit/export-process.ts'
import type { PackageReport } from '../audit/package-report.ts'
import { purgeShowingPackages, removeGonePackages } from '../audit/purge-packages.ts'
import { verifyInProcess } from '../audit/verify-process.ts'
import { recordExportOf } from '../commands/export.ts'
import type { Ledger } from '../database/ledger.ts'
import type { ExportJob } from '../http/api/inspections.ts'
import { makeIdentifier } from '../identifier.ts'
import { CANCELLED, type ExportJobStore, type JobRow, type KeptJob, makeExportJobStore } from './export-job-store.ts'

export type ExportAsk = Readonly<{
  scope: ExportScope
  order: FileOrder
  reason: string
  by: Readonly<{ person: string; name: string; role: string }>
  session: string | null
  /** Also the values of sensitive fields. No page and no command asks for it today. */
  openings?: boolean
}>

/** How a package is made and read back: in processes of their own, unless a test has it done otherwise. */
export type ExportWork = Readonly<{
  make(order: ExportOrder, hooks: ExportHooks): Promise<Readonly<{ result: ExportResult; memory: ExportMemory }>>
  verify(order: Readonly<{ file: string; looked: ExportResult['looked'] }>, signal: AbortSignal): Promise<PackageReport>
}>

export type ExportJobNeeds = Readonly<{
  pool: Pool
  ledger: Ledger
  databaseUrl: string
  keysFolder: string
  /** Folder of finished packages, and of those under way. */
  folder: string
  /** Folder of sheets laid out before. */
  sheets: string
  log: FastifyBaseLogger
  work?: ExportWork
}>

/** Packages on their way out of the house, one at a time. The file stands under its name only when it is whole. */
export type ExportJobs = Readonly<{
  start(ask: ExportAsk): Promise<ExportJob>
  /** Latest first; `person` narrows them to one person's own. */
  list(person: string | null): Promise<ExportJob[]>
  find(id: string, person: string | null): Promise<ExportJob | null>
  cancel(id: string): Promise<void>
  open(id: string): NodeJS.ReadableStream
  /** After an erasure: finished packages that show sensitive values go, and their jobs say why. */
  purgeShowing(): Promise<void>
  /** Takes up what a stopped process left half done, from where it had come. */
  takeUp(): Promise<void>
  /** Waits until every package asked for is finished, or has failed. */
  idle(): Promise<void>
  /** Breaks off what is under way; the next start takes it up. */
  stop(): Promise<void>
}>

/** Days a finished package stays to be fetched. */
const KEPT_DAYS = 30
const SAY_EVERY_MS = 300
const STOPPED = 'stopped'

export function makeExportJobs(needs: ExportJobNeeds): ExportJobs {
  const { pool, ledger, folder, log } = needs
  const store = makeExportJobStore(pool)
  const running = new Map<string, AbortController>()
  let queue: Promise<void> = Promise.resolve()

  const enqueue = (row: JobRow): void => {
    const controller = new AbortController()
    running.set(row.id, controller)
    queue = queue
      .then(() => runJob(row, controller.signal, store, needs))
      .catch((error: unknown) => log.error({ err: error, job: row.id }, 'an export failed'))
      .finally(() => running.delete(row.id))
  }
  return {
    find: store.find,
    purgeShowing: () => purgeIn(needs),
    list: async (person) => {
      await purgeIn(needs)
      for (const id of await store.expired()) await rm(fileOf(folder, id), { force: true })
      return store.list(person)
    },
    async start({ scope, order, reason: asked, by, session, openings = false }) {
      const id = makeIdentifier()
      const reason = inNfc(asked.trim())
      const kept: KeptJob = { ...nothingYet, asked: scope, order, reason, name: by.name, role: by.role, session, openings }
      await store.add(id, by.person, kept)
      try {
        // Who takes what out of the house, and why, is on record before the first byte is written.
        await store.recorded(
          id,
          await recordExportOf({ id, scope, reason, openings, by: { ...by, kind: 'person' }, session }, { pool, ledger }),
        )
      } catch (error) {
        await store.failed(id, 'fault')
        throw error
      }
      const row = await store.row(id)
      const job = await store.find(id, null)
      if (row === null || job === null) throw new Error('Expected the job just started, but it is not there')
      enqueue(row)
      return job
    },
    async cancel(id) {
      running.get(id)?.abort(new Error(CANCELLED))
      await store.failed(id, CANCELLED)
      if (running.has(id)) return
      await rm(workOf(folder, id), { recursive: true, force: true })
    },
    open: (id) => createReadStream(fileOf(folder, id)),
    async takeUp() {
      await purgeIn(needs)
      await removeGonePackages(pool, folder)
      for (const row of await store.open()) {
        // What was never recorded was never begun, and whoever asked got no answer.
        if (row.recorded_at === null) await store.failed(row.id, 'interrupted')
        else if (!running.has(row.id)) enqueue({ ...row, scope: { ...row.scope, resumed: row.scope.resumed + 1 } })
      }
    },
    idle: () => queue,
    async stop() {
      for (const controller of running.values()) controller.abort(new Error(STOPPED))
      await queue
    },
  }
}

const nothingYet = { phase: 'cases', records: 0, pages: 0, bytes: 0, sha256: null, lacks: null, memory: null, resumed: 0 } as const

/** What cannot be taken away now goes at the next start, or when the list is next asked for: the row says already that it is gone. */
async function purgeIn({ pool, folder, log }: ExportJobNeeds): Promise<void> {
  try {
    const gone = await purgeShowingPackages(pool, folder)
    if (gone.length > 0) log.info({ jobs: gone }, 'packages that showed erased values were taken away')
  } catch (error) {
    log.error({ err: error }, 'packages that show erased values could not be taken away')
  }
}

const inProcesses: ExportWork = { make: exportInProcess, verify: verifyInProcess }

async function runJob(row: JobRow, signal: AbortSignal, store: ExportJobStore, needs: ExportJobNeeds): Promise<void> {
  const { id, scope: kept } = row
  const { folder, work = inProcesses, log } = needs
  if (signal.aborted || !(await store.begin(id))) return
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const out = fileOf(folder, id)
    const { result, memory } = await work.make(orderOf(row, needs), { signal, progress: sayProgress(id, kept, store) })
    const made: KeptJob = { ...kept, records: result.records, pages: result.pages, bytes: result.bytes, lacks: result.lacks, memory }
    await store.progress(id, { ...made, phase: 'verifying' }, { done: result.cases, total: result.cases })
    const report = await work.verify({ file: out, looked: result.looked }, signal)
    await store.finished(id, { ...made, sha256: await hashOfFile(out) }, result.cases, report, KEPT_DAYS)
    log.info({ job: id, verdict: report.verdict, memory }, 'a package was finished')
    // Values it shows may have been erased while it was made.
    if (kept.openings === true) await purgeIn(needs)
  } catch (error) {
    const reason = signal.aborted && signal.reason instanceof Error ? signal.reason.message : null
    // The next start goes on from here.
    if (reason === STOPPED) return
    await rm(workOf(folder, id), { recursive: true, force: true }).catch(() => {})
    await rm(fileOf(folder, id), { force: true }).catch(() => {})
    await store.failed(id, reason ?? (error instanceof ExportFailed ? error.code : failureOf(error)))
    if (reason === null) throw error
  }
}

function orderOf({ id, requested_by, scope, recorded_at }: JobRow, needs: ExportJobNeeds): ExportOrder {
  const { databaseUrl, keysFolder, folder, sheets } = needs
  const { asked, order, reason, name, role, openings = false } = scope
  return {
    databaseUrl,
    keysFolder,
    sheets,
    folder: workOf(folder, id),
    out: fileOf(folder, id),
    desks: Math.max(1, Math.min(4, availableParallelism() - 1)),
    request: {
      id,
      scope: asked,
      order,
      reason,
      by: { person: requested_by, name, role },
      at: recorded_at ?? '',
      openings,
      printed: true,
    },
  }
}

function sayProgress(id: string, kept: KeptJob, store: ExportJobStore): ExportHooks['progress'] {
  let said = 0
  return ({ phase, done, total, records, bytes }) => {
    if (done < total && performance.now() - said < SAY_EVERY_MS) return
    said = performance.now()
    // Nobody waits for the figures; the next ones overwrite them.
    store.progress(id, { ...kept, phase, records, bytes }, { done, total }).catch(() => {})
  }
}

function fileOf(folder: string, id: string): string {
  return join(folder, `${id}.zip`)
}

function workOf(folder: string, id: string): string {
  return join(folder, `${id}.part`)
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
