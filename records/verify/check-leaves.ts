import type { HashText } from '../entry.ts'
import { digestOf, sameBytes } from '../hash.ts'
import { isLeaf, leafBytes, leafHash } from '../log/leaf.ts'
import { leavesPath } from '../package/layout.ts'
import { readLeaves } from '../package/log-files.ts'
import { addAll, damage, type Finding, file, lack, type Place } from './finding.ts'
import type { ProvenLog } from './prove-tiles.ts'

/** An entry as far as the log speaks of it. `recordedAt` null: its stamp could not be read, which is said elsewhere. */
export type EntryPlace = Readonly<{ sequence: number; hash: HashText; recordedAt: string | null }>

/** The entries of a stream, in order. `caseNumber` null: the organisation's. */
export type StreamPlaces = Readonly<{ stream: string; caseNumber: string | null; entries: readonly EntryPlace[] }>

/** An entry whose leaf was found, or that has none yet. */
export type PlacedEntry = EntryPlace & Readonly<{ place: Place /** Null: not in the log yet. */; leaf: number | null }>

export type LeavesCheck = Readonly<{ findings: readonly Finding[]; named: readonly string[]; entries: readonly PlacedEntry[] }>

/** An entry that is older than one in the log by more than this should have been in it too. */
const OVERDUE_MS = 60_000

/** Tests for every entry that what `leaves.json` says is so: the log has at that place the leaf of this entry. */
export async function checkLeaves(
  streams: readonly StreamPlaces[],
  read: (path: string) => Promise<Uint8Array | null>,
  log: ProvenLog,
): Promise<LeavesCheck> {
  const findings: Finding[] = []
  const entries: PlacedEntry[] = []
  for (const stream of streams) {
    const path = leavesPath(stream.caseNumber)
    const bytes = await read(path)
    const said = bytes === null ? null : readLeaves(bytes)
    if (said === null || said.stream !== stream.stream || said.leaves.length !== stream.entries.length)
      findings.push(damage(said === null ? 'leaves-unreadable' : 'leaves-differ', file(path)))
    else {
      const last = said.leaves.findLastIndex((leaf) => leaf !== null)
      for (const [at, entry] of stream.entries.entries()) {
        const leaf = said.leaves[at] ?? null
        const place: Place = { kind: 'entry', name: `${stream.caseNumber ?? 'organisation'}#${at + 1}` }
        const problem = leaf === null ? gap(at, last, place) : await leafProblem(stream.stream, entry, leaf, place, log)
        if (problem !== null) findings.push(problem)
        else entries.push({ ...entry, place, leaf })
      }
    }
  }
  addAll(findings, overdue(entries))
  return { findings, named: streams.map(({ caseNumber }) => leavesPath(caseNumber)), entries }
}

/** An entry waits for those before it in its stream: none that has a leaf stands behind one that has none. */
function gap(at: number, last: number, place: Place): Finding | null {
  return at < last ? damage('leaf-missing', place) : null
}

async function leafProblem(stream: string, entry: EntryPlace, leaf: number, place: Place, log: ProvenLog): Promise<Finding | null> {
  const found = await log.leaf(leaf)
  if (found === null) return damage('leaf-unproven', place, { leaf })
  const own = { stream, sequence: entry.sequence, hash: digestOf(entry.hash) ?? new Uint8Array() }
  return isLeaf(own) && sameBytes(leafHash(leafBytes(own)), found) ? null : damage('leaf-differs', place, { leaf })
}

function overdue(entries: readonly PlacedEntry[]): readonly Finding[] {
  const newest = entries.reduce(
    (latest, { leaf, recordedAt }) => (leaf !== null && (recordedAt ?? '') > latest ? (recordedAt ?? '') : latest),
    '',
  )
  return entries
    .filter(({ leaf, recordedAt }) => leaf === null && recordedAt !== null && Date.parse(newest) - Date.parse(recordedAt) > OVERDUE_MS)
    .map(({ place, recordedAt }) => lack('leaf-overdue', place, { at: recordedAt ?? '', newest }))
}
