import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runExport } from '../../server/commands/export.ts'
import { runVerify, verifyFile } from '../../server/commands/verify.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { caseOf, person } from '../engine/support/case-of.ts'
import { asSuperuser, withDatabase } from '../support/database.ts'
import { foundExampleHouse, writeExampleCase, writeScenarios } from '../support/example-house.ts'

const database = withDatabase()
const folder = mkdtempSync(join(tmpdir(), 'guiju-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A case that goes on: its application is there, and nobody has looked at it. */
const running = () =>
  caseOf('QP-90', { subject: { site: 'S-02', year: 2026 } }).given({
    step: 'apply',
    by: person('li', 'clerk'),
    data: { amount: '500', urgent: false, items: [{ count: 3 }, { count: 5 }] },
  })

const everything = { case: null, document: null, year: null, centre: null, batch: null, clause: null } as const
const auditor = { kind: 'person', person: 'auditor-1', name: '审计', role: 'auditor' } as const
let organisation = ''

beforeAll(async () => {
  organisation = (await foundExampleHouse(database().pool)).organisation
})

describe('an export from the database', () => {
  let number = ''
  const out = join(folder, 'year.zip')
  beforeAll(async () => {
    number = await writeExampleCase(database().pool, { site: 'S-01', year: 2026 })
    await writeScenarios(database().pool, [running()])
    const deps = { pool: database().pool, ledger: makePostgresLedger(database().pool) }
    await runExport({ scope: { ...everything, year: 2026 }, reason: '年度审核', by: auditor, out }, deps)
  })

  it('is verified without the database: complete, consistent with itself, not anchored', async () => {
    const report = await verifyFile(out)
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ verdict: 'sound', anchored: false, counted: { cases: 2, baselines: 1 } })
    const lines: string[] = []
    expect(await runVerify({ file: out, language: 'zh', out: (line) => lines.push(line) })).toBe(0)
    expect(lines[0]).toContain('完好')
    expect(lines.join('\n')).toContain('未锚定')
  })

  it('is itself an entry of the organisation: who, why and what', async () => {
    const { rows } = await database().pool.query<{ facts: Buffer }>(
      "select facts from entry where stream = $1 and kind = 'export' order by sequence limit 1",
      [organisation],
    )
    expect(JSON.parse(rows[0]?.facts.toString() ?? '{}')).toMatchObject({
      kind: 'export',
      reason: '年度审核',
      by: { name: '审计' },
      scope: { year: 2026 },
      openings: false,
    })
  })

  it('of one case alone names the case by its number and holds no other', async () => {
    const one = join(folder, 'one.zip')
    const result = await runExport(
      { scope: { ...everything, case: number }, reason: '单案调阅', by: auditor, out: one },
      { pool: database().pool, ledger: makePostgresLedger(database().pool) },
    )
    expect(result.cases).toBe(1)
    expect(await verifyFile(one)).toMatchObject({ verdict: 'sound', description: { cases: [{ number }] } })
  })

  it('shows no sensitive value unless that was asked for', async () => {
    const open = join(folder, 'open.zip')
    await runExport(
      { scope: everything, reason: '核对电话', by: auditor, openings: true, out: open },
      { pool: database().pool, ledger: makePostgresLedger(database().pool) },
    )
    expect(readFileSync(out).includes('13912345678')).toBe(false)
    expect(readFileSync(open).includes('13912345678')).toBe(true)
    expect((await verifyFile(open)).findings).toEqual([])
  })

  it('that is cancelled leaves no file, and what was asked for stays on record', async () => {
    const cancelled = new AbortController()
    const half = join(folder, 'half.zip')
    const deps = {
      pool: database().pool,
      ledger: makePostgresLedger(database().pool),
      signal: cancelled.signal,
      progress: () => cancelled.abort(),
    }
    await expect(runExport({ scope: everything, reason: '中途取消', by: auditor, out: half }, deps)).rejects.toThrow()
    expect(existsSync(half) || readdirSync(folder).some((name) => name.endsWith('.part'))).toBe(false)
  })

  it('names the record a superuser changed behind the guards', async () => {
    const { rows } = await database().pool.query<{ record_number: string; stream: string; serial: number }>(
      "select record_number, stream, serial from payload where part = 'review' order by record_number limit 1",
    )
    await asSuperuser(database().adminUrl, async (client) => {
      await client.query('alter table payload disable trigger all')
      await client.query(
        "update payload set data = convert_to(replace(convert_from(data, 'UTF8'), '属实', '不实'), 'UTF8'), hash = sha256(convert_to(replace(convert_from(data, 'UTF8'), '属实', '不实'), 'UTF8')) where stream = $1 and serial = $2",
        [rows[0]?.stream, rows[0]?.serial],
      )
    })
    const forged = join(folder, 'forged.zip')
    await runExport(
      { scope: everything, reason: '复核', by: auditor, out: forged },
      { pool: database().pool, ledger: makePostgresLedger(database().pool) },
    )
    const report = await verifyFile(forged)
    expect(report.exitCode).toBe(1)
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'record-altered', place: { kind: 'record', name: rows[0]?.record_number } }),
    )
  })
})
