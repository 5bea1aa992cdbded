import type { CheckSignature } from '../check-evidence.ts'
import type { Facts } from '../facts.ts'
import { sameBytes } from '../hash.ts'
import { base64Of } from '../log/base64.ts'
import type { CheckEd25519 } from '../log/signed-note.ts'
import { packagePath } from '../package/layout.ts'
import type { PackageDescription } from '../package/package-description.ts'
import { type Anchoring, notAnchored, type Vouching } from './anchoring.ts'
import { checkAgainst } from './check-against.ts'
import { checkLeaves, type PlacedEntry, type StreamPlaces } from './check-leaves.ts'
import { type CheckStamp, checkStamps } from './check-stamps.ts'
import { addAll, damage, type Finding, file } from './finding.ts'
import { type Judgement, judge } from './judge-trust.ts'
import { instantOf, type Kept, readKnownState, tilesOf } from './known-state.ts'
import type { PackageReader } from './package-reader.ts'
import { type ProvenLog, proveTiles } from './prove-tiles.ts'
import { keysOf, type ReadCheckpoint, readCheckpoint, readKeysFile, unnamedKeys } from './read-checkpoints.ts'
import type { TrustPolicy } from './trust-policy.ts'

/** What the verifier takes from outside: arithmetic the room has none of, and what the auditor demands and knows. */
export type TrustNeeds = Readonly<{
  checkEd25519: CheckEd25519
  /** Of passkeys. */
  checkSignature: CheckSignature
  checkStamp: CheckStamp
  policy: TrustPolicy | null
  kept: readonly Kept[]
}>

export type PackedLog = Readonly<{
  reader: PackageReader
  description: PackageDescription
  /** What the entries of the organisation say. */
  organisation: readonly Facts[]
  streams: readonly StreamPlaces[]
}>

export type LogCheck = Readonly<{ findings: readonly Finding[]; named: readonly string[]; anchoring: Anchoring }>

/**
 * Tests what a package brings of the log: every entry's leaf under the root of the checkpoint, the checkpoint by the keys of
 * the log, witnesses and stamps, older checkpoints, and all of it against the auditor's policy and what they kept.
 */
export async function checkLog(packed: PackedLog, needs: TrustNeeds): Promise<LogCheck> {
  const evidence = await readEvidence(packed, needs)
  const known = await againstKept(packed, evidence, needs)
  const judgement = judge(evidence, packed.description, needs.policy)
  const own = [...evidence.findings, ...judgement.findings]
  const broken = evidence.findings.some(({ kind }) => kind === 'damage')
  return {
    findings: [...own, ...known.findings],
    named: evidence.named,
    anchoring: {
      ...known.anchoring,
      outcome: outcomeOf(evidence, broken, judgement),
      checkpoint: said(evidence.main),
      witnesses: evidence.checkpoints.flatMap((each) => witnessesOf(each, needs.policy)),
      stamps: evidence.stamps,
      anchored: broken ? 0 : judgement.anchored,
      pending: judgement.pending,
      policy: needs.policy === null ? 'none' : judgement.met && !broken ? 'met' : 'not-met',
    },
  }
}

/** What holds of the evidence in the package. `checkpoints`: of one history, the newest first. */
export type Evidence = Readonly<{
  findings: readonly Finding[]
  named: readonly string[]
  main: ReadCheckpoint | null
  log: ProvenLog | null
  checkpoints: readonly ReadCheckpoint[]
  stamps: readonly Vouching[]
  entries: readonly PlacedEntry[]
}>

