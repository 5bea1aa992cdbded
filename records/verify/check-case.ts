import type { SealedFacts } from '../case-facts.ts'
import { checkChain } from '../chain.ts'
import type { Entry, HashText, Payload } from '../entry.ts'
import { hashText, hashTextOf } from '../hash.ts'
import { openPayload, readPayload } from '../open-payload.ts'
import type { ReplayCase } from '../package/baseline-reader.ts'
import { attachmentsIn, type CaseDigest, digestCase, factsOf, payloadsNamedIn } from '../package/case-digest.ts'
import { type CaseLines, linesOfCase } from '../package/case-lines.ts'
import { type PackedOpening, readEntries, readOpenings } from '../package/entries-file.ts'
import { attachmentPath, besidePath, entriesPath, openingsPath, recordPath } from '../package/layout.ts'
import type { PackageDescription, PackedCase } from '../package/package-description.ts'
import type { PayloadRef } from '../part-data.ts'
import { isObject } from '../shape.ts'
import { parseStamp } from '../stamp.ts'
import { checkShares } from './check-shares.ts'
import { addAll, damage, type Finding, file, ofChain } from './finding.ts'
import type { PackageReader } from './package-reader.ts'

export type CaseCheck = Readonly<{
  findings: readonly Finding[]
  digest: Omit<CaseDigest, 'state'>
  entries: number /** Files of the case that nothing in it names. */
  unnamed: readonly string[] /** Data named by entries of which there is no file. */
  withoutFile: readonly PayloadRef[]
  /** What the lists of the package say of the case. */
  lines: CaseLines
  attachments: number
}>

/** `read`: the entries themselves, for checks that need them; nobody keeps them. */
export type CaseRead = CaseCheck & Readonly<{ read: readonly Entry[] }>

export type CaseFiles = Readonly<{ reader: PackageReader; has: (path: string) => boolean; paths: readonly string[] }>

/** Tests one case: chain, numbers, every payload against the hash in its entry, openings, attachments, and its path. */
export async function checkCase(
  packed: PackedCase,
  description: Pick<PackageDescription, 'organisation' | 'openings'>,
  files: CaseFiles,
  replay: ReplayCase | null,
): Promise<CaseRead> {
  const findings: Finding[] = []
  const named = new Set([entriesPath(packed.number), openingsPath(packed.number)])
  const entries = await entriesOf(packed, files, findings)
  addAll(
    findings,
    checkChain(packed.stream, entries).map((found) => ofChain(packed.number, found)),
  )
  addAll(findings, headFindings(packed, description, entries))
  const openings = await openingsOf(packed.number, description, files, findings)

  const payloads = new Map<HashText, Payload>()
  const withoutFile: PayloadRef[] = []
  for (const facts of factsOf(entries)) {
    const records = facts.kind === 'step' || facts.kind === 'contribution' ? facts.records : []
    for (const ref of payloadsNamedIn(facts)) {
      const record = ref.role === 'record' ? records.find(({ data }) => data === ref.hash) : undefined
      const path = record === undefined ? besidePath(packed.number, ref.hash) : recordPath(packed.number, record)
      named.add(path)
      if (record !== undefined) named.add(recordPath(packed.number, record, 'pdf'))
      if (!files.has(path)) {
        withoutFile.push(ref)
        continue
      }
      const bytes = await files.reader.read(path)
      const altered = hashTextOf(bytes) !== ref.hash
      const wrong = payloadFinding(altered, bytes, path, record, packed.number)
      if (wrong !== null) findings.push(wrong)
      if (!altered) payloads.set(ref.hash, { hash: ref.hash, bytes, openings: openings.get(ref.hash) ?? [] })
      addAll(findings, openingFindings(ref, bytes, openings.get(ref.hash) ?? [], packed.number))
    }
  }
  addAll(findings, checkShares(packed.number, entries, payloads))
  const attachments = await attachmentsOfCase(packed.number, files, findings)
  // The state the entries lead to holds all values of the case: nobody asks for it here.
  const { state: _, ...digest } = digestCase({ number: packed.number, entries, payloads, attachments }, replay)
  for (const payload of payloads.values()) for (const { sha256 } of attachmentsIn(payload)) named.add(attachmentPath(packed.number, sha256))
  const lines = linesOfCase(packed.number, entries, factsOf(entries), replay?.titleOf, digest.completeness)
  const unnamed = files.paths.filter((path) => !named.has(path))
  return { findings, digest, entries: entries.length, unnamed, withoutFile, lines, attachments: attachments.size, read: entries }
}

