import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { makeWorker, type Worker } from '../cases/worker-loop.ts'
import type { Leadership } from '../database/leadership.ts'
import { testFencing } from '../database/ledger-statements.ts'
import { inTransaction } from '../database/transaction.ts'
import { checkCheckpoints, checkLeaves, checkTiles } from './check-log.ts'
import { type GrowingLog, openGrowingLog } from './growing-log.ts'
import { type Appended, appendLeaves, blocksOfEntries, lookUpOneByOne, type Place, storeTiles } from './leaf-statements.ts'
import { LogContradiction, type LogFinding } from './log-contradiction.ts'
import { makeSweep, type Sweep } from './sweep.ts'

const LEASE_SECONDS = 5
const MOST_LEAVES = 10_000
/** The lead is renewed so often: each renewal is a commit of its own. */
const renewEveryMs = 1_000
/** Entries are looked for among those recorded so many seconds before the newest leaf, the wider the less often; in the end, among all. */
const windows = [
  { seconds: 900, everyMs: 30_000 },
  { seconds: 20, everyMs: 2_000 },
  { seconds: 2, everyMs: 0 },
] as const
/** What is new is looked for so often while a sweep goes on. */
const freshEveryMs = 500
/** Fewer than this are not worth hurrying for: they would come one by one and cost each as much as a batch. */
const worthHurrying = 1_000
const sweepEveryMs = 3_600_000

export const leadName = 'sequencer'

export type SequencerNeeds = Readonly<{
  pool: Pool
  leadership: Leadership
  log: FastifyBaseLogger
  pauseMs: number
  now: () => Date
  /** A case has been closed: its checkpoint should not wait long. */
  closing: () => void
}>

/** What the sequencer of this process knows. `stopped`: why nothing is added to the log any more. */
export type SequencerStanding = Readonly<{ leads: boolean; sweeping: boolean; stopped: LogFinding | null }>
export type Sequencer = Worker & Readonly<{ standing(): SequencerStanding }>

type Lead = {
  readonly fencing: number
  readonly grown: GrowingLog
  sweep: Sweep | null
  newest: string | null
  /** When each window was last looked through, by its seconds. */
  readonly lookedAt: Map<number, number>
  freshAt: number
  sweptAt: number
}

/**
 * Appends the entries to the Merkle log, in batches, from outside the write path. One process leads; each writing
 * transaction tests the number of the lead. What it knows of the tree it has read from the database since it took the
 * lead, and it reads it anew after every failure.
 */
