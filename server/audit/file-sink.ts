import { open, rename, rm } from 'node:fs/promises'
import type { Sink } from './zip-writer.ts'

const BUFFER = 1024 * 1024

/**
 * Writes a file through `work`. It stands under its name only when it is whole and on the disk; whatever goes wrong,
 * nothing of it is left.
 */
export async function writeWholeFile<T>(path: string, work: (sink: Sink) => Promise<T>): Promise<T> {
  const unfinished = `${path}.part`
  const handle = await open(unfinished, 'w', 0o600)
  let gathered: Uint8Array[] = []
  let length = 0
  const flush = async () => {
    const chunks = gathered
    gathered = []
    length = 0
    await handle.writeFile(Buffer.concat(chunks))
  }
  const write = async (bytes: Uint8Array) => {
    gathered.push(bytes)
    length += bytes.length
    if (length >= BUFFER) await flush()
  }
  try {
    const result = await work({ write })
    await flush()
    await handle.sync()
    await handle.close()
    await rename(unfinished, path)
    return result
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(unfinished, { force: true })
    throw error
  }
}
