import type { Entry } from './entry.ts'
import { entryHash, noPredecessor } from './entry-hash.ts'
import { type Facts, type FactsProblem, readFacts } from './facts.ts'
import { sameBytes } from './hash.ts'
import { parseStamp } from './stamp.ts'

/** What is wrong with one entry of a stream. `sequence` is the place where it stood, from 1. */
export type ChainFinding = Readonly<
  { stream: string; sequence: number } & (
    | { code: 'sequence-gap'; found: number }
    | { code: 'hash-differs' }
    | { code: 'facts-unreadable'; problem: FactsProblem }
    | { code: 'facts-of-another-entry'; stream_found: string; sequence_found: number }
    | { code: 'stamp-unreadable' }
    | { code: 'stamp-of-another-entry'; sequence_found: number }
    | { code: 'stamp-goes-back'; before: string; at: string }
    | { code: 'decided-after-recorded'; decided: string; at: string }
    | { code: 'numbers-differ'; expected: readonly string[]; found: readonly string[] }
    | { code: 'after-closing'; kind: string }
  )
>

/**
 * Tests a whole stream, oldest entry first: places without gap, every hash over its predecessor, stamps that never go
 * back, facts that belong where they stand. Each finding names its entry; none hides the next.
 */
export function checkChain(stream: string, entries: readonly Entry[]): readonly ChainFinding[] {
  const chain = startChain(stream)
  return entries.flatMap((entry) => chain.next(entry))
}

export type Chain = Readonly<{
  next(entry: Entry): readonly ChainFinding[] /** Hash of the last entry. */
  head(): Uint8Array
  length(): number
}>

/** The same test, entry by entry, for streams that do not fit into memory. */
export function startChain(stream: string): Chain {
  let previous = noPredecessor
  let sequence = 0
  let before: Readonly<{ recordedAt: string }> | null = null
  let closed: number | null = null

  const next = (entry: Entry): readonly ChainFinding[] => {
    sequence += 1
    const findings: Finding[] = []
    if (entry.sequence !== sequence) findings.push({ code: 'sequence-gap', found: entry.sequence })
    if (!sameBytes(entryHash(previous, entry.facts, entry.stamp), entry.hash)) findings.push({ code: 'hash-differs' })
    const read = readFacts(entry.facts)
    const stamp = parseStamp(entry.stamp)
    if (read.outcome === 'unreadable') findings.push({ code: 'facts-unreadable', problem: read.problem })
    if (stamp === null) findings.push({ code: 'stamp-unreadable' })
    else {
      if (stamp.sequence !== sequence) findings.push({ code: 'stamp-of-another-entry', sequence_found: stamp.sequence })
      if (before !== null && stamp.recordedAt < before.recordedAt)
        findings.push({ code: 'stamp-goes-back', before: before.recordedAt, at: stamp.recordedAt })
      before = stamp
    }
    if (read.outcome === 'read') {
      findings.push(...placeFindings(read.facts, stream, sequence, closed))
      if (stamp !== null) findings.push(...stampFindings(read.facts, stamp))
      closed ??= read.facts.closed
    }
    previous = entry.hash
    const at = sequence
    return findings.map((finding) => ({ stream, sequence: at, ...finding }))
  }
  return { next, head: () => previous, length: () => sequence }
}

type Finding = ChainFinding extends infer F ? (F extends ChainFinding ? Omit<F, 'stream' | 'sequence'> : never) : never

/** Kinds that may follow the entry that closed a case. */
const afterClosing: ReadonlySet<string> = new Set(['correction', 'annotation', 'hold', 'disposal', 'erasure'])

function placeFindings(facts: Facts, stream: string, sequence: number, closed: number | null): readonly Finding[] {
  const findings: Finding[] = []
  if (facts.stream !== stream || facts.sequence !== sequence)
    findings.push({ code: 'facts-of-another-entry', stream_found: facts.stream, sequence_found: facts.sequence })
  if (closed !== null && (!afterClosing.has(facts.kind) || facts.closed !== closed))
    findings.push({ code: 'after-closing', kind: facts.kind })
  return findings
}

function stampFindings(
  facts: Facts,
  stamp: Readonly<{ recordedAt: string; numbers: Readonly<Record<string, string>> }>,
): readonly Finding[] {
  const expected = Object.keys(facts.counters).sort()
  const found = Object.keys(stamp.numbers).sort()
  const findings: Finding[] = []
  if (expected.join() !== found.join()) findings.push({ code: 'numbers-differ', expected, found })
  if (facts.at > stamp.recordedAt) findings.push({ code: 'decided-after-recorded', decided: facts.at, at: stamp.recordedAt })
  return findings
}
