import type { RandomAccess } from './random-access.ts'

const BLOCK = 256 * 1024
const MOST_BLOCKS = 96

/**
 * Reads a long file in blocks and keeps those asked for last, 24 MB in all: the small files of a package stand one behind
 * the other, and where its records stand by volume, a case is read in as many places as it has papers.
 */
export function inBlocks(size: number, slice: RandomAccess['read']): RandomAccess {
  const blocks = new Map<number, Uint8Array>()
  const keep = (index: number, block: Uint8Array) => {
    blocks.delete(index)
    const [oldest] = blocks.keys()
    if (blocks.size >= MOST_BLOCKS && oldest !== undefined) blocks.delete(oldest)
    blocks.set(index, block)
    return block
  }
  const blockAt = async (index: number) => keep(index, blocks.get(index) ?? (await slice(index * BLOCK, BLOCK)))
  return {
    size,
    async read(at, length) {
      const end = Math.max(at, Math.min(size, at + length))
      const [first, last] = [Math.floor(at / BLOCK), Math.floor(Math.max(at, end - 1) / BLOCK)]
      if (last - first > 1) return slice(at, end - at)
      const block = await blockAt(first)
      if (first === last) return block.subarray(at - first * BLOCK, end - first * BLOCK)
      const next = await blockAt(last)
      const joined = new Uint8Array(end - at)
      joined.set(block.subarray(at - first * BLOCK))
      joined.set(next.subarray(0, end - last * BLOCK), last * BLOCK - at)
      return joined
    },
  }
}
