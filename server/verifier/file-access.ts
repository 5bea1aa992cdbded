import { inBlocks } from '../audit/block-access.ts'
import type { RandomAccess } from '../audit/random-access.ts'

/** No longer than this without letting the page draw. */
const BREATH_MS = 40

/** A file of the visitor, read in slices: what a package has of gigabytes is never in memory whole. */
export function fileAccess(file: Blob, told: (bytesRead: number) => void = () => {}): RandomAccess {
  const blocks = inBlocks(file.size, async (at, length) => new Uint8Array(await file.slice(at, at + length).arrayBuffer()))
  let bytesRead = 0
  let breathed = performance.now()
  return {
    size: file.size,
    async read(at, length) {
      bytesRead += length
      if (performance.now() - breathed > BREATH_MS) {
        told(bytesRead)
        await new Promise((resolve) => setTimeout(resolve))
        breathed = performance.now()
      }
      return blocks.read(at, length)
    },
  }
}
