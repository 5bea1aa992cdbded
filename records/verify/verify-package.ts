import { checkChain } from '../chain.ts'
import type { Entry } from '../entry.ts'
import { type Facts, readFacts } from '../facts.ts'
import { sameValue } from '../facts-of-event.ts'
import { hashText, sameBytes } from '../hash.ts'
import { bagInfoText } from '../package/bag.ts'
import type { BaselineReader } from '../package/baseline-reader.ts'
import type { Completeness } from '../package/completeness.ts'
import { readEntries } from '../package/entries-file.ts'
import { isCaseNumber, packagePath } from '../package/layout.ts'
import { absentCases, type LinkedCase, linksOfOrganisation } from '../package/linked-cases.ts'
import { makeNumberSeries } from '../package/number-series.ts'
import { type PackageDescription, readDescription } from '../package/package-description.ts'
import { type BagCheck, checkBag } from './check-bag.ts'
import { checkBaselines } from './check-baselines.ts'
import { type CaseFound, type CasesSetting, type CheckCases, checkCasesOf, placeOf } from './check-cases.ts'
import { checkCompleteness } from './check-completeness.ts'
import { checkDerived } from './check-derived.ts'
import type { StreamPlaces } from './check-leaves.ts'
import { checkLog, type TrustNeeds } from './check-log.ts'
import { derivedFound } from './derived-found.ts'
import { addAll, container, damage, type Finding, file, ofChain } from './finding.ts'
import { goneIn } from './gone-found.ts'
import type { PackageReader } from './package-reader.ts'
import { makeReport, nothingCounted, type Report } from './report.ts'
import { sumSignatureLists } from './sum-lists.ts'

export type VerifyProgress = (progress: Readonly<{ done: number; total: number }>) => void

/** `checkCases`: looks at the cases in the place of this thread; the same findings must come of it. */
export type VerifyNeeds = Readonly<{ trust: TrustNeeds; progress?: VerifyProgress; checkCases?: CheckCases }>

/**
 * Derives everything in a package again and says where it differs. Asks nobody: no server, no database, no network.
 * `null` as reader: the file is no container at all.
 */