export function makeSequencer(needs: SequencerNeeds): Sequencer {
  const { pool, leadership, log } = needs
  let lead: Lead | null = null
  let stopped: LogFinding | null = null

  let renewed = { fencing: null as number | null, at: Number.NEGATIVE_INFINITY }
  // Whether the lead is still ours is tested in each write besides, so it need not be asked for each round.
  const keepLead = async (): Promise<number | null> => {
    const at = performance.now()
    if (at - renewed.at >= renewEveryMs || renewed.fencing === null) renewed = { fencing: await leadership.hold(LEASE_SECONDS), at }
    return renewed.fencing
  }

  const round = async (): Promise<number> => {
    const fencing = await keepLead()
    if (fencing === null || fencing !== lead?.fencing) lead = null
    // The lead is kept also by one that has stopped: another would go on where people have to look first.
    if (fencing === null || stopped !== null) return 0
    try {
      lead ??= await takeLead(fencing, needs)
      return await advance(lead, needs)
    } catch (error) {
      lead = null
      renewed = { fencing: null, at: Number.NEGATIVE_INFINITY }
      if (!(error instanceof LogContradiction)) throw error
      stopped = error.finding
      log.fatal({ finding: stopped }, 'the log contradicts itself: nothing is added to it any more')
      return 0
    }
  }
  const worker = makeWorker({
    name: leadName,
    pauseMs: needs.pauseMs,
    log,
    round,
    rest: (did) => (did >= worthHurrying || lead?.sweep != null ? 0 : needs.pauseMs),
    stopped: () => {
      renewed = { fencing: null, at: Number.NEGATIVE_INFINITY }
      return leadership.release()
    },
  })
  return { ...worker, standing: () => ({ leads: lead !== null, sweeping: lead?.sweep != null, stopped }) }

  async function takeLead(fencing: number, { now }: SequencerNeeds): Promise<Lead> {
    const grown = await openGrowingLog(pool)
    fail([...(await checkTiles(pool, grown.size())), ...(await checkCheckpoints(pool, grown.size(), false))])
    log.info({ size: grown.size() }, 'leads the log')
    return {
      fencing,
      grown,
      sweep: await beginSweep(grown.size()),
      newest: null,
      lookedAt: new Map(),
      freshAt: 0,
      sweptAt: now().getTime(),
    }
  }

  async function beginSweep(size: number): Promise<Sweep> {
    const { rows } = await pool.query<{ blocks: number; newest: number }>(blocksOfEntries)
    return makeSweep({ size, blocks: rows[0]?.blocks ?? 0, from: rows[0]?.newest ?? 0 })
  }

  /** What is new by the clock, then a piece of the sweep: those who wait at the front do not wait for it. */
  async function advance(mine: Lead, { now, closing }: SequencerNeeds): Promise<number> {
    const at = now().getTime()
    // A sweep has much to do: what is new is looked for between its pieces, but not between all of them.
    if (mine.sweep !== null && at - mine.freshAt < freshEveryMs) return sweepOn(mine)
    mine.freshAt = at
    const seconds = windowAt(at, mine.lookedAt)
    const since = mine.newest === null || mine.sweep !== null ? 'infinity' : mine.newest
    const fresh = await append(mine, { since, seconds, most: MOST_LEAVES })
    if (fresh.closing) closing()
    // Whose predecessor is older than the window is looked for in a wider one; in the end, everywhere.
    if (fresh.waiting > 0) mine.lookedAt.delete(windows.findLast((one) => one.seconds > seconds)?.seconds ?? 0)
    const lost = fresh.waiting > 0 && seconds === windows[0].seconds
    if ((lost || at - mine.sweptAt >= sweepEveryMs) && mine.sweep === null) {
      mine.sweep = await beginSweep(mine.grown.size())
      mine.sweptAt = at
    }
    return fresh.added + (await sweepOn(mine))
  }

  async function sweepOn(mine: Lead): Promise<number> {
    if (mine.sweep === null) return 0
    const part = mine.sweep.next()
    if (part === null) {
      mine.sweep = null
      // What came during its last pieces has not been looked for: this was no round with nothing to do.
      return 1
    }
    if (part.kind === 'leaves') fail(await checkLeaves(pool, part.first, mine.sweep.size))
    else {
      const since = performance.now()
      const done = await append(mine, { blocks: part.blocks })
      fail(mine.sweep.found(done, performance.now() - since))
    }
    return 1
  }

  async function append(
    mine: Lead,
    place: Place,
  ): Promise<Readonly<{ added: number; waiting: number; closing: boolean; firstWaiting: string | null }>> {
    const from = mine.grown.size()
    const done = await inTransaction(
      pool,
      [testFencing({ name: leadName, fencing: mine.fencing }), lookUpOneByOne],
      async (transaction, [held]) => {
        if (held?.rowCount !== 1) return { end: 'rollback', result: null }
        const { rows } = await transaction.send<Appended>(appendLeaves(place, from))
        const [found] = rows
        if (found === undefined || found.hashes === null) return { end: 'rollback', result: found ?? null }
        if (mine.grown.size() !== from) throw new Error('Expected to write a batch once, but it is written again.')
        const leaves = Array.from(
          { length: found.hashes.length / 32 },
          (_, nth) => new Uint8Array(found.hashes?.subarray(nth * 32, nth * 32 + 32) ?? []),
        )
        const tiles = mine.grown.grow(leaves)
        if (tiles.length > 0) await transaction.send(storeTiles(tiles))
        return { end: 'commit', result: found }
      },
    )
    if (done === null) throw new Error(`Expected to lead "${leadName}" under number ${mine.fencing}, but another has taken over.`)
    if (done.newest !== null && (mine.newest === null || done.newest > mine.newest)) mine.newest = done.newest
    return { added: mine.grown.size() - from, waiting: done.waiting, closing: done.closing, firstWaiting: done.first_waiting }
  }
}

/** The widest window whose time has come. */
function windowAt(at: number, lookedAt: Map<number, number>): number {
  const isDue = ({ seconds, everyMs }: (typeof windows)[number]) => at - (lookedAt.get(seconds) ?? Number.NEGATIVE_INFINITY) >= everyMs
  const { seconds } = windows.find(isDue) ?? windows[2]
  for (const one of windows) if (one.seconds <= seconds) lookedAt.set(one.seconds, at)
  return seconds
}

/** @throws LogContradiction for the first finding. */
function fail(findings: readonly LogFinding[]): void {
  const [first] = findings
  if (first !== undefined) throw new LogContradiction(first)
}
