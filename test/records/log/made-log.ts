import { type HashTile, hashesFromTiles, leafHash, type ReadHashes, startTree, tilePath, tilesOfTree } from '#records'

/** A log in memory: its tiles by path, as a sequencer makes them, for any number of leaves. */
export function madeLog(leaves: readonly Uint8Array[]) {
  const tree = startTree()
  const nodes = new Map<string, Uint8Array>()
  for (const leaf of leaves) for (const { level, index, hash } of tree.append(leafHash(leaf))) nodes.set(`${level}/${index}`, hash)
  const tile = ({ level, index, width }: HashTile) =>
    Buffer.concat(Array.from({ length: width }, (_, at) => nodes.get(`${level * 8}/${index * 256 + at}`) ?? new Uint8Array()))
  const readHashes: ReadHashes = hashesFromTiles(leaves.length, async (asked) => tile(asked))
  const tiles = () => new Map([...tilesOfTree(leaves.length)].map((each) => [tilePath(each), tile(each)]))
  return { size: leaves.length, root: tree.root(), frontier: tree.frontier(), readHashes, tiles }
}
