import {
  absentCases,
  attachmentPath,
  attachmentsIn,
  type BaselineReader,
  baselineManifestPath,
  baselinePath,
  besidePath,
  type CaseCompleteness,
  type CaseLines,
  type Completeness,
  concat,
  derivedFiles,
  digestCase,
  type Entry,
  type ExportScope,
  entriesPath,
  entryLineBytes,
  factsOf,
  fourCharacteristics,
  type HashText,
  hashText,
  hashTextOf,
  INDEX_VERSION,
  isComplete,
  type LinkedCase,
  linesOfCase,
  linksOfOrganisation,
  makeNumberSeries,
  openingLineBytes,
  openingsPath,
  orderByCase,
  type PackageDescription,
  type PackedCase,
  type Payload,
  packagePath,
  pagesIn,
  parseStamp,
  payloadsNamedIn,
  type RecordLine,
  type ReplayCase,
  recordPath,
  type StreamHead,
} from '#records'
import { type BagWriter, startBag } from './bag-writer.ts'
import type { PackageSource, SourceCase } from './package-source.ts'
import type { Sink } from './zip-writer.ts'

export type ExportRequest = Readonly<{
  /** UUIDv7 of the package, which the entry about the export names too. */
  id: string
  scope: ExportScope
  reason: string
  by: Readonly<{ person: string; name: string; role: string }>
  at: string
  /** Also the salts and values of sensitive fields. */
  openings: boolean
}>

export type ExportProgress = Readonly<{ done: number; total: number; records: number; bytes: number }>
export type ExportNeeds = Readonly<{ readBaseline: BaselineReader; progress?: (progress: ExportProgress) => void; signal?: AbortSignal }>
export type ExportResult = Readonly<{ cases: number; records: number; bytes: number; complete: boolean; completeness: Completeness }>

/**
 * Writes an audit package: everything the scope holds, as it was sealed, with what is needed to check it elsewhere.
 * @throws the signal's reason where it is aborted: what was written until then is no package.
 */
export async function exportPackage(source: PackageSource, request: ExportRequest, sink: Sink, needs: ExportNeeds): Promise<ExportResult> {
  const bag = await startBag(sink)
  const organisation = await source.organisation()
  const clocks = new Set<string>()
  const log = await source.organisationEntries()
  await bag.add(packagePath.organisation, concat(log.map(entryLineBytes)))
  noteClocks(log, clocks)

  const total = await source.count(request.scope)
  const pages = new Map<string, number | null>()
  const packing: Packing = { bag, source, request, readBaseline: needs.readBaseline, baselines: new Map(), pages }
  const packed: PackedCase[] = []
  const completed: CaseCompleteness[] = []
  const lines: CaseLines[] = []
  const links: LinkedCase[] = [...linksOfOrganisation(log)]
  let records = 0
  for await (const found of source.cases(request.scope)) {
    needs.signal?.throwIfAborted()
    const digest = await packCase(found, packing)
    noteClocks(found.entries, clocks)
    packed.push({ ...headOf(found.id, found.entries), number: found.number, document: found.document, baseline: found.baseline })
    completed.push(digest.completeness)
    lines.push(linesOfCase(found.number, found.entries, factsOf(found.entries), packing.baselines.get(found.baseline)?.titleOf))
    links.push(...digest.links)
    records += digest.completeness.records
    needs.progress?.({ done: packed.length, total, records, bytes: bag.size() })
  }
  needs.signal?.throwIfAborted()

  const series = makeNumberSeries()
  for (const { numbers } of lines) for (const taken of numbers) series.add(taken)
  const { outside, absent } = await judgeLinks(links, packed, request, source)
  const completeness: Completeness = {
    format: 'guiju-completeness/1',
    cases: completed,
    absentCases: absent,
    numbers: series.series(request.scope, new Set(outside.map(({ number }) => number))),
  }
  const { id, scope, by, reason, at, openings } = request
  const description: PackageDescription = {
    format: 'guiju-package/1',
    id,
    organisation,
    scope,
    order: orderByCase,
    by,
    reason,
    at,
    openings,
    outside,
    printed: source.print !== null,
    records: lines.reduce((sum, one) => sum + one.records.length, 0),
    index: INDEX_VERSION,
    cases: packed,
    clock: clocks.has('simulated') ? 'simulated' : 'real',
    organisationStream: headOf(organisation.id, log),
  }
  const placed: RecordLine[] = lines
    .flatMap((one) => one.records)
    .map((record, at) => {
      const path = recordPath(record.case, record)
      return { ...record, no: at + 1, volume: 1, path, pages: pages.get(path) ?? null }
    })
  const paths = bag.paths()
  const records_ = new Set(placed.flatMap(({ path }) => [path, path.replace(/\.json$/, '.pdf')]))
  const beside = Map.groupBy(
    paths.filter((path) => !records_.has(path)),
    (path) => /^data\/cases\/([^/]+)\//.exec(path)?.[1] ?? '',
  )
  async function* each<T>(items: readonly T[]) {
    yield* items
  }
  const content = {
    description,
    absentCases: absent,
    numbers: completeness.numbers,
    characteristics: fourCharacteristics(
      new Map(),
      { cases: 0, entries: 0, records: 0, signatures: 0, attachments: 0, pages: 0 },
      'package',
    ),
    records: () => each(placed),
    signatures: () => each(lines.flatMap((one) => one.signatures)),
    cases: () => each(completed.map((one) => ({ found: one, files: beside.get(one.case) ?? [] }))),
    others: beside.get('') ?? [],
  }
  for await (const { path, parts } of derivedFiles(content)) {
    const pieces: Uint8Array[] = []
    for await (const part of parts()) pieces.push(part)
    await bag.add(path, concat(pieces))
  }
  await bag.end({ organisation: `${organisation.zh} / ${organisation.en}`, packageId: id, date: at.slice(0, 10) })
  return { cases: packed.length, records, bytes: bag.size(), complete: isComplete(completeness), completeness }
}

