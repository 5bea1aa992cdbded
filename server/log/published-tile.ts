import type { Pool } from 'pg'
import { formatBundle, type HashTile, leafBytes, TILE_WIDTH, type Tile, tileOfTree } from '#records'
import { logSize, readTile } from './log-store.ts'

/** The bytes of a tile or bundle of the log; null where the log does not reach so far, or the entries of a bundle are gone. */
export async function publishedTile(pool: Pick<Pool, 'query'>, tile: Tile): Promise<Uint8Array | null> {
  const level = tile.level === 'entries' ? 0 : tile.level
  const there = tileOfTree(level, tile.index, await logSize(pool))
  if (there === null || there.width < tile.width) return null
  return tile.level === 'entries' ? bundle(pool, tile) : readTile(pool, { ...tile, level } satisfies HashTile)
}

async function bundle(pool: Pick<Pool, 'query'>, { index, width }: Tile): Promise<Uint8Array | null> {
  const { rows } = await pool.query<{ stream: string; sequence: number; hash: Buffer }>({
    name: 'log-bundle',
    text: `select l.stream, l.sequence, e.hash from log_leaf l join entry e on e.stream = l.stream and e.sequence = l.sequence
      where l.index >= $1 and l.index < $1::bigint + $2 order by l.index`,
    values: [index * TILE_WIDTH, width],
  })
  return rows.length === width ? formatBundle(rows.map(leafBytes)) : null
}
