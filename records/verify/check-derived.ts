import type { HashText } from '../entry.ts'
import { startSum } from '../hash.ts'
import type { Completeness } from '../package/completeness.ts'
import { type DerivedFile, derivedFiles, type PackageContent } from '../package/derived-files.ts'
import { arranged, volumeOf } from '../package/file-order.ts'
import { addLacks, fourCharacteristics, type Looked, lacksBeside, lacksOf, tallyOf } from '../package/four-characteristics.ts'
import { linksOfIndex } from '../package/index-page.ts'
import { packagePath, recordPath } from '../package/layout.ts'
import type { PackageDescription } from '../package/package-description.ts'
import { pagesIn, type RecordLine } from '../package/record-line.ts'
import type { CaseFound } from './check-cases.ts'
import { derivedFound } from './derived-found.ts'
import { addAll, damage, type Finding, type FindingCode, file } from './finding.ts'
import { type PackageReader, sumOfFile } from './package-reader.ts'
import type { SummedLists } from './sum-lists.ts'

export type DerivedCheck = Readonly<{
  findings: readonly Finding[] /** Every file that follows from the others. */
  made: ReadonlySet<string>
}>

type Found = Readonly<{
  description: PackageDescription
  completeness: Completeness
  checks: readonly CaseFound[]
  payload: readonly string[]
  reader: PackageReader
  signatures: SummedLists
}>

/**
 * Makes every file that follows from the others again and compares it: order, lists, report, index. Files of another version
 * are not compared; of an older one the index has to link to everything, of a newer one nothing is known but what is no record.
 */
export async function checkDerived(found: Found): Promise<DerivedCheck> {
  const there = new Set(found.payload)
  const content = await contentOf(found, there)
  const { outcome } = derivedFound(found.description)
  const findings: Finding[] = []
  const made = new Set<string>()
  for await (const derived of derivedFiles(content)) {
    made.add(derived.path)
    if (outcome !== 'compared') continue
    const code = codeOf(derived.path)
    if (code === null) continue
    if (!there.has(derived.path)) findings.push(damage('file-missing', file(derived.path)))
    else if (!(await isAs(derived, found))) findings.push(damage(code, file(derived.path)))
  }
  if (outcome === 'newer') for (const path of found.payload) if (!isEvidence(path)) made.add(path)
  if (outcome !== 'newer') addAll(findings, await outOfOrder(content, found.payload))
  if (outcome === 'older') addAll(findings, await unlinked(found, made))
  return { findings, made }
}

/** What a difference in a file is called; null where another check says it better. */
function codeOf(path: string): FindingCode | null {
  if (path === packagePath.completeness || path === packagePath.description) return null
  if (path === packagePath.order) return 'order-differs'
  if (path === packagePath.characteristics || path === packagePath.characteristicsPage) return 'characteristics-differ'
  if (path.startsWith('data/lists/')) return 'list-differs'
  return 'index-differs'
}

async function isAs({ path, parts }: DerivedFile, { reader, signatures }: Found): Promise<boolean> {
  return (await sumOfFile(reader, path)) === (signatures.sums.get(path) ?? (await sumOf(parts())))
}

export async function sumOf(parts: AsyncIterable<Uint8Array>): Promise<HashText> {
  const sum = startSum()
  for await (const part of parts) sum.add(part)
  return sum.text()
}

async function contentOf(
  { description, completeness, checks, payload, reader, signatures }: Found,
  there: ReadonlySet<string>,
): Promise<PackageContent> {
  const records = await recordLines(description, checks, there, reader)
  const looked: Looked = {
    cases: checks.length,
    entries: sum(checks.map(({ entries }) => entries)),
    records: records.length,
    signatures: signatures.count,
    attachments: sum(checks.map(({ attachments }) => attachments)),
    pages: sum(records.map(({ pages }) => pages ?? 0)),
  }
  const tally = new Map<string, number>()
  for (const { findings, digest } of checks) {
    tallyOf(findings, tally)
    if (digest.notReplayed !== null) addLacks(tally, [['case-not-replayable', 1]])
    addLacks(tally, lacksOf(digest.completeness))
  }
  addLacks(tally, lacksBeside(completeness.absentCases, completeness.numbers))
  const recordFiles = new Set(records.flatMap(({ path }) => [path, path.replace(/\.json$/, '.pdf')]))
  const beside = Map.groupBy(
    payload.filter((path) => !recordFiles.has(path)),
    (path) => /^data\/cases\/([^/]+)\//.exec(path)?.[1] ?? '',
  )
  return {
    description,
    absentCases: completeness.absentCases,
    numbers: completeness.numbers,
    characteristics: fourCharacteristics(tally, looked, 'package'),
    records: () => each(records),
    // Their lists were summed up as the cases went by.
    signatures: () => each([]),
    cases: () => each(completeness.cases.map((one) => ({ found: one, files: beside.get(one.case) ?? [] }))),
    others: (beside.get('') ?? []).filter((path) => !isDerived(path)),
  }
}

async function recordLines(
  { order }: PackageDescription,
  checks: readonly CaseFound[],
  there: ReadonlySet<string>,
  reader: PackageReader,
): Promise<readonly RecordLine[]> {
  const volume = volumeOf(order)
  const placed = arranged(
    order,
    checks.flatMap(({ lines }) => lines.records),
  )
  const lines: RecordLine[] = []
  for (const [at, record] of placed.entries()) {
    const sheet = recordPath(record.case, record, 'pdf')
    const pages = there.has(sheet) ? pagesIn(await reader.read(sheet)) : null
    lines.push({ ...record, no: at + 1, volume: volume(record), path: recordPath(record.case, record), pages })
  }
  return lines
}

/** The records have to stand in the container as the order puts them, so that unpacking gives the file as it is read. */
async function outOfOrder(content: PackageContent, payload: readonly string[]): Promise<readonly Finding[]> {
  const place = new Map(payload.map((path, at) => [path, at]))
  let last = -1
  for await (const { path } of content.records()) {
    const at = place.get(path)
    if (at === undefined) continue
    if (at < last) return [damage('order-differs', file(path))]
    last = at
  }
  return []
}

/** An index of another version is not made again: what it does not link to is named. */
async function unlinked({ payload, reader }: Found, made: ReadonlySet<string>): Promise<readonly Finding[]> {
  const pages = payload.filter((path) => path === packagePath.index || path.startsWith('data/index/'))
  const linked = new Set<string>(pages)
  for (const page of pages) for (const path of linksOfIndex(new TextDecoder().decode(await reader.read(page)), page)) linked.add(path)
  return payload
    .filter((path) => !linked.has(path) && !made.has(path))
    .map((path) => damage('index-incomplete', file(packagePath.index), { file: path }))
}

/** Streams, their data and files, baselines, the log: what proves something, in whatever version the rest is written. */
function isEvidence(path: string): boolean {
  return /^data\/(cases|organisation|baselines|log)\//.test(path)
}

export function isDerived(path: string): boolean {
  return derivedPaths.has(path) || path.startsWith('data/index/')
}

const derivedPaths = new Set<string>([
  packagePath.index,
  packagePath.description,
  packagePath.completeness,
  packagePath.order,
  packagePath.recordList,
  packagePath.signatures,
  packagePath.signatureList,
  packagePath.characteristics,
  packagePath.characteristicsPage,
])

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
