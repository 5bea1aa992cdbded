import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Assembly } from '../../server/assembly.ts'
import { rebuildRegisters } from '../../server/cases/rebuild-registers.ts'
import { demonstrationCentres as allCentres, type Fate } from '../../server/commands/demonstration/centres.ts'
import { demonstrationPassword, demonstrationPeople, tourLogins } from '../../server/commands/demonstration/people.ts'
import { runExport } from '../../server/commands/export.ts'
import { type DemonstrationProgress, type Extent, loadDemonstration } from '../../server/commands/load-demonstration.ts'
import { verifyFile } from '../../server/commands/verify.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { rebuild } from '../../server/database/rebuild.ts'
import { makePdfPress } from '../../server/documents/render/pdf-process.ts'
import type { CaseView, Task } from '../../server/http/api/cases.ts'
import type { CampaignYear } from '../../server/http/api/inspections.ts'
import type { Reference } from '../../server/http/api/records.ts'
import { allCases, expectRecordOfEveryStep } from '../http/support/evidence.ts'
import { type Guest, guestOf, openSession } from '../http/support/house.ts'
import { assembleOver } from '../http/support/story-house.ts'
import { openTestDatabase } from '../support/database.ts'

/** Loading plays two years; on a slow machine that takes its time. */
const timeout = 1_800_000

/** Centres of every fate and hosts of batches of every kind: held and re-checked, expelled, called off, voided, published, open. */
const extent: Extent = {
  centres: '001 002 003 004 005 007 008 010 013 017 018 019 020 021 023 025 030 032'.split(' ').map(codeOf),
  batches: [1, 2, 5, 7, 8, 10, 12],
}
const demonstrationCentres = allCentres.filter(({ code }) => extent.centres.includes(code))

function codeOf(serial: string): string {
  const found = allCentres.find(({ code }) => code.endsWith(serial))
  if (found === undefined) throw new Error(`Expected a centre with the serial ${serial}, but there is none`)
  return found.code
}

type Loading = Readonly<{ progress?: (progress: DemonstrationProgress) => void; signal?: AbortSignal }>
type EmptyHouse = Readonly<{ assembly: Assembly; load(loading?: Loading): Promise<void>; close(): Promise<void> }>

async function openEmptyHouse(): Promise<EmptyHouse> {
  const database = await openTestDatabase()
  const { assembly, close } = await assembleOver(database.pool)
  const press = makePdfPress()
  return {
    assembly,
    load: ({ progress = () => {}, signal = new AbortController().signal } = {}) =>
      loadDemonstration({ ...assembly.cases, ...assembly, press, present: new Date().toISOString(), progress, signal, extent }),
    close: async () => {
      press.close()
      await close()
      await database.close()
    },
  }
}

/** How last year's inspection of a centre ends, by its fate: where its case stands, as what it was drafted, and steps only this way shows. */
const endings: Readonly<Record<Fate, Readonly<{ state: string; grade: string; steps: readonly string[] }>>> = {
  excellent: { state: 'concluded', grade: '优秀', steps: ['announce_pass'] },
  qualified: { state: 'concluded', grade: '合格', steps: ['announce_pass'] },
  rectified: { state: 'concluded', grade: '限期整改', steps: ['order_rectify', 'pass', 'rectify_passed'] },
  'rectified-second-round': { state: 'concluded', grade: '限期整改', steps: ['second_round', 'pass', 'rectify_passed'] },
  'rectification-failed': { state: 'revoked', grade: '限期整改', steps: ['fail', 'rectify_failed', 'decide', 'revoke'] },
  deferred: { state: 'concluded', grade: '合格', steps: ['defer', 'announce_pass'] },
  refused: { state: 'revoked', grade: '取消资格', steps: ['no_show', 'propose_revoke', 'decide', 'revoke'] },
  'objection-upheld': { state: 'concluded', grade: '合格', steps: ['object', 'objection_upheld', 'announce_pass'] },
  'objection-dismissed': { state: 'concluded', grade: '合格', steps: ['object', 'objection_dismissed', 'announce_pass'] },
  'material-returned': { state: 'concluded', grade: '合格', steps: ['return_material', 'announce_pass'] },
  'scores-reconciled': { state: 'concluded', grade: '合格', steps: ['open_reconcile', 'rescore', 'announce_pass'] },
  'veto-revoked': { state: 'revoked', grade: '取消资格', steps: ['propose_revoke', 'decide', 'revoke'] },
}

