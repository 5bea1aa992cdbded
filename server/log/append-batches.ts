import { setImmediate as breath } from 'node:timers/promises'
import type { Pool } from 'pg'
import { testFencing } from '../database/ledger-statements.ts'
import { inTransaction, type Transaction } from '../database/transaction.ts'
import type { GrowingLog, WholeTile } from './growing-log.ts'
import { type Appended, appendLeaves, lookUpOneByOne, type Place, storeTiles } from './leaf-statements.ts'

/** What was found in one place. `waiting`: without their predecessors, so they got no leaf. */
export type Batch = Readonly<{ added: number; waiting: number; closing: boolean; newest: string | null; firstWaiting: string | null }>

/** `blocks`: how many the table of entries had before the first place was looked at. */
export type Appending = Readonly<{ batches: readonly Batch[]; blocks: number }>

/** Where to go on in the same transaction, told what the last place brought and in how many milliseconds; null: nowhere. */
export type NextPlace = (batch: Batch, ms: number) => Place | null

export type BatchNeeds = Readonly<{ pool: Pool; lead: Readonly<{ name: string; fencing: number }>; grown: GrowingLog }>

/** Leaves put into the tree at one go: requests wait no longer than that takes. */
const LEAVES_AT_ONCE = 2_000
const HASH_BYTES = 32

/**
 * Gives the entries of one place after another their leaves, and the tiles that become whole by it, in one transaction.
 * While the database looks through a place the tree grows by the leaves of the one before. @throws where another leads.
 */
export async function appendBatches({ pool, lead, grown }: BatchNeeds, first: Place, next: NextPlace): Promise<Appending> {
  const from = grown.size()
  // The first batch travels with the question whether the lead is still ours: where it is not, nothing of it stays.
  const opening = [testFencing(lead), lookUpOneByOne, appendLeaves(first, from)]
  const since = performance.now()
  let begun = false
  return inTransaction(pool, opening, async (transaction, [held, seen, answer]) => {
    if (held?.rowCount !== 1) throw new Error(`Expected to lead "${lead.name}" under number ${lead.fencing}, but another has taken over.`)
    if (begun) throw new Error('Expected to write a batch once, but it is written again.')
    begun = true
    const { batches, tiles } = await appendRest({ transaction, grown, size: from, found: answer?.rows[0], since, next })
    if (tiles.length > 0) await transaction.send(storeTiles(tiles))
    return { end: grown.size() === from ? 'rollback' : 'commit', result: { batches, blocks: Number(seen?.rows[0]?.blocks ?? 0) } }
  })
}

type Rest = Readonly<{
  transaction: Transaction
  grown: GrowingLog
  size: number
  found: Appended | undefined
  since: number
  next: NextPlace
}>

async function appendRest(rest: Rest): Promise<Readonly<{ batches: readonly Batch[]; tiles: readonly WholeTile[] }>> {
  const { transaction, grown, next } = rest
  const batches: Batch[] = []
  const tiles: WholeTile[] = []
  for (let { size, found, since } = rest; found !== undefined; ) {
    const hashes: Buffer | null = found.hashes
    const batch = batchOf(found)
    batches.push(batch)
    const place = next(batch, performance.now() - since)
    size += leavesIn(hashes)
    since = performance.now()
    // The statement is on its way before the tree begins to grow; both are waited for, whichever fails.
    const [answer, whole] = await Promise.all([
      place === null ? null : transaction.send<Appended>(appendLeaves(place, size)),
      grow(grown, hashes),
    ])
    tiles.push(...whole)
    found = answer?.rows[0]
  }
  return { batches, tiles }
}

async function grow(grown: GrowingLog, hashes: Buffer | null): Promise<readonly WholeTile[]> {
  const tiles: WholeTile[] = []
  for (let leaf = 0; hashes !== null && leaf < leavesIn(hashes); leaf += LEAVES_AT_ONCE) {
    if (leaf > 0) await breath()
    const some = hashes.subarray(leaf * HASH_BYTES, (leaf + LEAVES_AT_ONCE) * HASH_BYTES)
    tiles.push(
      ...grown.grow(
        Array.from({ length: leavesIn(some) }, (_, nth) => new Uint8Array(some.subarray(nth * HASH_BYTES, (nth + 1) * HASH_BYTES))),
      ),
    )
  }
  return tiles
}

const leavesIn = (hashes: Buffer | null): number => (hashes?.length ?? 0) / HASH_BYTES

const batchOf = ({ hashes, waiting, closing, newest, first_waiting: firstWaiting }: Appended): Batch => ({
  added: leavesIn(hashes),
  waiting,
  closing,
  newest,
  firstWaiting,
})
