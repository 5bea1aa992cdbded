import { type BaselineReader, baselineManifest, type Entry, hashTextOf, orderByCase, sha256 } from '#records'
import { PACKAGE } from '../../server/audit/bag-writer.ts'
import { makeDesk, type PrintSheet } from '../../server/audit/case-desk.ts'
import { type ExportProgress, type ExportRequest, exportPackage } from '../../server/audit/export-package.ts'
import type { PackageSource, SourceCase } from '../../server/audit/package-source.ts'
import { makeMemoryWorkplace } from '../../server/audit/spool.ts'
import { inOnePart } from '../../server/audit/zip-writer.ts'
import { verifyBytes } from '../../server/commands/verify.ts'
import { li, organisation, organisationStream, type WrittenStream } from '../records/hand-made-stream.ts'
import { exampleCase } from './example-case.ts'
import { handMadeProcedure, readHandMade } from './hand-made-replay.ts'

const encode = (text: string) => new TextEncoder().encode(text)

const baselineFiles = new Map([
  ['procedures/steps.json', encode(JSON.stringify(handMadeProcedure))],
  ['templates/QR-98-01-report.hbs', encode('<p>{{title}}</p>')],
])
export const baseline = baselineManifest('1', new Map([...baselineFiles].map(([path, bytes]) => [path, hashTextOf(bytes)])))

export const attachment = encode('%PDF-1.7 照片')
export const attachmentHash = Buffer.from(sha256(attachment)).toString('hex')

export const everything = { case: null, document: null, year: null, centre: null, batch: null, clause: null } as const
export const request: ExportRequest = {
  id: '01990000-0000-7000-8000-00000000e001',
  scope: everything,
  reason: '年度审核',
  by: { person: li.person, name: li.name, role: 'auditor' },
  at: '2026-03-03T01:00:00.000Z',
  openings: false,
  order: orderByCase,
  printed: false,
}

export type House = Readonly<{
  log: readonly Entry[]
  cases: readonly Omit<SourceCase, 'leaves'>[]
  attachments: ReadonlyMap<string, Uint8Array>
}>

export const caseIds = ['01990000-0000-7000-8000-00000000c001', '01990000-0000-7000-8000-00000000c002'] as const

/** Two cases opened by one campaign, both finished, under one baseline. */
export function house(more: Partial<ExportRequest> = {}): House {
  const { id, scope, reason, openings } = { ...request, ...more }
  const log = organisationStream([
    { kind: 'organisation-created', by: li, name: { zh: '示例鉴定中心', en: 'Example Centre' }, zone: 'Asia/Shanghai', clock: 'real' },
    {
      kind: 'release',
      by: li,
      reason: '首次发布',
      released: [{ document: 'QP-98', revision: 'A/0', baseline: baseline.hash, inForceFrom: '2026-01-01' }],
      withdrawn: [],
    },
    {
      kind: 'campaign',
      by: li,
      campaign: 'QP-98',
      common: { year: 2026 },
      opened: caseIds.map((id, index) => ({ case: id, subject: { site: `C-00${index + 1}` } })),
      existing: [],
    },
    { kind: 'export', by: { ...li, role: 'auditor' }, package: id, scope, reason, openings },
  ]).entries
  const cases = caseIds.map((id, index) => {
    const number = `QP-98-2026-0000${index + 1}`
    const { entries, payloads }: WrittenStream = exampleCase({
      id,
      number,
      baseline: baseline.hash,
      attachment: {
        attachment: '01990000-0000-7000-8000-00000000f001',
        name: '照片.pdf',
        type: 'application/pdf',
        size: attachment.length,
        sha256: attachmentHash,
      },
    })
    return {
      id,
      number,
      document: 'QP-98',
      baseline: baseline.hash,
      entries,
      payloads: payloads.map((payload) => ({ ...payload, recordNumber: null })),
    }
  })
  return { log, cases, attachments: new Map([[attachmentHash, attachment]]) }
}

export function sourceOf(found: House): PackageSource {
  const chosen = (scope: ExportRequest['scope']) => found.cases.filter(({ number }) => scope.case === null || scope.case === number)
  const outside = (is: (one: House['cases'][number]) => boolean) =>
    found.cases.filter(is).map(({ id, number, document }) => ({ case: id, number, document }))
  return {
    house: async () => ({ id: organisation, zh: '示例鉴定中心', en: 'Example Centre', zone: 'Asia/Shanghai', centres: [] }),
    checkpoint: async () => null,
    organisation: async () => ({ entries: found.log, leaves: found.log.map(() => null) }),
    async *heads(scope) {
      yield* chosen(scope).map((one) => ({ ...one, entries: one.entries.length }))
    },
    cases: async (heads) =>
      heads.flatMap(({ id }) => found.cases.filter((one) => one.id === id)).map((one) => ({ ...one, leaves: one.entries.map(() => null) })),
    known: async (ids) => outside(({ id }) => ids.includes(id)),
    numbered: async (numbers) => outside(({ number }) => numbers.includes(number)),
    attachment: async (hash) => {
      const bytes = found.attachments.get(hash)
      return bytes === undefined ? null : inOnePart(bytes)
    },
    baseline: async (hash) => (hash === baseline.hash ? { manifest: baseline.bytes, files: baselineFiles } : null),
    async *log() {},
  }
}

type Watched = Readonly<{ progress?: (progress: ExportProgress) => void; signal?: AbortSignal }>

/** A package of a house in memory. */
export async function packedFrom(
  found: House,
  more: Partial<ExportRequest> = {},
  print: PrintSheet | null = null,
  watched: Watched = {},
): Promise<Uint8Array> {
  const work = makeMemoryWorkplace()
  const asked = { ...request, ...more, printed: print !== null }
  await exportPackage(sourceOf(found), asked, work, { desk: makeDesk(readHandMade, () => print), ...watched })
  return work.bytes(PACKAGE)
}

export function packed(more: Partial<ExportRequest> = {}, print: PrintSheet | null = null): Promise<Uint8Array> {
  return packedFrom(house(more), more, print)
}

export async function verified(bytes: Uint8Array, readBaseline: BaselineReader = readHandMade) {
  return verifyBytes(bytes, readBaseline)
}