describe('the demonstration', () => {
  let house: EmptyHouse | undefined
  let cases: readonly CaseView[] = []
  let years: readonly CampaignYear[] = []

  beforeAll(async () => {
    house = await openEmptyHouse()
    await house.load()
    const auditor = await signIn('heshen')
    cases = await allCases(auditor)
    const inspected = new Set(cases.filter(of('QP-08')).map(yearOf))
    years = await Promise.all([...inspected].toSorted().map(async (year) => (await auditor.get(`/api/campaigns/QP-08/${year}`)).json()))
  }, timeout)
  afterAll(() => house?.close())

  const present = (): EmptyHouse => {
    if (house === undefined) throw new Error('Expected the demonstration to be loaded, but it is not')
    return house
  }
  const signIn = async (login: string): Promise<Guest> => {
    const inject = (request: InjectOptions) => present().assembly.app.inject(request)
    return guestOf(await openSession(login, inject, demonstrationPassword), inject)
  }
  const lastYear = (): CampaignYear => campaignOf(years, 0)
  const thisYear = (): CampaignYear => campaignOf(years, 1)

  it('has 32 centres, those played with their licences, and closed every inspection of last year', () => {
    expect(allCentres).toHaveLength(32)
    expect(
      lastYear()
        .rows.map(({ site }) => site)
        .toSorted(),
    ).toEqual(demonstrationCentres.map(({ code }) => code).toSorted())
    expect(lastYear().rows.filter((row) => row.case?.closed !== true)).toEqual([])
    expect(statesOf(cases.filter(of('QP-08')).filter((one) => yearOf(one) === lastYear().year))).toEqual({
      concluded: demonstrationCentres.length - 3,
      revoked: 3,
    })
    expect(statesOf(cases.filter(of('QP-07')))).toEqual({ licensed: demonstrationCentres.length - 3, revoked: 3 })
  })

  it.each(Object.entries(endings))('closed last year’s inspection so: %s', (fate, { state, grade, steps }) => {
    const centres = demonstrationCentres.filter((centre) => centre.fate === fate)
    expect(centres).not.toEqual([])
    for (const { code, zh } of centres) {
      const row = lastYear().rows.find(({ site }) => site === code)
      expect([row?.case?.state, row?.values.grade], zh).toEqual([state, grade])
      const file = new Set([row?.case?.id, ...(row?.linked ?? []).map(({ id }) => id)])
      const taken = cases.filter((one) => file.has(one.case.id)).flatMap(({ records }) => records.map(({ step }) => step))
      expect(taken, zh).toEqual(expect.arrayContaining([...steps]))
    }
  })

  it('graded as many centres excellent, qualified, to be rectified and to be revoked as it says of them', () => {
    const expected = demonstrationCentres.map(({ fate }) => endings[fate].grade)
    expect(counted(lastYear().rows.map(({ values }) => values.grade ?? ''))).toEqual(counted(expected))
  })

  it('has this year under way at many steps, some done, some overdue, for every centre that still has its licence', () => {
    const { rows, overdue, missing, states } = thisYear()
    expect([rows.length, missing]).toEqual([demonstrationCentres.length - 3, 0])
    expect(states.filter(({ count, final }) => count > 0 && !final).length).toBeGreaterThanOrEqual(6)
    expect(states.filter(({ count, final }) => count > 0 && final).map(({ state }) => state)).toEqual(['concluded'])
    expect(overdue).toBeGreaterThanOrEqual(3)
  })

  it('greets the supervision officer with what is overdue first', async () => {
    const { items } = (await (await signIn('zhengjie')).get('/api/tasks')).json<{ items: Task[] }>()
    const waits = items.map(({ due }) => (due === null ? 2 : due.overdue ? 0 : 1))
    expect(waits[0]).toBe(0)
    expect(waits).toEqual(waits.toSorted())
  })

  it('lets everybody of the tour sign in', async () => {
    for (const login of tourLogins) expect((await signIn(login)).person, login).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('has people of every role a person can hold', async () => {
    const { roles } = (await (await signIn('heshen')).get('/api/reference')).json<Reference>()
    const { rows } = await present().assembly.pool.query<{ role: string }>('select distinct role from role_grant')
    const held = new Set(rows.map(({ role }) => role))
    expect(roles.map(({ code }) => code).filter((code) => !held.has(code))).toEqual(['system'])
    expect(demonstrationPeople.flatMap((one) => one.roles).filter((role) => !held.has(role))).toEqual([])
  })

  it('has a case at least of every document', async () => {
    const { rows } = await present().assembly.pool.query<{ document: string }>('select distinct document from baseline_in_force')
    const live = new Set(cases.map((one) => one.case.document))
    expect(rows.map(({ document }) => document).filter((document) => !live.has(document))).toEqual([])
    expect(live.size).toBeGreaterThanOrEqual(40)
  })

  it('has exam batches at every stage of the way: closed, called off, void, published, open for registration', () => {
    const batches = new Map(
      cases.filter(of('QP-12')).map((one) => [one.subject.find(({ key }) => key === 'batch')?.text.zh.slice(-4), one]),
    )
    const states = [...batches].map(([serial, one]) => [serial, one.case.state])
    expect(Object.fromEntries(states)).toEqual({
      '0001': 'closed',
      '0002': 'closed',
      '0005': 'closed',
      '0007': 'cancelled',
      '0008': 'voided',
      '0010': expect.stringMatching(/results_published|summary/),
      '0012': 'announced',
    })
  })

  it('voided the score of the candidate sent out, and corrected the one added up wrongly', () => {
    const steps = new Set(cases.filter(of('QP-13')).flatMap(({ records }) => records.map(({ step }) => step)))
    expect([...steps]).toEqual(expect.arrayContaining(['invalidate_final', 'adjust']))
  })

  it('gave back every fee of the batch that was called off', () => {
    const fees = cases
      .filter(of('QP-15'))
      .filter(({ subject }) => subject.some(({ key, text }) => key === 'batch' && text.zh.endsWith('0007')))
    expect(statesOf(fees)).toEqual({ refunded: 4 })
  })

  it('left several thousand records, one at least for every step, and owes none', () => {
    expect(cases.flatMap(({ records }) => records).length).toBeGreaterThan(1500)
    for (const one of cases) expectRecordOfEveryStep(one)
  })

  it('shows what its entries say', async () => {
    const report = await rebuild(present().assembly.pool, { write: false })
    expect(report).toMatchObject({ cases: cases.length, findings: [] })
    expect((await rebuildRegisters(present().assembly.pool, { write: false })).findings).toEqual([])
  })

  it('gives an auditor the year in a package that verifies without the house', { timeout: 600_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guiju-demonstration-'))
    try {
      const out = join(folder, 'year.zip')
      const by = { kind: 'person', person: 'auditor-1', name: '贺申', role: 'auditor' } as const
      const { pool } = present().assembly
      const year = new Date().getFullYear()
      await runExport(
        { scope: { case: null, document: null, year, centre: null, batch: null, clause: null }, reason: '年度审核', by, out },
        { pool, ledger: makePostgresLedger(pool) },
      )
      const report = await verifyFile(out)
      expect(report.findings.filter(({ kind }) => kind === 'damage')).toEqual([])
      expect(report.counted.cases).toBeGreaterThan(100)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('is under the real clock again', async () => {
    const { rows } = await present().assembly.pool.query<{ kind: string }>('select clock_kind() as kind')
    expect(rows[0]?.kind).toBe('real')
  })
})

describe('loading the demonstration', () => {
  it('can be broken off: what is there then has the simulated clock, so nobody takes it for whole', { timeout }, async () => {
    const house = await openEmptyHouse()
    try {
      const leaving = new AbortController()
      const shares: number[] = []
      const progress = ({ share }: DemonstrationProgress) => {
        shares.push(share)
        if (share > 0) leaving.abort(new Error('asked to stop'))
      }
      await expect(house.load({ progress, signal: leaving.signal })).rejects.toThrow('asked to stop')
      expect(shares.filter((share) => share > 0)).toHaveLength(1)
      const { rows } = await house.assembly.pool.query<{ kind: string }>('select clock_kind() as kind')
      expect(rows[0]?.kind).toBe('simulated')
    } finally {
      await house.close()
    }
  })
})

const of = (document: string) => (one: CaseView) => one.case.document === document
const yearOf = ({ subject }: CaseView): number => Number(subject.find(({ key }) => key === 'year')?.text.zh)

function campaignOf(years: readonly CampaignYear[], place: number): CampaignYear {
  const found = years[place]
  if (found === undefined || years.length !== 2) throw new Error(`Expected two years of inspections, but there are ${years.length}`)
  return found
}

function statesOf(cases: readonly CaseView[]): Readonly<Record<string, number>> {
  return counted(cases.map((one) => one.case.state))
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, group]) => [word, group.length]))
}
