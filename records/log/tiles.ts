import { readDecimal } from './decimal.ts'
import { hashOfSubtrees, nodeHash, type TreeNode, wholeSubtrees } from './merkle.ts'
import type { ReadHashes } from './proofs.ts'

/** Hashes of a whole tile, or entries of a whole bundle. Tiles are 8 levels of the tree high (C2SP tlog-tiles). */
export const TILE_WIDTH = 256
const TILE_HEIGHT = 8

/** A tile of hashes, or a bundle of entries. `width` is 256 for a whole one. */
export type Tile = Readonly<{ level: number | 'entries'; index: number; width: number }>
export type HashTile = Tile & Readonly<{ level: number }>

/** Where a tile is served: `tile/<L>/<N>[.p/<W>]`, N in groups of three digits, all but the last with an x. */
export function tilePath({ level, index, width }: Tile): string {
  if (!isTile(level, index, width)) throw new RangeError(`Expected a tile, but found ${level}/${index}/${width}`)
  const groups: string[] = []
  for (let rest = index; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`${groups.length === 0 ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`)
  return `tile/${level}/${groups.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** Reads the path of a tile; null where it is not the one spelling of one. */
export function parseTilePath(path: string): Tile | null {
  const found = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path)
  if (found === null) return null
  const level = found[1] === 'entries' ? 'entries' : readDecimal(found[1] ?? '')
  const index = Number((found[2] ?? '').replaceAll(/[x/]/g, ''))
  const width = found[3] === undefined ? TILE_WIDTH : readDecimal(found[3])
  if (level === null || width === null || !isTile(level, index, width)) return null
  const tile: Tile = { level, index, width }
  return tilePath(tile) === path ? tile : null
}

/** How many hashes stand on a level of tiles in a tree of this size. */
export function hashesOnLevel(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level)
}

/** The tile of this level and place as a tree of this size has it; null where it has none. */
export function tileOfTree(level: number, index: number, size: number): HashTile | null {
  const width = Math.min(TILE_WIDTH, hashesOnLevel(level, size) - index * TILE_WIDTH)
  return width > 0 ? { level, index, width } : null
}

/** All tiles of hashes of a tree of this size, level by level. */
export function* tilesOfTree(size: number): Generator<HashTile> {
  for (let level = 0; hashesOnLevel(level, size) > 0; level += 1)
    for (let index = 0, tile = tileOfTree(level, 0, size); tile !== null; index += 1, tile = tileOfTree(level, index, size)) yield tile
}

/** The tile a node's hash is found in, or made from. */
export function tileOfNode({ level, index }: TreeNode, size: number): HashTile | null {
  const first = index * 2 ** (level % TILE_HEIGHT)
  const tile = tileOfTree(Math.floor(level / TILE_HEIGHT), Math.floor(first / TILE_WIDTH), size)
  const end = (first % TILE_WIDTH) + 2 ** (level % TILE_HEIGHT)
  return tile !== null && end <= tile.width ? tile : null
}

/** The hashes of a tile's bytes; null where they are not 32 for each. */
export function hashesOfTile(bytes: Uint8Array, { width }: HashTile): readonly Uint8Array[] | null {
  if (bytes.length !== width * 32) return null
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * 32, at * 32 + 32))
}

/** The hash over the hashes of a tile: of a whole one, what stands for it on the level above. */
export function hashOverTile(hashes: readonly Uint8Array[]): Uint8Array {
  return hashOfSubtrees(wholeSubtrees(0, hashes.length).map(({ level, index }) => overWhole(hashes, index * 2 ** level, 2 ** level)))
}

/**
 * Reads nodes of a tree of this size out of its tiles. The hashes are as good as the tiles: who does not trust them checks
 * the proof made of them against a root. @throws where a tile has another length than the tree gives it, or no tile has the node.
 */
export function hashesFromTiles(size: number, readTile: (tile: HashTile) => Promise<Uint8Array>): ReadHashes {
  return async (nodes) => {
    const tiles = new Map<string, Promise<readonly Uint8Array[]>>()
    const read = async (tile: HashTile) => {
      const hashes = hashesOfTile(await readTile(tile), tile)
      if (hashes === null) throw new Error(`Expected ${tilePath(tile)} to have ${tile.width} hashes, but it has another length`)
      return hashes
    }
    return Promise.all(
      nodes.map(async (node) => {
        const tile = tileOfNode(node, size)
        if (tile === null) throw new RangeError(`Expected a node of a tree of ${size} leaves, but found ${node.level}/${node.index}`)
        const path = tilePath(tile)
        const reading = tiles.get(path) ?? read(tile)
        tiles.set(path, reading)
        const length = 2 ** (node.level % TILE_HEIGHT)
        return overWhole(await reading, (node.index * length) % TILE_WIDTH, length)
      }),
    )
  }
}

function overWhole(hashes: readonly Uint8Array[], from: number, length: number): Uint8Array {
  if (length > 1) return nodeHash(overWhole(hashes, from, length / 2), overWhole(hashes, from + length / 2, length / 2))
  const hash = hashes[from]
  if (hash === undefined) throw new RangeError(`Expected a hash at ${from} of the tile, but it has ${hashes.length}`)
  return hash
}

function isTile(level: number | 'entries', index: number, width: number): boolean {
  const isLevel = level === 'entries' || (Number.isInteger(level) && level >= 0 && level <= 63)
  return isLevel && Number.isSafeInteger(index) && index >= 0 && Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH
}
