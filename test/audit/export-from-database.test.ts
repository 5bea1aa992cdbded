import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CaseEvent, type CaseState, evolve, ruleLibraryVersion, sealedIn } from '#engine'
import { type Opening, type OrganisationFacts, sealEvent, sealOrganisationFacts, sensitiveFields } from '#records'
import { runExport } from '../../server/commands/export.ts'
import { runVerify, verifyFile } from '../../server/commands/verify.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { type Baseline, baselineStatements, makeBaseline } from '../../server/documents/baseline-store.ts'
import { caseOf, person, type Scenario } from '../engine/support/case-of.ts'
import { fixtureFolder, yamlFiles } from '../engine/support/library.ts'
import { li } from '../records/hand-made-stream.ts'
import { asSuperuser, createOrganisation, withDatabase } from '../support/database.ts'

const database = withDatabase()
const folder = mkdtempSync(join(tmpdir(), 'guiju-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const clerk = person('li', 'clerk')
const items = [{ count: 3 }, { count: 5 }]
const decided = () =>
  caseOf('QP-90').given(
    { step: 'apply', by: clerk, data: { amount: '500', urgent: true, urgent_why: '急', phone: '13912345678', items } },
    { step: 'pass', by: person('wang', 'reviewer'), data: { opinion: '属实' } },
    { step: 'decide', by: person('zhao', 'head'), data: { outcome: 'granted' } },
    { countersign: 'decide', by: person('sun', 'officer') },
  )
const running = () =>
  caseOf('QP-90', { subject: { site: 'S-02', year: 2026 } }).given({
    step: 'apply',
    by: clerk,
    data: { amount: '500', urgent: false, items },
  })

const everything = { case: null, document: null, year: null, centre: null, batch: null, clause: null } as const
const auditor = { kind: 'person', person: 'auditor-1', name: '审计', role: 'auditor' } as const
let organisation = ''
let baseline: Baseline

/** Writes the events of a scenario as the server would, and gives the number the case got. */
async function write(scenario: Scenario): Promise<string> {
  const ledger = makePostgresLedger(database().pool)
  const stream = randomUUID()
  const { procedure } = scenario
  let state: CaseState | null = null
  const shares = new Map<number, readonly Opening[]>()
  for (const told of scenario.events) {
    const event: CaseEvent = told.kind === 'opened' ? { ...told, id: stream, baseline: baseline.hash, numbers: {} } : told
    const before: CaseState | null = state
    state = evolve(before, event)
    const number = before?.numbers.case_number ?? null
    const parts = sealedIn(event)
    const sealed = sealEvent(event, {
      organisation,
      stream,
      document: procedure.code,
      baseline: baseline.hash,
      session: null,
      calendar: '2026.1',
      closed: null,
      caseNumber: number,
      corrects: null,
      counters: event.kind === 'opened' ? { case_number: `${procedure.code}-{year}-{serial:5}` } : {},
      sensitive: sensitiveFields([...procedure.forms.values()].map(({ form }) => form)),
      revisionOf: () => 'A/0',
      salt: () => randomBytes(32),
      ...sharedBy(event, shares),
      partCounters: new Map(
        event.kind === 'step'
          ? parts.filter(({ part }) => part === 'decision').map(({ serial }) => [serial, { order_no: 'JD-{year}-{serial:4}' }])
          : [],
      ),
    })
    if (event.kind === 'contribution')
      shares.set(
        event.sequence,
        sealed.payloads.flatMap(({ openings }) => openings),
      )
    const written = await ledger.write({
      entries: [{ ...sealed, projection: state }],
      reads: [],
      agenda: new Map(),
      claims: [],
      idempotency: null,
    })
    if (written.outcome !== 'written') throw new Error(JSON.stringify(written))
    state = { ...state, numbers: { ...state.numbers, ...written.numbers.get(stream) } }
  }
  return state?.numbers.case_number ?? ''
}

/** A step that completes a first signature is sealed with the salts of its share. */
function sharedBy(event: CaseEvent, shares: ReadonlyMap<number, readonly Opening[]>): Readonly<{ shared?: readonly Opening[] }> {
  const [used] = event.kind === 'step' ? event.usedContributions : []
  return used === undefined ? {} : { shared: shares.get(used) ?? [] }
}

type Said<F> = F extends OrganisationFacts ? Parameters<typeof sealOrganisationFacts>[0] : never

beforeAll(async () => {
  const { pool } = database()
  organisation = await createOrganisation(pool, 'real')
  baseline = makeBaseline(yamlFiles(fixtureFolder), String(ruleLibraryVersion))
  const ledger = makePostgresLedger(pool)
  const says: readonly Said<OrganisationFacts>[] = [
    {
      kind: 'organisation-created',
      by: li,
      name: { zh: '市职业技能鉴定中心', en: 'Municipal Appraisal Centre' },
      zone: 'Asia/Shanghai',
      clock: 'real',
    },
    {
      kind: 'release',
      by: li,
      reason: '首次发布',
      released: [{ document: 'QP-90', revision: 'A/0', baseline: baseline.hash, inForceFrom: '2026-01-01' }],
      withdrawn: [],
    },
  ]
  const { at } = await ledger.now()
  const entries = says.map((said, index) => ({
    ...sealOrganisationFacts(said, { organisation, sequence: index + 1, at, session: null }),
    projection: null,
  }))
  await ledger.write({
    entries,
    reads: [],
    agenda: new Map(),
    claims: [],
    idempotency: null,
    beside: baselineStatements(baseline, li.person, '首次发布'),
  })
})

describe('an export from the database', () => {
  let number = ''
  const out = join(folder, 'year.zip')
  beforeAll(async () => {
    number = await write(decided())
    await write(running())
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
