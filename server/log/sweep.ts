import { TILE_WIDTH } from '#records'
import { TILES_AT_ONCE } from './check-log.ts'
import type { LogFinding } from './log-contradiction.ts'

export type SweptPart = Readonly<{ added: number; waiting: number; firstWaiting: string | null }>

/**
 * A walk over everything, in pieces: all entries for those without a leaf, block by block of the table, then all leaves
 * against their entries. It begins where the newest leaf's entry stands, for there the log was left. Where entries wait
 * for a predecessor that stands further on, it walks again.
 */
export type Sweep = Readonly<{
  /** Leaves the log had when it began. */
  size: number
  /** The blocks of entries that come next; null: all have been looked through. */
  nextBlocks(): readonly [number, number] | null
  /** The first tile of the leaves that come next, behind all entries; null: the sweep is at its end. */
  nextLeaves(): number | null
  /** What a part of the entries brought, and in how many milliseconds: the next piece is chosen by it. */
  found(part: SweptPart, ms: number): readonly LogFinding[]
}>

const pace = { first: 256, least: 16, most: 1024, quickMs: 100, slowMs: 400 } as const
/** Entries of several writers are not stored in the order of their time. */
const slack = 256
/** The last block a table may have: what is stored while the sweep runs is seen by its last piece. */
const noEnd = 4_294_967_294

export function makeSweep({ size, blocks, from }: Readonly<{ size: number; blocks: number; from: number }>): Sweep {
  const start = Math.max(0, Math.min(from, blocks) - slack)
  const all = (): [number, number][] => [[start, noEnd], ...(start > 0 ? [[0, start] as [number, number]] : [])]
  let ranges = all()
  let step: number = pace.first
  let tile = 0
  let pass = { added: 0, waiting: 0, firstWaiting: null as string | null }
  let stuck: string | null = null

  return {
    size,
    nextBlocks() {
      const [range] = ranges
      if (range === undefined) return null
      const [first, end] = range
      const last = first + step >= blocks ? end : Math.min(end, first + step)
      if (last === end) ranges.shift()
      else range[0] = last
      return [first, last]
    },
    nextLeaves() {
      if (tile * TILE_WIDTH >= size) return null
      const first = tile
      tile += TILES_AT_ONCE
      return first
    },
    found({ added, waiting, firstWaiting }, ms) {
      if (ms < pace.quickMs) step = Math.min(pace.most, step * 2)
      if (ms > pace.slowMs) step = Math.max(pace.least, Math.floor(step / 2))
      pass = { added: pass.added + added, waiting: pass.waiting + waiting, firstWaiting: pass.firstWaiting ?? firstWaiting }
      if (ranges.length > 0 || pass.waiting === 0) return []
      // A predecessor is committed before its successor. One pass may have gone by before it came; two have not.
      const lost = pass.added === 0 && stuck === pass.firstWaiting ? pass.firstWaiting : null
      stuck = pass.added === 0 ? pass.firstWaiting : null
      ranges = all()
      pass = { added: 0, waiting: 0, firstWaiting: null }
      const [stream = '', sequence = '0'] = lost?.split(' ') ?? []
      return lost === null ? [] : [{ code: 'entry-without-predecessor', stream, sequence: Number(sequence) }]
    },
  }
}
