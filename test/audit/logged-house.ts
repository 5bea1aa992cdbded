import { type CaseEvent, ruleLibraryVersion, sealedIn } from '#engine'
import {
  type Entry,
  earlierCheckpointPath,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  leafBytes,
  logTilePath,
  type Opening,
  orderByCase,
  type Payload,
  packagePath,
  readBaselineTexts,
  type SealedEntry,
  sealEvent,
  sensitiveFields,
  stampPath,
  tilesToPack,
} from '#records'
import { PACKAGE } from '../../server/audit/bag-writer.ts'
import { makeDesk } from '../../server/audit/case-desk.ts'
import { type ExportRequest, exportPackage } from '../../server/audit/export-package.ts'
import type { PackageSource, SourceCase } from '../../server/audit/package-source.ts'
import { makeMemoryWorkplace, type Workplace } from '../../server/audit/spool.ts'
import { makeBaseline } from '../../server/documents/baseline-store.ts'
import { caseOf, person } from '../engine/support/case-of.ts'
import { fixtureFolder, yamlFiles } from '../engine/support/library.ts'
import { countedSalts, li, organisation, organisationStream, writtenStream } from '../records/hand-made-stream.ts'
import { testKey } from '../records/log/keys.ts'
import { madeLog } from '../records/log/made-log.ts'

/** The house whose packages the interop and browser tests look at: real documents, cases, and a log with a witness. */
export const logKey = testKey(`guiju/${organisation}`, 1)
export const witness = testKey('witness.example', 2, 'cosignature/v1')
export const policyText = `log ${formatVerifierKey(logKey.key)}\nwitness bureau ${formatVerifierKey(witness.key)}\nquorum bureau\n`

