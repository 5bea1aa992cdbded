import type { CaseState } from '#engine'
import { type AppendedRow, append } from './append-statement.ts'
import { constraintOf, DatabaseFault } from './database-fault.ts'
import type { Ledger, UnitOfWork, WriteOutcome } from './ledger.ts'
import {
  claim,
  enqueue,
  foreignClaims,
  keepAttachments,
  linkCases,
  lockHeads,
  presentHeads,
  projectHeads,
  recallAnswer,
  rememberAnswer,
  replaceAgenda,
  storePayloads,
  testFencing,
} from './ledger-statements.ts'
import { settleRegisters } from './register-statements.ts'
import { KeysErased, type StorageSealing, sealForStorage } from './seal-for-storage.ts'
import { answered, type Connections, type Ending, inTransaction, type Statement, type Transaction } from './transaction.ts'

export type LedgerOptions = Readonly<{
  /** Workers that hear of each case that changed. */
  consumers?: readonly string[]
  /** A leader's number: every write fails once another has taken over. */
  fencing?: () => Readonly<{ name: string; fencing: number }>
}>

/** Thrown where a leader writes after another has taken over; nothing was stored. */
export class LeadershipLost extends Error {}

/** Names of the workers that read the outbox. */
export const outboxConsumers = ['search', 'consequences'] as const

/** The log on PostgreSQL: see `Ledger` for what it promises. */
export function makePostgresLedger(pool: Connections, { consumers = outboxConsumers, fencing }: LedgerOptions = {}): Ledger {
  // What `now` answered last. Facts carry it as the moment of their decision, so no stamp of ours may lie before it.
  let handedOut = '-infinity'

  const write = async (unit: UnitOfWork): Promise<WriteOutcome> => {
    const refusal = misordered(unit)
    if (refusal !== null) throw new Error(refusal)
    const { idempotency } = unit
    try {
      const personal = await sealForStorage(pool, unit)
      return await inTransaction(pool, idempotency === null ? [] : [rememberAnswer(idempotency)], async (transaction, [remembered]) => {
        if (idempotency !== null && remembered?.rowCount === 0) return rolledBack(await recalled(transaction, idempotency))
        return writeUnit(transaction, unit, { consumers, fencing, notBefore: handedOut, personal })
      })
    } catch (error) {
      if (error instanceof KeysErased) return write(unit)
      // Another writer had the place between our reading the head and our writing: the versions say who.
      const moved = isTakenPlace(error) ? await movedOn(pool, unit) : null
      if (moved !== null) return moved
      throw error
    }
  }

  const now = async () => {
    const { rows } = await answered(
      pool.query<{ at: string; clock: 'real' | 'simulated' }>({
        name: 'record-clock',
        text: 'select record_clock() as at, clock_kind() as clock',
      }),
    )
    const [found] = rows
    if (found === undefined) throw new Error('Expected the record clock to answer, but it did not.')
    if (handedOut === '-infinity' || found.at > handedOut) handedOut = found.at
    return found
  }

  return { write, now }
}

type Setting = Readonly<{ consumers: readonly string[]; fencing: LedgerOptions['fencing']; notBefore: string; personal: StorageSealing }>
type Refused = Extract<WriteOutcome, { outcome: 'moved-on' | 'claimed' }>