type Packing = Readonly<{
  bag: BagWriter
  source: PackageSource
  request: ExportRequest
  readBaseline: BaselineReader
  baselines: Map<string, ReplayCase | null>
  pages: Map<string, number | null>
}>

async function packCase(found: SourceCase, packing: Packing) {
  const { bag, request, source } = packing
  const replay = await packBaseline(found.baseline, packing)
  await bag.add(entriesPath(found.number), concat(found.entries.map(entryLineBytes)))
  const payloads = payloadsOf(found, request)
  const sound = new Map<HashText, Payload>()
  const openings: Uint8Array[] = []
  for (const facts of factsOf(found.entries)) {
    const records = facts.kind === 'step' || facts.kind === 'contribution' ? facts.records : []
    for (const { hash, number, role } of payloadsNamedIn(facts)) {
      const payload = payloads.get(hash) ?? (role === 'record' && number !== null ? payloads.get(number) : undefined)
      const record = role === 'record' ? records.find(({ data }) => data === hash) : undefined
      const path = record === undefined ? besidePath(found.number, hash) : recordPath(found.number, record)
      if (payload === undefined || bag.has(path)) continue
      await bag.add(path, payload.bytes)
      if (hashTextOf(payload.bytes) === hash) sound.set(hash, payload)
      openings.push(...payload.openings.map((opening) => openingLineBytes({ ...opening, data: hash })))
      if (record !== undefined && source.print !== null) {
        const sheet = await source.print(found, record.serial)
        packing.pages.set(path, pagesIn(sheet))
        await bag.add(recordPath(found.number, record, 'pdf'), sheet)
      }
    }
  }
  if (request.openings) await bag.add(openingsPath(found.number), concat(openings))
  const attachments = await packAttachments(found.number, [...sound.values()], packing)
  return digestCase({ number: found.number, entries: found.entries, payloads: sound, attachments }, replay)
}

/** By hash, and records by number too: bytes that no longer give their hash are packed as they are, for the verifier to name. */
function payloadsOf({ payloads }: SourceCase, { openings }: ExportRequest): ReadonlyMap<string, Payload> {
  const found = new Map<string, Payload>()
  for (const { recordNumber, hash, bytes, openings: all } of payloads) {
    const payload: Payload = { hash, bytes, openings: openings ? all : [] }
    if (recordNumber !== null) found.set(recordNumber, payload)
    found.set(hash, payload)
  }
  return found
}

async function packAttachments(caseNumber: string, payloads: readonly Payload[], { bag, source }: Packing): Promise<ReadonlySet<string>> {
  const there = new Set<string>()
  for (const { sha256 } of payloads.flatMap((payload) => [...attachmentsIn(payload)])) {
    if (there.has(sha256)) continue
    const bytes = await source.attachment(sha256)
    if (bytes === null) continue
    await bag.add(attachmentPath(caseNumber, sha256), bytes)
    there.add(sha256)
  }
  return there
}

async function packBaseline(hash: string, { bag, source, readBaseline, baselines }: Packing): Promise<ReplayCase | null> {
  const known = baselines.get(hash)
  if (known !== undefined) return known
  const found = await source.baseline(hash)
  const replay = found === null ? null : readBaseline(found.files)
  baselines.set(hash, replay)
  if (found === null) return null
  await bag.add(baselineManifestPath(hash), found.manifest)
  for (const [path, bytes] of found.files) await bag.add(baselinePath(hash, path), bytes)
  return replay
}

/** Every case an entry names is in the package, or exists outside of its scope, or is absent. */
async function judgeLinks(links: readonly LinkedCase[], packed: readonly PackedCase[], { scope }: ExportRequest, source: PackageSource) {
  const inside = new Set(packed.map(({ stream }) => stream))
  const elsewhere = [...new Set(links.map((link) => link.case))].filter((id) => !inside.has(id))
  const outside = (await source.known(elsewhere)).toSorted((one, other) => (one.number < other.number ? -1 : 1))
  return { outside, absent: absentCases(links, inside, new Set(outside.map((each) => each.case)), scope) }
}

function headOf(stream: string, entries: readonly Entry[]): StreamHead {
  const last = entries.at(-1)
  return { stream, entries: entries.length, head: last === undefined ? hashText(new Uint8Array(32)) : hashText(last.hash) }
}

function noteClocks(entries: readonly Entry[], clocks: Set<string>): void {
  for (const { stamp } of entries) clocks.add(parseStamp(stamp)?.clock ?? 'unknown')
}
