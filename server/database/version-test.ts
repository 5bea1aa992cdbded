import type { QueryResult } from 'pg'
import type { UnitOfWork, WriteOutcome } from './ledger.ts'
import { lockHeads, presentHeads } from './ledger-statements.ts'
import type { Statement, Transaction } from './transaction.ts'

export type MovedOn = Extract<WriteOutcome, { outcome: 'moved-on' }>

/** Statements that lock what a unit read and changes, and what their answers say of it. */
export type VersionTest = Readonly<{ statements: readonly Statement[]; refusal(answers: readonly QueryResult[]): MovedOn | null }>

type Locked = Readonly<{ id: string; sequence: number }>

/**
 * Tests what was read, and where the unit touches more than one row that others wait for, locks the heads it changes:
 * all of them in the order of their ids. One entry of one case needs no lock of its own.
 */
export function versionTest(unit: UnitOfWork): VersionTest {
  const written = startOf(unit)
  const expected = new Map(unit.reads.map(({ stream, sequence }) => [stream, { sequence, mode: 'read' as 'read' | 'write' }]))
  for (const [stream, sequence] of written) expected.set(stream, { sequence, mode: 'write' })
  const stale = unit.reads.find(({ stream, sequence }) => expected.get(stream)?.sequence !== sequence)
  if (stale !== undefined) return { statements: [], refusal: () => movedOn(stale.stream, expected.get(stale.stream)?.sequence ?? 0) }

  const isSimple =
    expected.size === 1 &&
    written.size === 1 &&
    unit.claims.length === 0 &&
    unit.entries.every((one) => Object.keys(one.counters).length === 0)
  const locked = isSimple ? [] : runs([...expected].sort(([one], [other]) => (one < other ? -1 : 1)))
  return {
    statements: locked.map(({ streams, mode }) => lockHeads(streams, mode)),
    refusal(answers) {
      const found = new Map(answers.flatMap(({ rows }) => (rows as readonly Locked[]).map(({ id, sequence }) => [id, sequence] as const)))
      const moved = locked.flatMap(({ streams }) => streams).find((stream) => (found.get(stream) ?? 0) !== expected.get(stream)?.sequence)
      return moved === undefined ? null : movedOn(moved, found.get(moved) ?? 0)
    },
  }
}

/** Neighbours in the order of ids that are locked alike, so that one statement takes them. */
function runs(sorted: readonly (readonly [string, Readonly<{ mode: 'read' | 'write' }>])[]) {
  const found: { mode: 'read' | 'write'; streams: string[] }[] = []
  for (const [stream, { mode }] of sorted) {
    const last = found.at(-1)
    if (last?.mode === mode) last.streams.push(stream)
    else found.push({ mode, streams: [stream] })
  }
  return found
}

/** The first case a unit changes that is not where the unit expects it, as it stands now; null where all are. */
export async function firstMoved(connection: Pick<Transaction, 'send'>, unit: UnitOfWork): Promise<MovedOn | null> {
  const start = startOf(unit)
  const { rows } = await connection.send<Locked>(presentHeads([...start.keys()]))
  const found = new Map(rows.map(({ id, sequence }) => [id, sequence]))
  const moved = [...start].find(([stream, expected]) => (found.get(stream) ?? 0) !== expected)
  return moved === undefined ? null : movedOn(moved[0], found.get(moved[0]) ?? 0)
}

const movedOn = (stream: string, found: number): MovedOn => ({ outcome: 'moved-on', stream, found })

/** The sequence each changed stream has before the unit. */
function startOf({ entries }: UnitOfWork): ReadonlyMap<string, number> {
  const start = new Map<string, number>()
  for (const { stream, expected } of entries) start.set(stream, Math.min(expected, start.get(stream) ?? expected))
  return start
}

/** What a caller did wrong: entries of one stream follow one another, and a unit has at least one. */
export function misordered({ entries }: UnitOfWork): string | null {
  if (entries.length === 0) return 'Expected a unit of work to have an entry, but it has none.'
  const next = new Map<string, number>()
  for (const { stream, expected } of entries) {
    if ((next.get(stream) ?? expected) !== expected)
      return `Expected the entries of ${stream} to follow one another, but one expects ${expected} after ${next.get(stream)}.`
    next.set(stream, expected + 1)
  }
  return null
}
