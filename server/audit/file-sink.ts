import { once } from 'node:events'
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

/** A sink on a stream, an HTTP answer for one: writing waits until it takes more, and fails when it is closed. */
export function streamSink(stream: NodeJS.WritableStream & Readonly<{ destroyed?: boolean }>): Sink {
  return {
    write: async (bytes) => {
      if (stream.destroyed === true) throw new Error('Expected the reader to wait for the package, but it went away')
      if (!stream.write(bytes)) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
    },
  }
}
