import type { FastifyBaseLogger } from 'fastify'
import type { Pool } from 'pg'
import { makeWorker, type Worker } from '../cases/worker-loop.ts'
import type { Leadership } from '../database/leadership.ts'
import { type Appending, appendBatches, type Batch, type NextPlace } from './append-batches.ts'
import { checkCheckpoints, checkLeaves, checkTiles } from './check-log.ts'
import { type GrowingLog, openGrowingLog } from './growing-log.ts'
import { blocksOfEntries, type Place } from './leaf-statements.ts'
import { LogContradiction, type LogFinding } from './log-contradiction.ts'
import { type Looks, makeLooks } from './looks.ts'
import { makeSweep, type Sweep } from './sweep.ts'

const LEASE_SECONDS = 5
/** The lead is renewed so often: each renewal is a commit of its own. */
const renewEveryMs = 1_000
/** What is new is looked for so often while the log catches up; otherwise in each round. */
const freshEveryMs = 500
/** So many times what a look at what is new took must pass until the next, while the log catches up. */
const restAfterFresh = 4
/** A round that took long is followed by a shorter pause, but by this share of one at least. */
const leastPause = 0.2
/** After so many pieces of a sweep that found nothing it is not catching up any more, and may take its time. */
const emptyPieces = 2
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
  readonly looks: Looks
  /** When what is new is to be looked for again, while the log catches up: by the clock of this process. */
  freshAt: number
  /** Pieces of the sweep, one after another, that found no entry without a leaf. */
  empty: number
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

  let tookMs = 0
  const timedRound = (): Promise<number> => {
    const began = performance.now()
    return round().finally(() => {
      tookMs = performance.now() - began
    })
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
    round: timedRound,
    rest: (did) =>
      did >= worthHurrying || (lead !== null && isCatchingUp(lead)) ? 0 : needs.pauseMs * Math.max(leastPause, 1 - tookMs / needs.pauseMs),
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
      looks: makeLooks(),
      freshAt: 0,
      empty: 0,
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
    // A log that is far behind has much to do: what is new is looked for between the pieces, but not between all of them.
    if (isCatchingUp(mine) && performance.now() < mine.freshAt) return sweepOn(mine)
    const began = performance.now()
    const look = mine.looks.next(began, mine.newest === null || mine.sweep !== null ? 'infinity' : mine.newest)
    const { batches, blocks } = await append(mine, look.place, () => null)
    const [fresh = nothing] = batches
    const ended = performance.now()
    mine.freshAt = ended + Math.max(freshEveryMs, (ended - began) * restAfterFresh)
    mine.looks.done(look, ended, { tookMs: ended - began, blocks, found: fresh.added + fresh.waiting })
    if (fresh.closing) closing()
    // Whose predecessor is older than the window is looked for in a wider one; in the end, everywhere.
    if (fresh.waiting > 0) mine.looks.widen(look)
    const lost = fresh.waiting > 0 && look.isWidest
    if ((lost || at - mine.sweptAt >= sweepEveryMs) && mine.sweep === null) {
      mine.sweep = await beginSweep(mine.grown.size())
      mine.empty = 0
      mine.sweptAt = at
    }
    return fresh.added + (await sweepOn(mine))
  }

  async function sweepOn(mine: Lead): Promise<number> {
    const { sweep } = mine
    if (sweep === null) return 0
    const blocks = sweep.nextBlocks()
    const leaves = blocks === null ? sweep.nextLeaves() : null
    if (blocks !== null) await sweepEntries(mine, sweep, blocks)
    else if (leaves !== null) {
      mine.empty = emptyPieces
      fail(await checkLeaves(pool, leaves, sweep.size))
    }
    // What came during its last pieces has not been looked for: this was no round with nothing to do.
    else mine.sweep = null
    return 1
  }

  /** Piece after piece in one transaction, while they bring something and until it is the turn of what is new. */
  async function sweepEntries(mine: Lead, sweep: Sweep, first: readonly [number, number]): Promise<void> {
    const findings: LogFinding[] = []
    await append(mine, { blocks: first }, (batch, ms) => {
      findings.push(...sweep.found(batch, ms))
      mine.empty = batch.added > 0 ? 0 : mine.empty + 1
      const blocks = findings.length > 0 || mine.empty > 0 || performance.now() >= mine.freshAt ? null : sweep.nextBlocks()
      return blocks === null ? null : { blocks }
    })
    fail(findings)
  }

  async function append(mine: Lead, first: Place, next: NextPlace): Promise<Appending> {
    const done = await appendBatches({ pool, lead: { name: leadName, fencing: mine.fencing }, grown: mine.grown }, first, next)
    for (const { newest } of done.batches) if (newest !== null && (mine.newest === null || newest > mine.newest)) mine.newest = newest
    return done
  }
}

const nothing: Batch = { added: 0, waiting: 0, closing: false, newest: null, firstWaiting: null }

const isCatchingUp = ({ sweep, empty }: Lead): boolean => sweep !== null && empty < emptyPieces

/** @throws LogContradiction for the first finding. */
function fail(findings: readonly LogFinding[]): void {
  const [first] = findings
  if (first !== undefined) throw new LogContradiction(first)
}
