import { type BaselineReader, baselineManifest, type Entry, hashTextOf, sha256 } from '#records'
import { type ExportRequest, exportPackage } from '../../server/audit/export-package.ts'
import type { PackageSource, SourceCase } from '../../server/audit/package-source.ts'
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
}

export type House = Readonly<{ log: readonly Entry[]; cases: readonly SourceCase[]; attachments: ReadonlyMap<string, Uint8Array> }>

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

export function sourceOf(found: House, print: PackageSource['print'] = null): PackageSource {
  const chosen = (scope: ExportRequest['scope']) => found.cases.filter(({ number }) => scope.case === null || scope.case === number)
  return {
    organisation: async () => ({ id: organisation, zh: '示例鉴定中心', en: 'Example Centre' }),
    organisationEntries: async () => found.log,
    count: async (scope) => chosen(scope).length,
    async *cases(scope) {
      yield* chosen(scope)
    },
    known: async (ids) =>
      found.cases.filter(({ id }) => ids.includes(id)).map(({ id, number, document }) => ({ case: id, number, document })),
    attachment: async (hash) => found.attachments.get(hash) ?? null,
    baseline: async (hash) => (hash === baseline.hash ? { manifest: baseline.bytes, files: baselineFiles } : null),
    print,
  }
}

export function gather(): Readonly<{ sink: { write(bytes: Uint8Array): Promise<void> }; bytes: () => Uint8Array }> {
  const chunks: Uint8Array[] = []
  return { sink: { write: async (bytes) => void chunks.push(bytes.slice()) }, bytes: () => new Uint8Array(Buffer.concat(chunks)) }
}

export async function packed(more: Partial<ExportRequest> = {}, print: PackageSource['print'] = null): Promise<Uint8Array> {
  const { sink, bytes } = gather()
  await exportPackage(sourceOf(house(more), print), { ...request, ...more }, sink, { readBaseline: readHandMade })
  return bytes()
}

export async function verified(bytes: Uint8Array, readBaseline: BaselineReader = readHandMade) {
  return verifyBytes(bytes, readBaseline)
}
