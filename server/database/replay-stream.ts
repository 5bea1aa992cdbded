import { isDeepStrictEqual } from 'node:util'
import { type CaseState, evolve } from '#engine'
import { type ChainFinding, checkChain, type EventRead, eventOfEntry, parseStamp, readFacts, sameBytes } from '#records'
import { headOf } from './ledger-statements.ts'
import type { StoredEntry, StoredStream } from './stream-source.ts'

/** One thing in the database that the entries do not say. `case` is its number, or the id of the stream. */
export type RebuildFinding = Readonly<
  { case: string } & (
    | { code: 'chain'; finding: ChainFinding }
    | { code: 'head'; field: 'sequence' | 'hash' }
    | { code: 'entry-column'; sequence: number; field: 'kind' | 'recorded_at' }
    | { code: 'unreadable'; sequence: number; problem: string }
    | { code: 'projection-missing' }
    | { code: 'projection'; field: string; stored: unknown; replayed: unknown }
    | { code: 'projection-without-entries' }
    | { code: 'counter'; counter: string; stored: number; given: number }
  )
>

export type Replayed = Readonly<{ state: CaseState | null; findings: readonly RebuildFinding[] }>

/** Proves one stream's chain, folds its entries, and compares with what is stored beside them. */
export function replayStream(stream: StoredStream): Replayed {
  const named = { case: stream.head?.number ?? stream.id }
  const findings: RebuildFinding[] = checkChain(stream.id, stream.entries).map((finding) => ({ ...named, code: 'chain', finding }))
  const last = stream.entries.at(-1)
  if (last?.sequence !== stream.sequence) findings.push({ ...named, code: 'head', field: 'sequence' })
  else if (!sameBytes(last.hash, stream.hash)) findings.push({ ...named, code: 'head', field: 'hash' })
  for (const entry of stream.entries) findings.push(...columnFindings(named, entry))
  if (stream.kind === 'organisation') return { state: null, findings }

  const folded = fold(stream)
  if (typeof folded === 'string')
    return { state: null, findings: [...findings, { ...named, code: 'unreadable', sequence: stream.entries.length, problem: folded }] }
  findings.push(...folded.problems.map((problem) => ({ ...named, code: 'unreadable' as const, ...problem })))
  return { state: folded.state, findings: [...findings, ...projectionFindings(named, stream, folded.state)] }
}

type Named = Readonly<{ case: string }>

function columnFindings(named: Named, entry: StoredEntry): readonly RebuildFinding[] {
  const read = readFacts(entry.facts)
  const stamp = parseStamp(entry.stamp)
  return [
    ...(read.outcome === 'read' && read.facts.kind !== entry.kind
      ? [{ ...named, code: 'entry-column' as const, sequence: entry.sequence, field: 'kind' as const }]
      : []),
    ...(stamp !== null && stamp.recordedAt !== entry.recordedAt
      ? [{ ...named, code: 'entry-column' as const, sequence: entry.sequence, field: 'recorded_at' as const }]
      : []),
  ]
}

/** The case its entries give; a sentence where they give none. Entries that change nothing still count in the version. */
function fold({
  entries,
  payloads,
}: StoredStream): Readonly<{ state: CaseState; problems: readonly Readonly<{ sequence: number; problem: string }>[] }> | string {
  const byHash = new Map(payloads.map((payload) => [payload.hash, payload]))
  const problems: { sequence: number; problem: string }[] = []
  let state: CaseState | null = null
  for (const entry of entries) {
    const read = eventOfEntry(entry, (hash) => byHash.get(hash))
    if (read.outcome === 'unreadable') {
      problems.push({ sequence: entry.sequence, problem: `${read.problem.code} ${read.problem.path}`.trim() })
      continue
    }
    try {
      state = after(state, read, entry.sequence)
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  return state === null ? 'Expected the entries of a case to begin with its opening, but they do not.' : { state, problems }
}

function after(state: CaseState | null, read: Exclude<EventRead, { outcome: 'unreadable' }>, sequence: number): CaseState | null {
  if (read.outcome === 'event') return evolve(state, read.event)
  return state === null ? null : { ...state, version: sequence }
}

function projectionFindings(named: Named, { head }: StoredStream, state: CaseState): readonly RebuildFinding[] {
  if (head === null) return [{ ...named, code: 'projection-missing' }]
  const { projection: stored, ...storedColumns } = head
  const { projection: replayed, ...columns } = { ...headOf(state), ...scopeOf(state, head.year) }
  return [
    ...differences(named, '', asJson(storedColumns), asJson(columns)),
    ...differences(named, 'projection.', asJson(stored), asJson(replayed)),
  ]
}

/** The columns the database takes from the subject; a case whose subject has no year keeps the one it was opened in. */
const scopeOf = ({ subject, openedBy }: CaseState, year: number) => ({
  site: subject.site ?? null,
  occupation: subject.occupation ?? null,
  person: subject.person ?? null,
  opened_by: openedBy,
  year: typeof subject.year === 'number' ? subject.year : year,
})

function differences(named: Named, prefix: string, stored: Json, replayed: Json): readonly RebuildFinding[] {
  return [...new Set([...Object.keys(stored), ...Object.keys(replayed)])]
    .filter((field) => !isDeepStrictEqual(stored[field], replayed[field]))
    .map((field) => ({ ...named, code: 'projection', field: prefix + field, stored: stored[field], replayed: replayed[field] }))
}

type Json = Readonly<Record<string, unknown>>

/** As it would come back from the database: absent instead of undefined. */
const asJson = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json
