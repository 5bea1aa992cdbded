import { canonicalBytes, readCanonical } from '../canonical.ts'
import { type HashTile, hashesOnLevel, TILE_WIDTH, tileOfNode, tileOfTree, tilePath } from '../log/tiles.ts'
import { frontierNodes } from '../log/tree.ts'
import { count, listOf, literal, object, orNull, type Shape, text } from '../shape.ts'

/** `leaves.json` beside the entries of a stream: at which leaf of the log each of them stands, in their order; null: at none yet. */
export type LeavesFile = Readonly<{ format: 'guiju-leaves/1'; stream: string; leaves: readonly (number | null)[] }>

const leavesFile: Shape<LeavesFile> = object<LeavesFile>({
  format: literal('guiju-leaves/1'),
  stream: text,
  leaves: listOf(orNull(count)),
})

export function leavesBytes(stream: string, leaves: readonly (number | null)[]): Uint8Array {
  const file: LeavesFile = { format: 'guiju-leaves/1', stream, leaves }
  return canonicalBytes(file)
}

/** Reads leaves.json; null where it is none. */
export function readLeaves(bytes: Uint8Array): LeavesFile | null {
  const read = readCanonical(bytes)
  return read.outcome === 'read' && leavesFile(read.value, '') === null ? (read.value as LeavesFile) : null
}

/** A log of so many leaves goes in with all its tiles (2 MB), so that any checkpoint anybody kept can be held against it. */
export const WHOLE_LOG = 65_536

/**
 * The tiles a package carries of a log of this size: those of the leaves named, the right edge, all above the leaves, and
 * those that show the log at the earlier sizes named.
 */
export function tilesToPack(size: number, leaves: Iterable<number>, earlier: Iterable<number> = []): readonly HashTile[] {
  const tiles = new Map<string, HashTile>()
  const add = (tile: HashTile | null) => {
    if (tile !== null) tiles.set(tilePath(tile), tile)
  }
  const addLevel = (level: number) => {
    for (let index = 0; index * TILE_WIDTH < hashesOnLevel(level, size); index += 1) add(tileOfTree(level, index, size))
  }
  if (size <= WHOLE_LOG) addLevel(0)
  else {
    for (const leaf of leaves) if (leaf < size) add(tileOfTree(0, Math.floor(leaf / TILE_WIDTH), size))
    for (const at of [size, ...earlier]) for (const node of frontierNodes(Math.min(at, size))) add(tileOfNode(node, size))
  }
  for (let level = 1; hashesOnLevel(level, size) > 0; level += 1) addLevel(level)
  return [...tiles.values()].toSorted((one, other) => one.level - other.level || one.index - other.index)
}