export async function verifyPackage(
  reader: PackageReader | null,
  readBaseline: BaselineReader,
  { trust, progress = () => {}, checkCases }: VerifyNeeds,
): Promise<Report> {
  if (reader === null) return makeReport([damage('not-a-package', container)], null, nothingCounted)
  const files = new Set(reader.files.map(({ path }) => path))
  const read = async (path: string) => (files.has(path) ? reader.read(path) : null)
  const bag = await checkBag(reader)
  const findings: Finding[] = [...reader.findings, ...bag.findings]
  const bytes = await read(packagePath.description)
  const description = bytes === null ? null : readDescription(bytes)
  if (description === null || !description.cases.every(({ number }) => isCaseNumber(number))) {
    const missing = bytes === null && !files.has(packagePath.manifest)
    return makeReport(
      [...findings, missing ? damage('not-a-package', container) : damage('description-unreadable', file(packagePath.description))],
      null,
      { ...nothingCounted, files: reader.files.length, bytes: bag.bytes },
    )
  }
  const log = await organisationLog(description, await read(packagePath.organisation), findings)
  addAll(findings, exportFindings(description, log))
  const baselines = await checkBaselines(description, log, reader)
  addAll(findings, [...baselines.findings, ...(await infoFindings(description, bag, await read(packagePath.info)))])

  const said = saidIn(log)
  const factors = said.filter((facts) => facts.kind === 'factor-changed')
  const setting: CasesSetting = { description, factors, baselines: baselines.sound }
  const checks: CaseFound[] = []
  const lists = sumSignatureLists()
  const streams: StreamPlaces[] = [{ stream: description.organisation.id, caseNumber: null, entries: log.map(placeOf) }]
  const byCase = Map.groupBy(bag.payload, (path) => /^data\/cases\/([^/]+)\//.exec(path)?.[1] ?? '')
  const cases = description.cases.map((packed) => ({ packed, paths: byCase.get(packed.number) ?? [] }))
  const inTurn = checkCases ?? checkCasesOf(reader, { readBaseline, checkSignature: trust.checkSignature })
  for await (const { places, signatures, ...check } of inTurn(setting, cases)) {
    const packed = description.cases[checks.length]
    if (packed === undefined) break
    addAll(findings, [...check.findings, ...check.beside])
    streams.push({ stream: packed.stream, caseNumber: packed.number, entries: places })
    lists.add(signatures)
    checks.push(check)
    progress({ done: checks.length, total: description.cases.length })
  }
  if (checks.length !== cases.length) throw new Error(`Expected ${cases.length} cases to be looked at, but ${checks.length} were`)
  for (const { number } of description.cases) byCase.delete(number)
  const unnamed = new Set([...[...byCase.values()].flat(), ...checks.flatMap((check) => check.unnamed)])
  const links = [...linksOfOrganisation(log), ...checks.flatMap(({ digest }) => digest.links)]
  const completeness = completenessOf(description, checks, links)
  const saidBytes = await read(packagePath.completeness)
  const lacking = await checkCompleteness(completeness, saidBytes, derivedFound(description).outcome === 'compared')
  const derived = await checkDerived({ description, completeness, checks, payload: bag.payload, reader, signatures: lists.end() })
  const evidence = await checkLog({ reader, description, organisation: said, streams }, trust)
  addAll(findings, evidence.findings)
  const named = new Set([packagePath.organisation, ...baselines.named, ...derived.made, ...evidence.named])
  const strange = bag.payload.filter((path) => unnamed.has(path) && !named.has(path))
  const strangers = strange.map((path) => damage('file-unnamed', file(path)))
  for (const more of [lacking, takenOut(checks, lacking), strangers, derived.findings]) addAll(findings, more)
  const counted = {
    files: reader.files.length,
    bytes: bag.bytes,
    cases: checks.length,
    entries: log.length + sum(checks.map(({ entries }) => entries)),
    records: sum(checks.map(({ digest }) => digest.completeness.records)),
    baselines: baselines.sound.size,
  }
  return makeReport(findings, description, counted, evidence.anchoring, goneIn(checks))
}

async function organisationLog(description: PackageDescription, bytes: Uint8Array | null, findings: Finding[]): Promise<readonly Entry[]> {
  const { id } = description.organisation
  const { items, damaged } = bytes === null ? { items: [], damaged: [] } : readEntries(id, bytes)
  addAll(
    findings,
    damaged.map((line) => damage('entry-line-unreadable', { kind: 'entry', name: `organisation#${line}` }, { line })),
  )
  addAll(
    findings,
    checkChain(id, items).map((found) => ofChain('organisation', found)),
  )
  const last = items.at(-1)
  const { entries, head, stream } = description.organisationStream
  const same = stream === id && entries === items.length && (last === undefined || hashText(last.hash) === head)
  if (!same) findings.push(damage('description-differs', file(packagePath.organisation), { expected: entries, found: items.length }))
  return items
}

function saidIn(log: readonly Entry[]): readonly Facts[] {
  return log.flatMap(({ facts }) => {
    const read = readFacts(facts)
    return read.outcome === 'read' ? [read.facts] : []
  })
}

/** What the package says of itself must be what the organisation wrote down before it was packed. */
function exportFindings(description: PackageDescription, log: readonly Entry[]): readonly Finding[] {
  const { id, scope, reason, openings, by, organisation } = description
  const said = saidIn(log)
  const agrees = said.some(
    (facts) =>
      facts.kind === 'export' &&
      sameValue(
        [facts.package, facts.scope, facts.reason, facts.openings, facts.by.person, facts.by.name],
        [id, scope, reason, openings, by.person, by.name],
      ),
  )
  const created = said.find((facts) => facts.kind === 'organisation-created')
  const named = created === undefined || sameValue(created.name, { zh: organisation.zh, en: organisation.en })
  return [
    ...(agrees ? [] : [damage('export-not-recorded', file(packagePath.description))]),
    ...(named ? [] : [damage('description-differs', file(packagePath.description), { expected: 1, found: said.length })]),
  ]
}

async function infoFindings(
  { organisation, id, at }: PackageDescription,
  { payload, bytes }: BagCheck,
  found: Uint8Array | null,
): Promise<readonly Finding[]> {
  const expected = bagInfoText({
    organisation: `${organisation.zh} / ${organisation.en}`,
    packageId: id,
    date: at.slice(0, 10),
    bytes,
    files: payload.length,
  })
  const same = found !== null && sameBytes(found, new TextEncoder().encode(expected))
  return same ? [] : [damage('tag-file-altered', file(packagePath.info))]
}

function completenessOf(
  { cases, outside, scope }: PackageDescription,
  checks: readonly CaseFound[],
  links: readonly LinkedCase[],
): Completeness {
  const absent = absentCases(links, new Set(cases.map(({ stream }) => stream)), new Set(outside.map((each) => each.case)), scope)
  const series = makeNumberSeries()
  for (const { lines } of checks) for (const taken of lines.numbers) series.add(taken)
  return {
    format: 'guiju-completeness/1',
    cases: checks.map(({ digest }) => digest.completeness),
    absentCases: absent,
    numbers: series.series(scope, new Set(outside.map(({ number }) => number))),
  }
}

/** Data that entries name, that no disposal accounts for, and of which the package does not say that it was never there. */
function takenOut(checks: readonly CaseFound[], lacking: readonly Finding[]): readonly Finding[] {
  const admitted = new Set(lacking.filter(({ code }) => code === 'record-missing').map(({ details }) => details.hash))
  return checks.flatMap(({ withoutFile, digest: { completeness } }) => {
    const disposed = new Set(completeness.disposed.map(({ data }) => data))
    return withoutFile
      .filter(({ hash }) => !disposed.has(hash) && !admitted.has(hash))
      .map(({ hash, number }) =>
        damage('record-missing', number === null ? { kind: 'case', name: completeness.case } : { kind: 'record', name: number }, { hash }),
      )
  })
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
