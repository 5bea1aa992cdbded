import { randomBytes, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Pool } from 'pg'
import { type CaseEvent, type CaseState, evolve, ruleLibraryVersion, sealedIn } from '#engine'
import { type Opening, type OrganisationFacts, sealEvent, sealOrganisationFacts, sensitiveFields } from '#records'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { type Baseline, baselineStatements, makeBaseline } from '../../server/documents/baseline-store.ts'
import { readReleaseFiles } from '../../server/documents/read-release-files.ts'
import { caseOf, person, type Scenario } from '../engine/support/case-of.ts'
import { fixtureFolder, yamlFiles } from '../engine/support/library.ts'
import { li } from '../records/hand-made-stream.ts'
import { createOrganisation } from './database.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
type Said<F> = F extends OrganisationFacts ? Parameters<typeof sealOrganisationFacts>[0] : never
type Founded = Readonly<{ organisation: string; baseline: Baseline }>
const founded = new WeakMap<Pool, Founded>()

/** A house with one released document, QP-90, and the templates its records are printed by. */
export async function foundExampleHouse(pool: Pool): Promise<Founded> {
  const organisation = await createOrganisation(pool, 'real')
  const templates = (await readReleaseFiles(root)).filter(({ file }) => file.startsWith('templates/'))
  const baseline = makeBaseline([...yamlFiles(fixtureFolder), ...templates], String(ruleLibraryVersion))
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
  await ledger.write({
    entries: says.map((said, index) => ({
      ...sealOrganisationFacts(said, { organisation, sequence: index + 1, at, session: null }),
      projection: null,
    })),
    reads: [],
    agenda: new Map(),
    claims: [],
    idempotency: null,
    beside: baselineStatements(baseline, li.person, '首次发布'),
  })
  const made = { organisation, baseline }
  founded.set(pool, made)
  return made
}

const clerk = person('li', 'clerk')
const items = [{ count: 3 }, { count: 5 }]

/** A case decided by two persons: three records. */
export function decidedCase(subject: Readonly<{ site: string; year: number }> = { site: 'S-01', year: 2026 }): Scenario {
  return caseOf('QP-90', { subject }).given(
    { step: 'apply', by: clerk, data: { amount: '500', urgent: true, urgent_why: '急', phone: '13912345678', items } },
    { step: 'pass', by: person('wang', 'reviewer'), data: { opinion: '属实' } },
    { step: 'decide', by: person('zhao', 'head'), data: { outcome: 'granted' } },
    { countersign: 'decide', by: person('sun', 'officer') },
  )
}

/** Writes a decided case as the server would, and gives its number. */
export function writeExampleCase(pool: Pool, subject: Readonly<{ site: string; year: number }>): Promise<string> {
  return writeScenarios(pool, [decidedCase(subject)]).then(([number = '']) => number)
}

type Writing = { stream: string; scenario: Scenario; state: CaseState | null; shares: Map<number, readonly Opening[]> }

/** Writes the events of several cases, one of each at a time, and gives the numbers the cases got. */
export async function writeScenarios(pool: Pool, scenarios: readonly Scenario[]): Promise<readonly string[]> {
  const house = founded.get(pool)
  if (house === undefined) throw new Error('Expected the house to be founded')
  const ledger = makePostgresLedger(pool)
  const cases = scenarios.map((scenario): Writing => ({ stream: randomUUID(), scenario, state: null, shares: new Map() }))
  const most = Math.max(...scenarios.map(({ events }) => events.length))
  for (let at = 0; at < most; at += 1) {
    const entries = cases.flatMap((one) => {
      const told = one.scenario.events[at]
      return told === undefined ? [] : [sealed(one, told, house)]
    })
    const written = await ledger.write({ entries, reads: [], agenda: new Map(), claims: [], idempotency: null })
    if (written.outcome !== 'written') throw new Error(JSON.stringify(written))
    for (const one of cases)
      if (one.state !== null) one.state = { ...one.state, numbers: { ...one.state.numbers, ...written.numbers.get(one.stream) } }
  }
  return cases.map(({ state }) => state?.numbers.case_number ?? '')
}

function sealed(one: Writing, told: CaseEvent, { organisation, baseline }: Founded) {
  const { procedure } = one.scenario
  const event: CaseEvent = told.kind === 'opened' ? { ...told, id: one.stream, baseline: baseline.hash, numbers: {} } : told
  const before = one.state
  one.state = evolve(before, event)
  const made = sealEvent(event, {
    organisation,
    stream: one.stream,
    document: procedure.code,
    baseline: baseline.hash,
    session: null,
    calendar: '2026.1',
    closed: null,
    caseNumber: before?.numbers.case_number ?? null,
    corrects: null,
    counters: event.kind === 'opened' ? { case_number: `${procedure.code}-{year}-{serial:5}` } : {},
    sensitive: sensitiveFields([...procedure.forms.values()].map(({ form }) => form)),
    revisionOf: () => 'A/0',
    salt: () => randomBytes(32),
    ...sharedBy(event, one.shares),
    partCounters: new Map(
      event.kind === 'step'
        ? sealedIn(event)
            .filter(({ part }) => part === 'decision')
            .map(({ serial }) => [serial, { order_no: 'JD-{year}-{serial:4}' }])
        : [],
    ),
  })
  if (event.kind === 'contribution')
    one.shares.set(
      event.sequence,
      made.payloads.flatMap(({ openings }) => openings),
    )
  return { ...made, projection: one.state }
}

/** A step that completes a first signature is sealed with the salts of its share. */
function sharedBy(event: CaseEvent, shares: ReadonlyMap<number, readonly Opening[]>): Readonly<{ shared?: readonly Opening[] }> {
  const [used] = event.kind === 'step' ? event.usedContributions : []
  return used === undefined ? {} : { shared: shares.get(used) ?? [] }
}
