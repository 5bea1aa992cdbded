import { canonicalBytes, readCanonical } from '../canonical.ts'
import { hashTextOf, sameBytes } from '../hash.ts'
import type { CaseCompleteness, Completeness } from '../package/completeness.ts'
import { completenessParts } from '../package/derived-files.ts'
import { packagePath } from '../package/layout.ts'
import { isObject } from '../shape.ts'
import { sumOf } from './check-derived.ts'
import { damage, type Finding, file, lack } from './finding.ts'

/**
 * Compares what the package says of its completeness with what its entries and data say, and names what is owed. `found`
 * is recomputed; `said` are the bytes of data/completeness.json, null where the file is not there. `compared`: the list is of
 * a version this verifier writes too; of another, only what it says was never there is read.
 */
export async function checkCompleteness(found: Completeness, said: Uint8Array | null, compared: boolean): Promise<readonly Finding[]> {
  if (said !== null && (await isSaid(found, said))) return lacks(found, absentAsSaid(found))
  const read = said === null ? null : readCanonical(said)
  if (read === null || read.outcome === 'unreadable')
    return [damage('completeness-unreadable', file(packagePath.completeness)), ...lacks(found, new Set())]
  return [...(compared ? differences(found, read.value) : []), ...lacks(found, absentAsSaid(read.value))]
}

/** Compared case by case, as the list is written: the whole of it is not made a second time. */
async function isSaid({ absentCases, numbers, cases }: Completeness, said: Uint8Array): Promise<boolean> {
  async function* lines() {
    for (const found of cases) yield { found, files: [] }
  }
  return (await sumOf(completenessParts({ absentCases, numbers, cases: lines }))) === hashTextOf(said)
}

function differences(found: Completeness, said: unknown): readonly Finding[] {
  const cases = new Map(saidCases(said).map((each) => [String(each.case), each]))
  const differing = found.cases.filter((each) => !sameBytes(canonicalBytes(each), canonicalBytes(cases.get(each.case) ?? null)))
  const findings = differing.map((each) => damage('completeness-differs', { kind: 'case', name: each.case }))
  return findings.length > 0 ? findings : [damage('completeness-differs', file(packagePath.completeness))]
}

/** Data the package itself says it could not include: never there, rather than taken out later. */
function absentAsSaid(said: unknown): ReadonlySet<string> {
  return new Set(
    saidCases(said).flatMap((each) => (Array.isArray(each.absent) ? each.absent.filter(isObject).map(({ data }) => String(data)) : [])),
  )
}

function saidCases(said: unknown): readonly Readonly<Record<string, unknown>>[] {
  return isObject(said) && Array.isArray(said.cases) ? said.cases.filter(isObject) : []
}

function lacks({ cases, absentCases, numbers }: Completeness, knownAbsent: ReadonlySet<string>): readonly Finding[] {
  return [
    ...cases.flatMap((each) => caseLacks(each, knownAbsent)),
    ...absentCases.map(({ case: id, document, because }) => lack('case-missing', { kind: 'case', name: id }, { document, because })),
    ...numbers.flatMap(({ gaps, doubled }) => [
      ...gaps.map((number) => lack('number-gap', file(packagePath.completeness), { number })),
      ...doubled.map((number) => lack('number-doubled', file(packagePath.completeness), { number })),
    ]),
  ]
}

function caseLacks(found: CaseCompleteness, knownAbsent: ReadonlySet<string>): readonly Finding[] {
  const place = { kind: 'case', name: found.case } as const
  return [
    ...found.missing.map(({ step, sequence, form, part }) => lack('record-owed', place, { step, sequence, form, part })),
    ...found.serialGaps.map((serial) => lack('serial-gap', place, { serial })),
    ...found.serialsDoubled.map((serial) => lack('serial-doubled', place, { serial })),
    ...found.contributionsMissing.map(({ step, sequence, contribution }) =>
      lack('contribution-missing', place, { step, sequence, contribution }),
    ),
    ...found.signaturesMissing.map(({ step, sequence, meaning }) =>
      lack('signature-missing', { kind: 'entry', name: `${found.case}#${sequence}` }, { step, meaning }),
    ),
    ...found.attachmentsMissing.map(({ record, sha256 }) => lack('attachment-missing', { kind: 'record', name: record }, { sha256 })),
    ...found.absent
      .filter(({ data }) => knownAbsent.has(data))
      .map(({ data, record }) => lack('record-missing', record === null ? place : { kind: 'record', name: record }, { hash: data })),
  ]
}
