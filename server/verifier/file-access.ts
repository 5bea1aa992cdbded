import type { RandomAccess } from '../audit/random-access.ts'

const BLOCK = 4 * 1024 * 1024
const MOST_BLOCKS = 6
/** No longer than this without letting the page draw. */
const BREATH_MS = 40

/** A file of the visitor, read in slices: what a package has of gigabytes is never in memory whole. */
export function fileAccess(file: Blob, told: (bytesRead: number) => void = () => {}): RandomAccess {
  const blocks = new Map<number, Uint8Array>()
  let bytesRead = 0
  let breathed = performance.now()
  const slice = async (at: number, length: number) => new Uint8Array(await file.slice(at, at + length).arrayBuffer())
  const blockAt = async (index: number) => {
    const known = blocks.get(index)
    if (known !== undefined) return known
    const block = await slice(index * BLOCK, BLOCK)
    const [oldest] = blocks.keys()
    if (blocks.size >= MOST_BLOCKS && oldest !== undefined) blocks.delete(oldest)
    blocks.set(index, block)
    return block
  }
  return {
    size: file.size,
    async read(at, length) {
      bytesRead += length
      if (performance.now() - breathed > BREATH_MS) {
        told(bytesRead)
        await new Promise((resolve) => setTimeout(resolve))
        breathed = performance.now()
      }
      const end = Math.min(file.size, at + length)
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
