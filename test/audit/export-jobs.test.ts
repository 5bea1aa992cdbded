import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderByCase, wholeOrganisation } from '#records'
import { exportInProcess } from '../../server/audit/export-process.ts'
import { verifyInProcess } from '../../server/audit/verify-process.ts'
import { verifyFile } from '../../server/commands/verify.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { type ExportAsk, type ExportJobs, type ExportWork, makeExportJobs } from '../../server/inspections/export-jobs.ts'
import { withDatabase } from '../support/database.ts'
import { foundExampleHouse, writeExampleCase } from '../support/example-house.ts'

const database = withDatabase()
const folder = mkdtempSync(join(tmpdir(), 'guiju-jobs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const CASES = 40
beforeAll(async () => {
  await foundExampleHouse(database().pool)
  for (let at = 0; at < CASES; at += 1) await writeExampleCase(database().pool, { site: `S-${at % 3}`, year: 2026 })
}, 60_000)

const processes: ExportWork = { make: exportInProcess, verify: verifyInProcess }

function jobsIn(name: string, work: ExportWork = processes): ExportJobs {
  const { pool, url } = database()
  return makeExportJobs({
    pool,
    ledger: makePostgresLedger(pool),
    databaseUrl: url,
    keysFolder: join(folder, 'keys'),
    folder: join(folder, name),
    sheets: join(folder, 'sheets'),
    log: pino({ level: 'silent' }),
    work,
  })
}

const ask = (more: Partial<ExportAsk> = {}): ExportAsk => ({
  scope: { ...wholeOrganisation, year: 2026 },
  order: orderByCase,
  reason: '年度外审',
  by: { person: 'auditor-1', name: '审计', role: 'auditor' },
  session: null,
  ...more,
})

describe('a package asked for', () => {
  it('is recorded before its first byte, made, read back, and kept with its hash, its report and the day it goes', async () => {
    const jobs = jobsIn('whole')
    const asked = await jobs.start(ask())
    const { rows } = await database().pool.query<{ facts: Buffer }>(
      "select facts from entry where kind = 'export' order by sequence desc limit 1",
    )
    expect(JSON.parse(String(rows[0]?.facts))).toMatchObject({ package: asked.id, reason: '年度外审', by: { name: '审计' } })
    await jobs.idle()
    const job = await jobs.find(asked.id, null)
    expect(job).toMatchObject({
      status: 'done',
      cases: { done: CASES, total: CASES },
      records: CASES * 3,
      lacks: { cases: 0, absent: 0, numbers: 0 },
    })
    expect(job?.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(job?.expiresAt).not.toBeNull()
    expect(job?.report).toMatchObject({ verdict: 'sound', characteristics: { failed: 0 } })
    expect(job?.pages).toBeGreaterThanOrEqual(CASES * 3)
    expect(readdirSync(join(folder, 'whole'))).toEqual([`${asked.id}.zip`])
  }, 120_000)

  it('goes on where it stopped when the service ends in the middle, and says the same as one made at once', async () => {
    let broken = false
    const once: ExportWork = {
      ...processes,
      make: (order, hooks) =>
        exportInProcess(order, {
          ...hooks,
          progress: (told) => {
            hooks.progress(told)
            if (broken || told.done < CASES / 2 || !existsSync(join(order.folder, 'state.json'))) return
            broken = true
            void before.stop()
          },
        }),
    }
    const before = jobsIn('resumed', once)
    const asked = await before.start(ask())
    await before.idle()
    expect(broken).toBe(true)
    expect((await before.find(asked.id, null))?.status).toBe('running')
    expect(existsSync(join(folder, 'resumed', `${asked.id}.zip`))).toBe(false)
    await writeExampleCase(database().pool, { site: 'S-9', year: 2026 })

    const after = jobsIn('resumed')
    await after.takeUp()
    await after.idle()
    expect(await after.find(asked.id, null)).toMatchObject({ status: 'done', cases: { done: CASES }, report: { verdict: 'sound' } })
    const report = await verifyFile(join(folder, 'resumed', `${asked.id}.zip`))
    expect(report).toMatchObject({ verdict: 'sound', counted: { cases: CASES, records: CASES * 3 } })
  }, 120_000)

  it('leaves nothing when it is cancelled', async () => {
    const name = 'cancelled'
    const work: ExportWork = {
      ...processes,
      make: (order, hooks) => exportInProcess(order, { ...hooks, progress: () => void jobs.cancel(order.request.id) }),
    }
    const jobs = jobsIn(name, work)
    const asked = await jobs.start(ask())
    await jobs.idle()
    expect(await jobs.find(asked.id, null)).toMatchObject({ status: 'cancelled', problem: null })
    expect(readdirSync(join(folder, name))).toEqual([])
  }, 60_000)

  it('says that its folder is closed where it is, and leaves nothing', async () => {
    writeFileSync(join(folder, 'no-folder'), '')
    const jobs = jobsIn('no-folder/packages')
    const asked = await jobs.start(ask())
    await jobs.idle()
    expect(await jobs.find(asked.id, null)).toMatchObject({ status: 'failed', problem: 'folder-closed' })
    chmodSync(join(folder, 'no-folder'), 0o600)
  }, 60_000)

  it('says that the disk is full where it is', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    const jobs = jobsIn('full', { ...processes, make: () => Promise.reject(full) })
    const asked = await jobs.start(ask())
    await jobs.idle()
    expect(await jobs.find(asked.id, null)).toMatchObject({ status: 'failed', problem: 'disk-full' })
    expect(readdirSync(join(folder, 'full'))).toEqual([])
  }, 60_000)

  it('that was never recorded is not begun after a break', async () => {
    const id = randomUUID()
    await database().pool.query(
      `insert into export_job (id, requested_by, scope, state, created_at) values ($1, 'auditor-1', $2, 'waiting', clock_timestamp())`,
      [
        id,
        JSON.stringify({
          asked: wholeOrganisation,
          order: orderByCase,
          reason: 'x',
          name: '审计',
          role: 'auditor',
          session: null,
          resumed: 0,
        }),
      ],
    )
    const jobs = jobsIn('unrecorded')
    await jobs.takeUp()
    await jobs.idle()
    expect(await jobs.find(id, null)).toMatchObject({ status: 'failed', problem: 'interrupted' })
  })
})