async function entriesOf({ number, stream }: PackedCase, { reader, has }: CaseFiles, findings: Finding[]): Promise<readonly Entry[]> {
  const path = entriesPath(number)
  if (!has(path)) {
    findings.push(damage('entries-unreadable', { kind: 'case', name: number }))
    return []
  }
  const { items, damaged } = readEntries(stream, await reader.read(path))
  addAll(
    findings,
    damaged.map((line) => damage('entry-line-unreadable', { kind: 'entry', name: `${number}#${line}` }, { line })),
  )
  return items
}

function headFindings(
  packed: PackedCase,
  description: Pick<PackageDescription, 'organisation'>,
  entries: readonly Entry[],
): readonly Finding[] {
  const findings: Finding[] = []
  const place = { kind: 'case', name: packed.number } as const
  const last = entries.at(-1)
  if (entries.length !== packed.entries || (last !== undefined && hashText(last.hash) !== packed.head))
    findings.push(damage('description-differs', place, { expected: packed.entries, found: entries.length }))
  const first = entries[0]
  const number = first === undefined ? undefined : parseStamp(first.stamp)?.numbers.case_number
  if (first !== undefined && number !== packed.number) findings.push(damage('case-number-differs', place, { found: number ?? '' }))
  for (const facts of factsOf(entries))
    if (facts.organisation !== description.organisation.id || facts.document !== packed.document || facts.baseline !== packed.baseline)
      findings.push(damage('stream-mixed', { kind: 'entry', name: `${packed.number}#${facts.sequence}` }))
  return findings
}

function payloadFinding(
  altered: boolean,
  bytes: Uint8Array,
  path: string,
  record: SealedFacts | undefined,
  number: string,
): Finding | null {
  const place = record === undefined ? file(path) : ({ kind: 'record', name: record.number } as const)
  if (altered) return damage('record-altered', place, { file: path })
  const read = readPayload(bytes)
  const data = read.outcome === 'read' && isObject(read.value) ? read.value : null
  if (data === null || openPayload({ bytes, openings: [] }) === null) return damage('record-differs-from-entry', place, { file: path })
  if (record === undefined) return null
  const agrees =
    data.format === 'guiju-record/1' &&
    data.case === number &&
    data.number === record.number &&
    data.form === record.form &&
    data.part === record.part &&
    data.serial === record.serial
  return agrees ? null : damage('record-differs-from-entry', place, { file: path })
}

async function openingsOf(
  number: string,
  description: Pick<PackageDescription, 'openings'>,
  { reader, has }: CaseFiles,
  findings: Finding[],
): Promise<ReadonlyMap<HashText, readonly PackedOpening[]>> {
  const path = openingsPath(number)
  if (!has(path)) {
    if (description.openings) findings.push(damage('file-missing', file(path)))
    return new Map()
  }
  if (!description.openings) findings.push(damage('opening-not-declared', file(path)))
  const { items, damaged } = readOpenings(await reader.read(path))
  addAll(
    findings,
    damaged.map((line) => damage('opening-differs', file(path), { line })),
  )
  return Map.groupBy(items, ({ data }) => data)
}

function openingFindings(ref: PayloadRef, bytes: Uint8Array, openings: readonly PackedOpening[], number: string): readonly Finding[] {
  const opened = openings.length === 0 ? null : openPayload({ bytes, openings })
  const place = ref.number === null ? file(openingsPath(number)) : ({ kind: 'record', name: ref.number } as const)
  return (opened?.problems ?? []).map(({ path, problem }) => damage('opening-differs', place, { path, problem }))
}

async function attachmentsOfCase(number: string, { reader, paths }: CaseFiles, findings: Finding[]): Promise<ReadonlySet<string>> {
  const there = new Set<string>()
  const folder = `data/cases/${number}/attachments/`
  for (const path of paths) {
    if (!path.startsWith(folder)) continue
    const name = path.slice(folder.length)
    if (hashTextOf(await reader.read(path)) === `sha256:${name}`) there.add(name)
    else findings.push(damage('attachment-altered', file(path)))
  }
  return there
}
