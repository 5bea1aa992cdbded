import type { CheckSignature } from '../check-evidence.ts'
import { enrolledKeys } from '../enrolled-keys.ts'
import type { Entry } from '../entry.ts'
import { hashText } from '../hash.ts'
import type { BaselineReader, ReplayCase } from '../package/baseline-reader.ts'
import type { CaseLines } from '../package/case-lines.ts'
import type { PackageDescription, PackedCase } from '../package/package-description.ts'
import { signatureListsOf } from '../package/signature-line.ts'
import type { FactorChangedFacts } from '../security-facts.ts'
import { parseStamp } from '../stamp.ts'
import { type CaseCheck, type CaseFiles, checkCase } from './check-case.ts'
import type { EntryPlace } from './check-leaves.ts'
import { checkSignatures } from './check-signatures.ts'
import { damage, type Finding } from './finding.ts'
import type { PackageReader } from './package-reader.ts'

/** What has to be known of a package before its cases can be looked at, each for itself. */
export type CasesSetting = Readonly<{
  description: Pick<PackageDescription, 'organisation' | 'openings'>
  /** What the organisation's stream says of passkeys. */
  factors: readonly FactorChangedFacts[]
  /** The files of each sound baseline, by its hash. */
  baselines: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
}>

/** A case, and all files of the package that stand in its folder. */
export type CaseToCheck = Readonly<{ packed: PackedCase; paths: readonly string[] }>

/** What came of a case: plain data, for it may have been looked at by another thread. */
export type CaseResult = Omit<CaseCheck, 'lines'> &
  Readonly<{
    /** What stands against its replay and its signatures, beside `findings`. */
    beside: readonly Finding[]
    places: readonly EntryPlace[]
    lines: Omit<CaseLines, 'signatures'>
    /** Its part of the lists of signatures, as it has to stand there. */
    signatures: Readonly<{ count: number; lines: Uint8Array; rows: Uint8Array }>
  }>

/** What is kept of a case until all have been looked at. */
export type CaseFound = Omit<CaseResult, 'places' | 'signatures'>

/** Looks at all cases and answers in their order. A shell that has several processors brings its own. */
export type CheckCases = (setting: CasesSetting, cases: readonly CaseToCheck[]) => AsyncIterable<CaseResult>

/** What a case is looked at with. */
export type CaseNeeds = Readonly<{ readBaseline: BaselineReader; checkSignature: CheckSignature }>

/** Looks at the cases one after the other. */
export function checkCasesOf(reader: PackageReader, needs: CaseNeeds): CheckCases {
  return async function* (setting, cases) {
    const check = makeCaseChecker(setting, needs)
    for (const { packed, paths } of cases) {
      const there = new Set(paths)
      yield check(packed, { reader, has: (path) => there.has(path), paths })
    }
  }
}

/** Compiles each baseline once, when the first case of it comes. */
export function makeCaseChecker(
  { description, factors, baselines }: CasesSetting,
  { readBaseline, checkSignature }: CaseNeeds,
): (packed: PackedCase, files: CaseFiles) => Promise<CaseResult> {
  const keys = enrolledKeys(factors)
  const replays = new Map<string, ReplayCase | null>()
  const replayBy = (baseline: string) => {
    const known = replays.get(baseline)
    if (known !== undefined) return known
    const files = baselines.get(baseline)
    const replay = files === undefined ? null : readBaseline(files)
    replays.set(baseline, replay)
    return replay
  }
  return async (packed, files) => {
    const { read, lines, ...check } = await checkCase(packed, description, files, replayBy(packed.baseline))
    const { signatures, ...others } = lines
    return {
      ...check,
      beside: [...replayFinding(packed.number, check.digest), ...checkSignatures(packed.number, read, keys, checkSignature)],
      places: read.map(placeOf),
      lines: others,
      signatures: { count: signatures.length, ...signatureListsOf(signatures) },
    }
  }
}

export function placeOf({ sequence, hash, stamp }: Entry): EntryPlace {
  return { sequence, hash: hashText(hash), recordedAt: parseStamp(stamp)?.recordedAt ?? null }
}

function replayFinding(number: string, { notReplayed }: CaseCheck['digest']): readonly Finding[] {
  return notReplayed === null ? [] : [damage('case-not-replayable', { kind: 'case', name: number }, { reason: notReplayed })]
}
