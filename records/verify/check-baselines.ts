import type { BaselineManifest } from '../baseline.ts'
import { readCanonical } from '../canonical.ts'
import type { Entry } from '../entry.ts'
import { readFacts } from '../facts.ts'
import { hashTextOf, isHashText } from '../hash.ts'
import { baselineManifestPath, baselinePath } from '../package/layout.ts'
import type { PackageDescription } from '../package/package-description.ts'
import { literal, matching, object, recordOf, type Shape, text } from '../shape.ts'
import { addAll, damage, type Finding, type Place } from './finding.ts'
import type { PackageReader } from './package-reader.ts'

export type BaselinesCheck = Readonly<{
  findings: readonly Finding[]
  /** The files of each baseline that is what its hash says. */
  sound: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
  named: ReadonlySet<string>
}>

const manifestShape: Shape<BaselineManifest> = object<BaselineManifest>({
  format: literal('guiju-baseline/1'),
  ruleLibrary: text,
  files: recordOf(matching(isHashText)),
})

/** Tests every baseline a case is pinned to: its name is the hash of its manifest, its files are those the manifest names. */
export async function checkBaselines(
  description: PackageDescription,
  log: readonly Entry[],
  reader: PackageReader,
): Promise<BaselinesCheck> {
  const findings: Finding[] = []
  const sound = new Map<string, ReadonlyMap<string, Uint8Array>>()
  const named = new Set<string>()
  const there = new Set(reader.files.map(({ path }) => path))
  for (const hash of new Set(description.cases.map(({ baseline }) => baseline))) {
    const place: Place = { kind: 'baseline', name: hash }
    const path = baselineManifestPath(hash)
    named.add(path)
    const bytes = there.has(path) ? await reader.read(path) : null
    const manifest = bytes === null ? null : readManifest(bytes)
    if (bytes === null) findings.push(damage('baseline-missing', place, { file: path }))
    else if (manifest === null || hashTextOf(bytes) !== hash) findings.push(damage('baseline-altered', place, { file: path }))
    if (manifest === null) continue
    const files = new Map<string, Uint8Array>()
    for (const [name, expected] of Object.entries(manifest.files)) {
      const inside = baselinePath(hash, name)
      named.add(inside)
      const found = there.has(inside) ? await reader.read(inside) : null
      if (found === null) findings.push(damage('baseline-missing', place, { file: inside }))
      else if (hashTextOf(found) !== expected) findings.push(damage('baseline-altered', place, { file: inside }))
      else files.set(name, found)
    }
    if (files.size === Object.keys(manifest.files).length && bytes !== null && hashTextOf(bytes) === hash) sound.set(hash, files)
  }
  addAll(findings, unreleased(description, log))
  return { findings, sound, named }
}

function readManifest(bytes: Uint8Array): BaselineManifest | null {
  const read = readCanonical(bytes)
  return read.outcome === 'read' && manifestShape(read.value, '') === null ? (read.value as BaselineManifest) : null
}

/** Cases that run under a baseline the organisation never released for their document. */
function unreleased(description: PackageDescription, log: readonly Entry[]): readonly Finding[] {
  const released = new Set<string>()
  for (const { facts } of log) {
    const read = readFacts(facts)
    if (read.outcome === 'read' && read.facts.kind === 'release')
      for (const { document, baseline } of read.facts.released) released.add(`${document} ${baseline}`)
  }
  return description.cases
    .filter(({ document, baseline }) => !released.has(`${document} ${baseline}`))
    .map(({ number, baseline }) => damage('baseline-not-released', { kind: 'case', name: number }, { baseline }))
}
