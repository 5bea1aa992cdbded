import { open } from 'node:fs/promises'
import { inBlocks } from './block-access.ts'

/** Bytes that can be read at any place: a file, or a buffer. */
export type RandomAccess = Readonly<{
  size: number /** Fewer bytes than asked for only at the end. */
  read(at: number, length: number): Promise<Uint8Array>
}>

export function bytesAccess(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: async (at, length) => bytes.subarray(at, Math.min(bytes.length, at + length)) }
}

/** Opens a file for the duration of `work`. @throws what the file system says, where it cannot be opened. */
export async function withFile<T>(path: string, work: (access: RandomAccess) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const read = async (at: number, length: number) => {
      const buffer = new Uint8Array(Math.max(0, Math.min(length, size - at)))
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at)
      return buffer.subarray(0, bytesRead)
    }
    return await work(inBlocks(size, read))
  } finally {
    await handle.close()
  }
}