async function writeUnit(transaction: Transaction, unit: UnitOfWork, setting: Setting): Promise<Ending<WriteOutcome>> {
  if (setting.fencing !== undefined) await checkLeadership(transaction, setting.fencing())
  const refused = (await readAgain(transaction, unit)) ?? (await takeClaims(transaction, unit))
  if (refused !== null) return rolledBack(refused)

  const { rows } = await transaction.send<AppendedRow>(append(unit.entries, setting.notBefore))
  const streams = new Set(unit.entries.map(({ stream }) => stream))
  if (rows.length !== unit.entries.length || (rows[0]?.moved ?? 0) !== streams.size)
    return rolledBack(await mustHaveMoved(transaction, unit))
  await bindAttachments(transaction, unit)

  const numbers = numbersByStream(rows)
  const recordedAt = rows[0]?.recorded_at ?? ''
  const states = projections(unit, numbers)
  const registers = await settleRegisters(transaction, unit.registers?.(numbers) ?? null)
  if ('outcome' in registers) return rolledBack(registers)
  const entries = rows.map(({ stream, sequence, stamp, hash }, index) => ({
    stream,
    sequence,
    stamp,
    hash,
    facts: unit.entries[index]?.facts ?? new Uint8Array(),
  }))
  const { hold, checkHeld } = setting.personal
  checkHeld(await transaction.sendAll([...hold, ...consequences(unit, states, recordedAt, setting), ...registers.statements(recordedAt)]))
  return { end: 'commit', result: { outcome: 'written', entries, numbers, recordedAt } }
}

/** Everything that follows from the entries; one journey. */
function consequences(
  unit: UnitOfWork,
  states: readonly CaseState[],
  recordedAt: string,
  { consumers, personal }: Setting,
): readonly Statement[] {
  const payloads = unit.entries.flatMap((entry) => entry.payloads)
  return [
    ...(payloads.length === 0 ? [] : [storePayloads(unit.entries)]),
    ...personal.openings,
    ...(states.length === 0 ? [] : [projectHeads(states, recordedAt, personal.projection), enqueue(states, consumers)]),
    ...(states.some(({ startedBy, demands }) => startedBy !== null || demands.length > 0) ? [linkCases(states)] : []),
    ...(unit.agenda.size === 0 ? [] : replaceAgenda(unit.agenda)),
    ...(unit.beside ?? []),
  ]
}

async function recalled(transaction: Transaction, idempotency: NonNullable<UnitOfWork['idempotency']>): Promise<WriteOutcome> {
  const { rows } = await transaction.send<{ answer: string; same: boolean }>(recallAnswer(idempotency))
  const [found] = rows
  if (found === undefined) throw new Error('Expected the answer that was given before, but it is gone.')
  return found.same ? { outcome: 'replayed', answer: JSON.parse(found.answer) } : { outcome: 'key-reused' }
}

async function checkLeadership(transaction: Transaction, leader: Readonly<{ name: string; fencing: number }>) {
  const { rowCount } = await transaction.send(testFencing(leader))
  if (rowCount === 0)
    throw new LeadershipLost(`Expected to lead "${leader.name}" under number ${leader.fencing}, but another has taken over.`)
}

/**
 * Tests what was read, and where the unit touches more than one row that others wait for, locks the heads it changes:
 * all of them in the order of their ids. One entry of one case needs no lock of its own.
 */