async function readEvidence({ reader, organisation, streams }: PackedLog, needs: TrustNeeds): Promise<Evidence> {
  const there = new Set(reader.files.map(({ path }) => path))
  const read = async (path: string) => (there.has(path) ? reader.read(path) : null)
  const bytes = await read(packagePath.checkpoint)
  const unplaced = streams.flatMap(({ entries, caseNumber }) =>
    entries.map(
      (entry, at): PlacedEntry => ({ ...entry, leaf: null, place: { kind: 'entry', name: `${caseNumber ?? 'organisation'}#${at + 1}` } }),
    ),
  )
  const nothing: Evidence = { findings: [], named: [], main: null, log: null, checkpoints: [], stamps: [], entries: unplaced }
  if (bytes === null) return nothing
  const named = [packagePath.checkpoint, packagePath.logKeys]
  const file_ = readKeysFile((await read(packagePath.logKeys)) ?? new Uint8Array())
  const findings: Finding[] = file_.damaged.map((line) => damage('log-keys-damaged', file(packagePath.logKeys), { line }))
  const keys = keysOf(needs.policy, file_.keys)
  const main = readCheckpoint(packagePath.checkpoint, bytes, keys, needs.checkEd25519)
  if ('code' in main) return { ...nothing, findings: [...findings, main], named }
  addAll(findings, unnamedKeys(main, organisation))

  const tiles = tilesOf(reader)
  const log = await proveTiles(main, tiles)
  const leaves = await checkLeaves(streams, read, log)
  addAll(findings, [...log.findings, ...leaves.findings])
  const earlier = await readEarlier(reader, main, log, (path, note) => readCheckpoint(path, note, keys, needs.checkEd25519))
  const checkpoints = [main, ...earlier.checkpoints]
  const stamps = await checkStamps(reader, checkpoints, needs.policy, needs.checkStamp)
  addAll(findings, [...earlier.findings, ...stamps.findings])
  return {
    findings,
    named: [...named, ...[...tiles.paths].map((path) => `data/log/${path}`), ...leaves.named, ...earlier.named, ...stamps.named],
    main,
    log: log.findings.length > 0 ? null : log,
    checkpoints,
    stamps: stamps.stamps,
    entries: leaves.entries,
  }
}

type Earlier = Readonly<{ findings: readonly Finding[]; named: readonly string[]; checkpoints: readonly ReadCheckpoint[] }>

/** The older checkpoints of a package: each must be of the same history as the newest. The newest of them first. */
async function readEarlier(
  reader: PackageReader,
  main: ReadCheckpoint,
  log: ProvenLog,
  open: (path: string, note: Uint8Array) => ReadCheckpoint | Finding,
): Promise<Earlier> {
  const findings: Finding[] = []
  const checkpoints: ReadCheckpoint[] = []
  const paths = reader.files.map(({ path }) => path).filter((path) => /^data\/log\/checkpoints\/(0|[1-9][0-9]*)$/.test(path))
  for (const path of paths) {
    const found = open(path, await reader.read(path))
    if ('code' in found) {
      findings.push(found)
      continue
    }
    const root = found.size <= main.size ? await log.rootAt(found.size) : null
    const fits = found.origin === main.origin && path.endsWith(`/${found.size}`) && root !== null && sameBytes(root, found.root)
    if (fits) checkpoints.push(found)
    else findings.push(damage('checkpoint-contradicts', file(path), { size: found.size }))
  }
  return { findings, named: paths, checkpoints: checkpoints.toSorted((one, other) => other.size - one.size) }
}

async function againstKept({ reader: _, ...packed }: PackedLog, evidence: Evidence, needs: TrustNeeds) {
  const findings: Finding[] = []
  let anchoring: Anchoring = notAnchored
  const packedKeys =
    evidence.main === null ? [] : evidence.checkpoints.flatMap(({ signed, cosigned }) => [...signed, ...cosigned].map(({ key }) => key))
  for (const kept of needs.kept) {
    const known = await readKnownState(kept, { policy: needs.policy, packed: packedKeys }, needs.checkEd25519)
    if (typeof known === 'string') findings.push(damage('against-unreadable', file(kept.name), { reason: known }))
    else {
      const check = await checkAgainst(known, { ...packed, checkpoint: evidence.main, log: evidence.log })
      addAll(findings, check.findings)
      // Of several the report names the one that says least in favour; each contradiction is a finding besides.
      if (anchoring.against === null || anchoring.against.outcome === 'contained') anchoring = { ...anchoring, against: check.against }
    }
  }
  return { findings, anchoring }
}

function outcomeOf(evidence: Evidence, broken: boolean, { met }: Judgement): Anchoring['outcome'] {
  if (broken) return 'broken'
  if (evidence.main === null) return 'none'
  return met ? 'proven' : 'unproven'
}

function said(main: ReadCheckpoint | null): Anchoring['checkpoint'] {
  if (main === null) return null
  const { origin, size, root, signed } = main
  return { origin, size, root: base64Of(root), signedBy: signed.map(({ name, id }) => `${name}+${id}`) }
}

function witnessesOf({ size, cosigned }: ReadCheckpoint, policy: TrustPolicy | null): readonly Vouching[] {
  const trusted = new Set([...(policy?.witnesses.values() ?? [])].map(({ name, id }) => `${name}+${id}`))
  return cosigned.map(({ name, id, timestamp }) => ({
    by: `${name}+${id}`,
    size,
    at: timestamp === null ? null : instantOf(timestamp),
    known: trusted.has(`${name}+${id}`),
  }))
}
