import type { CaseState } from '#engine'
import { replaceAgenda } from './agenda-statement.ts'
import { type AppendedRow, append } from './append-statement.ts'
import { constraintOf, DatabaseFault } from './database-fault.ts'
import type { EverydayRow } from './everyday-unit.ts'
import type { Ledger, UnitOfWork, WriteOutcome } from './ledger.ts'
import {
  claim,
  enqueue,
  foreignClaims,
  keepAttachments,
  linkCases,
  projectHeads,
  recallAnswer,
  rememberAnswer,
  storePayloads,
  testFencing,
} from './ledger-statements.ts'
import { settleRegisters } from './register-statements.ts'
import { KeysErased, type StorageSealing, sealForStorage } from './seal-for-storage.ts'
import { alone, answered, type Connections, type Ending, inTransaction, type Statement, type Transaction } from './transaction.ts'
import { firstMoved, misordered, versionTest } from './version-test.ts'
import { makeEverydayWriter } from './write-everyday.ts'

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
  const writeEveryday = makeEverydayWriter(pool, consumers)

  const write = async (unit: UnitOfWork): Promise<WriteOutcome> => {
    const refusal = misordered(unit)
    if (refusal !== null) throw new Error(refusal)
    try {
      const personal = await sealForStorage(pool, unit)
      const setting = { consumers, fencing, notBefore: later(handedOut, unit.decidedAt), personal }
      // A leader's number is tested in every write, so what leaders write goes step by step.
      const row = fencing === undefined ? await writeEveryday({ unit, personal, notBefore: setting.notBefore }) : null
      return row === null ? await writeStepByStep(pool, unit, setting) : writtenOutcome(unit, [row], new Map([[row.stream, {}]]))
    } catch (error) {
      if (error instanceof KeysErased) return write(unit)
      // Another writer had the place between our reading the head and our writing: the versions say who.
      const moved = isTakenPlace(error) ? await firstMoved({ send: (statement) => alone(pool, statement) }, unit) : null
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
    handedOut = later(handedOut, found.at)
    return found
  }

  return { write, now }
}

/** The later of two instants; before all of them lies '-infinity'. */
function later(one: string, other = one): string {
  return one === '-infinity' || other > one ? other : one
}

type Setting = Readonly<{ consumers: readonly string[]; fencing: LedgerOptions['fencing']; notBefore: string; personal: StorageSealing }>
type Refused = Extract<WriteOutcome, { outcome: 'claimed' }>
type Written = Extract<WriteOutcome, { outcome: 'written' }>

function writeStepByStep(pool: Connections, unit: UnitOfWork, setting: Setting): Promise<WriteOutcome> {
  const { idempotency } = unit
  const leader = setting.fencing?.()
  const test = versionTest(unit)
  const first = [
    ...(idempotency === null ? [] : [rememberAnswer(idempotency)]),
    ...(leader === undefined ? [] : [testFencing(leader)]),
    ...test.statements,
  ]
  return inTransaction(pool, first, async (transaction, answers) => {
    const found = [...answers]
    if (idempotency !== null && found.shift()?.rowCount === 0) return rolledBack(await recalled(transaction, idempotency))
    if (leader !== undefined && found.shift()?.rowCount === 0) throw new LeadershipLost(lostWords(leader))
    const refused = test.refusal(found) ?? (await takeClaims(transaction, unit))
    return refused === null ? writeUnit(transaction, unit, setting) : rolledBack(refused)
  })
}

async function writeUnit(transaction: Transaction, unit: UnitOfWork, setting: Setting): Promise<Ending<WriteOutcome>> {
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
  const { hold, checkHeld } = setting.personal
  checkHeld(await transaction.sendAll([...hold, ...consequences(unit, states, recordedAt, setting), ...registers.statements(recordedAt)]))
  return { end: 'commit', result: writtenOutcome(unit, rows, numbers) }
}

function writtenOutcome(unit: UnitOfWork, rows: readonly EverydayRow[], numbers: Written['numbers']): Written {
  const entries = rows.map(({ stream, sequence, stamp, hash }, index) => ({
    stream,
    sequence,
    stamp,
    hash,
    facts: unit.entries[index]?.facts ?? new Uint8Array(),
  }))
  return { outcome: 'written', entries, numbers, recordedAt: rows[0]?.recorded_at ?? '' }
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
    ...(unit.entries.some(({ kind }) => kind === 'opened' || kind === 'demanded') ? [linkCases(states)] : []),
    ...(unit.agenda.size === 0 ? [] : [replaceAgenda(unit.agenda)]),
    ...(unit.beside ?? []),
  ]
}

async function recalled(transaction: Transaction, idempotency: NonNullable<UnitOfWork['idempotency']>): Promise<WriteOutcome> {
  const { rows } = await transaction.send<{ answer: string; same: boolean }>(recallAnswer(idempotency))
  const [found] = rows
  if (found === undefined) throw new Error('Expected the answer that was given before, but it is gone.')
  return found.same ? { outcome: 'replayed', answer: JSON.parse(found.answer) } : { outcome: 'key-reused' }
}

const lostWords = ({ name, fencing }: Readonly<{ name: string; fencing: number }>): string =>
  `Expected to lead "${name}" under number ${fencing}, but another has taken over.`

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

async function mustHaveMoved(transaction: Transaction, unit: UnitOfWork): Promise<WriteOutcome> {
  const moved = await firstMoved(transaction, unit)
  if (moved === null) throw new Error('Expected the entries to be written, but a head did not move although it stands where it should.')
  return moved
}