async function readAgain(transaction: Transaction, unit: UnitOfWork): Promise<Refused | null> {
  const expected = new Map(unit.reads.map(({ stream, sequence }) => [stream, { sequence, mode: 'read' as 'read' | 'write' }]))
  const written = startOf(unit)
  for (const [stream, sequence] of written) expected.set(stream, { sequence, mode: 'write' })
  const simple =
    unit.reads.length === 0 &&
    written.size === 1 &&
    unit.claims.length === 0 &&
    unit.entries.every(({ counters }) => Object.keys(counters).length === 0)
  if (simple) return null

  const stale = unit.reads.find(({ stream, sequence }) => expected.get(stream)?.sequence !== sequence)
  if (stale !== undefined) return { outcome: 'moved-on', stream: stale.stream, found: expected.get(stale.stream)?.sequence ?? 0 }
  for (const { mode, streams } of runs([...expected].sort(([one], [other]) => (one < other ? -1 : 1)))) {
    const { rows } = await transaction.send<{ id: string; sequence: number }>(lockHeads(streams, mode))
    const found = new Map(rows.map(({ id, sequence }) => [id, sequence]))
    const moved = streams.find((stream) => (found.get(stream) ?? 0) !== expected.get(stream)?.sequence)
    if (moved !== undefined) return { outcome: 'moved-on', stream: moved, found: found.get(moved) ?? 0 }
  }
  return null
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

async function takeClaims(transaction: Transaction, { claims }: UnitOfWork): Promise<Refused | null> {
  if (claims.length === 0) return null
  const { rowCount } = await transaction.send(claim(claims))
  if (rowCount === claims.length) return null
  const { rows } = await transaction.send<{ document: string; stream: string }>(foreignClaims(claims))
  const [foreign] = rows
  return foreign === undefined ? null : { outcome: 'claimed', document: foreign.document, by: foreign.stream }
}

async function bindAttachments(transaction: Transaction, unit: UnitOfWork) {
  if (!unit.entries.some(({ payloads }) => payloads.some(({ attachments }) => attachments.length > 0))) return
  const { rows } = await transaction.send<{ kept: number; asked: number }>(keepAttachments(unit.entries))
  if (rows[0]?.kept !== rows[0]?.asked) throw new Error('Expected every file a record names to be here, but one has expired.')
}

/** The sequence each changed stream has before the unit. */
function startOf({ entries }: UnitOfWork): ReadonlyMap<string, number> {
  const start = new Map<string, number>()
  for (const { stream, expected } of entries) start.set(stream, Math.min(expected, start.get(stream) ?? expected))
  return start
}

/** What a caller did wrong: entries of one stream follow one another, and a unit has at least one. */
function misordered({ entries }: UnitOfWork): string | null {
  if (entries.length === 0) return 'Expected a unit of work to have an entry, but it has none.'
  const next = new Map<string, number>()
  for (const { stream, expected } of entries) {
    if ((next.get(stream) ?? expected) !== expected)
      return `Expected the entries of ${stream} to follow one another, but one expects ${expected} after ${next.get(stream)}.`
    next.set(stream, expected + 1)
  }
  return null
}

function numbersByStream(rows: readonly AppendedRow[]): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const numbers = new Map<string, Readonly<Record<string, string>>>()
  for (const row of rows) numbers.set(row.stream, { ...numbers.get(row.stream), ...row.numbers })
  return numbers
}

/** The last projection of each case, with the numbers the statement gave. */
function projections({ entries }: UnitOfWork, numbers: ReadonlyMap<string, Readonly<Record<string, string>>>): readonly CaseState[] {
  const last = new Map<string, CaseState>()
  for (const { stream, expected, projection } of entries) {
    if (projection === null) continue
    if (projection.version !== expected + 1)
      throw new Error(`Expected the case after entry ${expected + 1} of ${stream} to have that version, but it has ${projection.version}.`)
    last.set(stream, { ...projection, numbers: { ...projection.numbers, ...numbers.get(stream) } })
  }
  return [...last.values()]
}

const rolledBack = <T>(result: T): Ending<T> => ({ end: 'rollback', result })

const isTakenPlace = (error: unknown) =>
  error instanceof DatabaseFault && ['entry_pkey', 'stream_pkey'].includes(constraintOf(error.cause) ?? '')

async function movedOn(connection: Pick<Connections, 'query'>, unit: UnitOfWork): Promise<Refused | null> {
  const start = startOf(unit)
  const { text, values } = presentHeads([...start.keys()])
  return firstMoved(start, (await answered(connection.query<{ id: string; sequence: number }>({ text, values: [...values] }))).rows)
}

async function mustHaveMoved(transaction: Transaction, unit: UnitOfWork): Promise<Refused> {
  const start = startOf(unit)
  const moved = firstMoved(start, (await transaction.send<{ id: string; sequence: number }>(presentHeads([...start.keys()]))).rows)
  if (moved === null) throw new Error('Expected the entries to be written, but a head did not move although it stands where it should.')
  return moved
}

function firstMoved(start: ReadonlyMap<string, number>, heads: readonly Readonly<{ id: string; sequence: number }>[]): Refused | null {
  const found = new Map(heads.map(({ id, sequence }) => [id, sequence]))
  const moved = [...start].find(([stream, expected]) => (found.get(stream) ?? 0) !== expected)
  return moved === undefined ? null : { outcome: 'moved-on', stream: moved[0], found: found.get(moved[0]) ?? 0 }
}
