import type { Pool } from 'pg'
import {
  emptyRoot,
  frontierNodes,
  type HashTile,
  hashesFromTiles,
  hashesOfTile,
  hashOverTile,
  type ReadHashes,
  startTree,
  TILE_WIDTH,
} from '#records'
import { LogContradiction } from './log-contradiction.ts'

type Reading = Pick<Pool, 'query'>

/** How many leaves the log has. A gap below is for `check-log.ts` to find. */
export async function logSize(pool: Reading): Promise<number> {
  const { rows } = await pool.query<{ size: string }>({
    name: 'log-size',
    text: 'select coalesce(max(index) + 1, 0) as size from log_leaf',
  })
  return Number(rows[0]?.size ?? 0)
}

/**
 * The bytes of a tile: a whole one as it is stored, the part of one at the right edge made from what stands below.
 * @throws LogContradiction where the tree of that size has the tile and the database has not.
 */
export async function readTile(pool: Reading, tile: HashTile): Promise<Uint8Array> {
  const { level, index, width } = tile
  const stored = await pool.query<{ hashes: Buffer }>({
    name: 'log-tile',
    text: 'select hashes from log_tile where level = $1 and index = $2',
    values: [level, index],
  })
  const [whole] = stored.rows
  if (whole !== undefined) return new Uint8Array(whole.hashes.subarray(0, 32 * width))
  if (width === TILE_WIDTH) throw new LogContradiction({ code: 'tile-missing', level, index })
  return level === 0 ? readLeafHashes(pool, index * TILE_WIDTH, width) : hashesOver(pool, tile)
}

/** Hashes of whole subtrees of a tree of this size, for proofs. */
export function logHashes(pool: Reading, size: number): ReadHashes {
  return hashesFromTiles(size, (tile) => readTile(pool, tile))
}

/** The hash of a tree of this size, out of its tiles. */
export async function rootAt(pool: Reading, size: number): Promise<Uint8Array> {
  if (size === 0) return emptyRoot
  const frontier = await logHashes(pool, size)(frontierNodes(size))
  return startTree(size, frontier).root()
}

async function readLeafHashes(pool: Reading, from: number, count: number): Promise<Uint8Array> {
  const { rows } = await pool.query<{ index: string; hash: Buffer }>({
    name: 'log-leaf-hashes',
    text: 'select index, hash from log_leaf where index >= $1 and index < $1::bigint + $2 order by index',
    values: [from, count],
  })
  for (let at = 0; at < count; at += 1)
    if (Number(rows[at]?.index ?? -1) !== from + at) throw new LogContradiction({ code: 'leaf-missing', index: from + at })
  return new Uint8Array(Buffer.concat(rows.map(({ hash }) => hash)))
}

/** On a level above: one hash for each whole tile below. */
async function hashesOver(pool: Reading, { level, index, width }: HashTile): Promise<Uint8Array> {
  const first = index * TILE_WIDTH
  const { rows } = await pool.query<{ index: string; hashes: Buffer }>({
    name: 'log-tiles-below',
    text: 'select index, hashes from log_tile where level = $1 and index >= $2 and index < $2::bigint + $3 order by index',
    values: [level - 1, first, width],
  })
  const hashes = Array.from({ length: width }, (_, at) => {
    const row = rows[at]
    if (row === undefined || Number(row.index) !== first + at)
      throw new LogContradiction({ code: 'tile-missing', level: level - 1, index: first + at })
    return hashOverTile(hashesOfTile(row.hashes, { level: level - 1, index: first + at, width: TILE_WIDTH }) ?? [])
  })
  return new Uint8Array(Buffer.concat(hashes))
}
