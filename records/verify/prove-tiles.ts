import { concat, sameBytes } from '../hash.ts'
import { emptyRoot, hashOfSubtrees } from '../log/merkle.ts'
import {
  type HashTile,
  hashesFromTiles,
  hashesOfTile,
  hashOverTile,
  parseTilePath,
  TILE_WIDTH,
  tileOfNode,
  tileOfTree,
  tilePath,
} from '../log/tiles.ts'
import { frontierNodes } from '../log/tree.ts'
import { damage, type Finding, file } from './finding.ts'

/** Tiles of a log as files; paths as in tlog-tiles: `tile/0/000`. */
export type TileFiles = Readonly<{ paths: ReadonlySet<string>; read(path: string): Promise<Uint8Array> }>

/** What tiles that lead to a signed root prove. */
export type ProvenLog = Readonly<{
  findings: readonly Finding[]
  size: number
  /** The hash of a leaf; null where no tile here proves it. */
  leaf(index: number): Promise<Uint8Array | null>
  /** The root the log had at an earlier size; null where the tiles that show it are not here. */
  rootAt(size: number): Promise<Uint8Array | null>
}>

/** Bytes of tiles kept at hand: 8 kB each. */
const MOST_KEPT = 256

/**
 * Tests every tile that is there: the right edge against the root, each whole tile against what stands for it above. Asks
 * for those the edge needs; that those of the leaves are there, who looks up a leaf sees.
 */
export async function proveTiles({ size, root }: Readonly<{ size: number; root: Uint8Array }>, files: TileFiles): Promise<ProvenLog> {
  const findings: Finding[] = []
  const kept = new Map<string, readonly Uint8Array[]>()
  const load = async (tile: HashTile) => {
    const path = tilePath(tile)
    const known = kept.get(path)
    if (known !== undefined) return known
    const hashes = files.paths.has(path) ? hashesOfTile(await files.read(path), tile) : null
    if (hashes === null) return null
    // Tiles above the leaves are few, and each is asked for by 256 below.
    if (tile.level > 0 || kept.size < MOST_KEPT) kept.set(path, hashes)
    return hashes
  }
  const nothing: ProvenLog = { findings, size, leaf: async () => null, rootAt: async () => null }

  const edge = await rootOver(size, size, load)
  if (typeof edge === 'string') findings.push(damage('log-tile-missing', file(`data/log/${edge}`)))
  else if (!sameBytes(edge, root)) findings.push(damage('log-root-differs', file('data/log/checkpoint')))
  if (findings.length > 0) return nothing

  const proven = new Set<string>()
  for (const tile of sortedTiles(files.paths, size, findings)) {
    const problem = await problemOf(tile, size, proven, load)
    if (problem === null) proven.add(tilePath(tile))
    else findings.push(problem)
  }
  const loadProven = async (tile: HashTile) => (proven.has(tilePath(tile)) ? load(tile) : null)
  return {
    findings,
    size,
    async leaf(index) {
      const tile = index < size ? tileOfTree(0, Math.floor(index / TILE_WIDTH), size) : null
      return tile === null ? null : ((await loadProven(tile))?.[index % TILE_WIDTH] ?? null)
    },
    async rootAt(earlier) {
      const found = earlier <= size ? await rootOver(earlier, size, loadProven) : ''
      return typeof found === 'string' ? null : found
    },
  }
}

type Load = (tile: HashTile) => Promise<readonly Uint8Array[] | null>

/** The root over the first `length` leaves of a log, or the path of a tile it needs and has not. */
async function rootOver(length: number, size: number, load: Load): Promise<Uint8Array | string> {
  if (length === 0) return emptyRoot
  const nodes = frontierNodes(length)
  const tiles = new Map<string, readonly Uint8Array[]>()
  for (const node of nodes) {
    const tile = tileOfNode(node, size)
    const hashes = tile === null ? null : await load(tile)
    if (tile === null || hashes === null) return tile === null ? 'checkpoint' : tilePath(tile)
    tiles.set(tilePath(tile), hashes)
  }
  const read = hashesFromTiles(size, async (tile) => concat(tiles.get(tilePath(tile)) ?? []))
  return hashOfSubtrees(await read(nodes))
}

/** The tiles among the files, the highest first; files that are no tile of a log of this size are named. */
function sortedTiles(paths: ReadonlySet<string>, size: number, findings: Finding[]): readonly HashTile[] {
  const tiles: HashTile[] = []
  for (const path of paths) {
    const tile = parseTilePath(path)
    const own = tile === null || tile.level === 'entries' ? null : tileOfTree(tile.level, tile.index, size)
    if (own === null || own.width !== tile?.width) findings.push(damage('file-unnamed', file(`data/log/${path}`)))
    else tiles.push(own)
  }
  return tiles.toSorted((one, other) => other.level - one.level || one.index - other.index)
}

/** A tile that is not whole stands at the right edge, which gave the root. */
async function problemOf(tile: HashTile, size: number, proven: ReadonlySet<string>, load: Load): Promise<Finding | null> {
  const hashes = await load(tile)
  const place = file(`data/log/${tilePath(tile)}`)
  if (hashes === null) return damage('log-tile-altered', place)
  if (tile.width < TILE_WIDTH) return null
  const above = tileOfTree(tile.level + 1, Math.floor(tile.index / TILE_WIDTH), size)
  if (above === null || !proven.has(tilePath(above)))
    return damage('log-tile-missing', file(`data/log/${above === null ? '' : tilePath(above)}`))
  const expected = (await load(above))?.[tile.index % TILE_WIDTH]
  return expected !== undefined && sameBytes(hashOverTile(hashes), expected) ? null : damage('log-tile-altered', place)
}