/** Only what its one document needs: a baseline is compiled anew for each verification. */
const files = yamlFiles(fixtureFolder).filter(({ file }) => /-90-|lists\//.test(file))
const baseline = makeBaseline(files, String(ruleLibraryVersion))
const request: ExportRequest = {
  id: '01990000-0000-7000-8000-00000000e001',
  scope: { case: null, document: null, year: null, centre: null, batch: null, clause: null },
  reason: '年度审核',
  by: { person: li.person, name: li.name, role: 'auditor' },
  at: '2026-03-02T02:00:00.000Z',
  openings: false,
  order: orderByCase,
  printed: false,
}

const scenario = () =>
  caseOf('QP-90').given(
    {
      step: 'apply',
      by: person('li', 'clerk'),
      data: { amount: '500', urgent: true, urgent_why: '急', phone: '13912345678', items: [{ count: 3 }, { count: 5 }] },
    },
    { step: 'pass', by: person('wang', 'reviewer'), data: { opinion: '属实' } },
    { step: 'decide', by: person('zhao', 'head'), data: { outcome: 'granted' } },
    { countersign: 'decide', by: person('sun', 'officer') },
  )

/** One case told by the events, sealed as the server seals it. */
function sealedCase(events: readonly CaseEvent[], forms: Parameters<typeof sensitiveFields>[0], at: number): Omit<SourceCase, 'leaves'> {
  const id = `01990000-0000-7000-8000-c${String(at).padStart(11, '0')}`
  const number = `QP-90-2026-${String(at).padStart(5, '0')}`
  const shares = new Map<number, readonly Opening[]>()
  const salt = countedSalts(at)
  const sealed = events.map((told): SealedEntry => {
    const event: CaseEvent = told.kind === 'opened' ? { ...told, id, baseline: baseline.hash, numbers: {} } : told
    const decision = sealedIn(event).filter(({ part }) => event.kind === 'step' && part === 'decision')
    const [used] = event.kind === 'step' ? event.usedContributions : []
    const entry = sealEvent(event, {
      organisation,
      stream: id,
      document: 'QP-90',
      baseline: baseline.hash,
      session: null,
      calendar: '2026.1',
      closed: event.kind === 'step' && event.closes ? event.sequence : null,
      caseNumber: event.kind === 'opened' ? null : number,
      corrects: null,
      counters: event.kind === 'opened' ? { case_number: 'QP-90-{year}-{serial:5}' } : {},
      sensitive: sensitiveFields(forms),
      revisionOf: () => 'A/0',
      salt,
      ...(used === undefined ? {} : { shared: shares.get(used) ?? [] }),
      partCounters: new Map(decision.map(({ serial }) => [serial, { order_no: 'JD-{year}-{serial:4}' }])),
    })
    if (event.kind === 'contribution')
      shares.set(
        event.sequence,
        entry.payloads.flatMap(({ openings }) => openings),
      )
    return entry
  })
  const numbers = sealed.map(({ counters }) =>
    Object.fromEntries(
      Object.keys(counters).map((name) => [name, name === 'case_number' ? number : `JD-2026-${String(at).padStart(4, '0')}`]),
    ),
  )
  const { entries } = writtenStream(sealed, numbers, '2026-03-02T01:24')
  const payloads = sealed.flatMap(({ payloads }) => payloads).map((payload: Payload) => ({ ...payload, recordNumber: null }))
  return { id, number, document: 'QP-90', baseline: baseline.hash, entries, payloads }
}

export type LoggedHouse = Readonly<{ source: PackageSource; note: Uint8Array; entries: number }>

/** A house with so many cases; all its entries but that about the export are in the log. `stamp`: token over its checkpoint. */
export function loggedHouse(count: number, stamp: Uint8Array | null = null): LoggedHouse {
  const told = scenario()
  const forms = [...told.procedure.forms.values()].map(({ form }) => form)
  const cases = Array.from({ length: count }, (_, at) => sealedCase(told.events, forms, at + 1))
  const log = organisationStream([
    { kind: 'organisation-created', by: li, name: { zh: '示例鉴定中心', en: 'Example Centre' }, zone: 'Asia/Shanghai', clock: 'real' },
    {
      kind: 'release',
      by: li,
      reason: '首次发布',
      released: [{ document: 'QP-90', revision: 'A/0', baseline: baseline.hash, inForceFrom: '2026-01-01' }],
      withdrawn: [],
    },
    { kind: 'log-key-named', by: li, origin: logKey.key.name, key: formatVerifierKey(logKey.key), act: 'begins', until: null },
    { kind: 'export', by: { ...li, role: 'auditor' }, package: request.id, scope: request.scope, reason: request.reason, openings: false },
  ]).entries
  return {
    source: sourceOf(log, cases, stamp),
    note: checkpointOf(log, cases).note,
    entries: log.length + cases.length * told.events.length,
  }
}

type Case = Omit<SourceCase, 'leaves'>

function checkpointOf(log: readonly Entry[], cases: readonly Case[]) {
  const entries = [...log.slice(0, -1), ...cases.flatMap((each) => each.entries)]
  const made = madeLog(entries.map(leafBytes))
  const noteOf = (size: number, root: Uint8Array) => {
    const text = formatCheckpoint({ origin: logKey.key.name, size, root, extensions: [] })
    return formatNote(text, [logKey.sign(text), witness.sign(text, 1_772_413_200)])
  }
  const earlier = madeLog(entries.slice(0, 2).map(leafBytes))
  return {
    ...made,
    note: noteOf(made.size, made.root),
    earlier: noteOf(2, earlier.root),
    leafOf: new Map(entries.map(({ stream, sequence }, at) => [`${stream} ${sequence}`, at])),
  }
}

function sourceOf(log: readonly Entry[], cases: readonly Case[], stamp: Uint8Array | null): PackageSource {
  const made = checkpointOf(log, cases)
  const tiles = made.tiles()
  const leavesOf = (entries: readonly Entry[]) => entries.map(({ stream, sequence }) => made.leafOf.get(`${stream} ${sequence}`) ?? null)
  const byId = new Map(cases.map((each) => [each.id, each]))
  return {
    house: async () => ({ id: organisation, zh: '示例鉴定中心', en: 'Example Centre', zone: 'Asia/Shanghai', centres: [] }),
    checkpoint: async () => made.size,
    organisation: async () => ({ entries: log, leaves: leavesOf(log) }),
    async *heads() {
      yield* cases.map((one) => ({ ...one, entries: one.entries.length }))
    },
    cases: async (heads) => heads.flatMap(({ id }) => byId.get(id) ?? []).map((one) => ({ ...one, leaves: leavesOf(one.entries) })),
    known: async () => [],
    numbered: async () => [],
    attachment: async () => null,
    baseline: async () => ({
      manifest: baseline.manifest,
      files: new Map(files.map(({ file, text }) => [file, new TextEncoder().encode(text)])),
    }),
    async *log(checkpoint, leaves) {
      const wanted: number[] = []
      for await (const leaf of leaves()) wanted.push(leaf)
      yield { path: packagePath.checkpoint, bytes: made.note }
      const keys = [logKey, witness].map(({ key }) => `${formatVerifierKey(key)}\n`).join('')
      yield { path: packagePath.logKeys, bytes: new TextEncoder().encode(keys) }
      yield { path: earlierCheckpointPath(2), bytes: made.earlier }
      if (stamp !== null) yield { path: stampPath(checkpoint, 1), bytes: stamp }
      for (const tile of tilesToPack(checkpoint, wanted, [2])) {
        const path = logTilePath(tile)
        yield { path, bytes: tiles.get(path.slice('data/log/'.length)) ?? new Uint8Array() }
      }
    },
  }
}

/** The house's package, in memory. */
export async function packageOf({ source }: LoggedHouse): Promise<Uint8Array> {
  const work = makeMemoryWorkplace()
  await packInto(source, work)
  return work.bytes(PACKAGE)
}

export async function packInto(source: PackageSource, work: Workplace): Promise<void> {
  await exportPackage(source, request, work, { desk: makeDesk(readBaselineTexts, () => null) })
}
