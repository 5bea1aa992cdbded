import type { Pool } from 'pg'
import { frontierNodes, type HashTile, hashesFromTiles, hashesOfTile, hashesOnLevel, startTree, TILE_WIDTH, tileOfTree } from '#records'
import { LogContradiction } from './log-contradiction.ts'
import { logSize, readTile } from './log-store.ts'

/** A tile that became whole. */
export type WholeTile = Readonly<{ level: number; index: number; hashes: Uint8Array }>

/** The tree at its right edge, made from what is stored. Whoever loses the lead or a transaction throws it away. */
export type GrowingLog = Readonly<{
  size(): number
  root(): Uint8Array
  /** Puts leaves at the end. Answers the tiles that became whole. */
  grow(leaves: readonly Uint8Array[]): readonly WholeTile[]
}>

const TILE_HEIGHT = 8

/** Reads the edge of the log from the database. @throws LogContradiction where leaves and tiles do not fit one another. */
export async function openGrowingLog(pool: Pick<Pool, 'query'>): Promise<GrowingLog> {
  const size = await logSize(pool)
  const read = once((tile: HashTile) => readTile(pool, tile))
  const frontier = await hashesFromTiles(size, read)(frontierNodes(size))
  const edges: Uint8Array[][] = []
  for (let level = 0; hashesOnLevel(level, size) > 0; level += 1) {
    const tile = tileOfTree(level, Math.floor(hashesOnLevel(level, size) / TILE_WIDTH), size)
    edges.push(tile === null ? [] : [...(hashesOfTile(await read(tile), tile) ?? [])])
  }
  const tree = startTree(size, frontier)
  return { size: tree.size, root: tree.root, grow: (leaves) => leaves.flatMap((leaf) => addLeaf(leaf)) }

  function addLeaf(leaf: Uint8Array): readonly WholeTile[] {
    const whole: WholeTile[] = []
    for (const { level, index, hash } of tree.append(leaf)) {
      if (level % TILE_HEIGHT !== 0) continue
      const tileLevel = level / TILE_HEIGHT
      const edge = edges[tileLevel] ?? []
      if (edge.length !== index % TILE_WIDTH) throw new LogContradiction({ code: 'tile-misfit', level: tileLevel, index })
      edge.push(hash)
      edges[tileLevel] = edge
      if (edge.length < TILE_WIDTH) continue
      whole.push({ level: tileLevel, index: Math.floor(index / TILE_WIDTH), hashes: new Uint8Array(Buffer.concat(edge)) })
      edges[tileLevel] = []
    }
    return whole
  }
}

/** A part of a tile above the leaves is hashed from up to 65,536 of them: nobody does that twice. */
function once(read: (tile: HashTile) => Promise<Uint8Array>): (tile: HashTile) => Promise<Uint8Array> {
  const known = new Map<string, Promise<Uint8Array>>()
  return (tile) => {
    const key = `${tile.level}/${tile.index}/${tile.width}`
    const bytes = known.get(key) ?? read(tile)
    known.set(key, bytes)
    return bytes
  }
}
