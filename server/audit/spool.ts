import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes that are written to the end and read again from the beginning, as often as wanted. */
export type Spool = Readonly<{
  append(bytes: Uint8Array): Promise<void>
  size(): number
  /** What has been appended so far. */
  read(): AsyncIterable<Uint8Array>
  /** A piece of it. */
  piece(at: number, length: number): Promise<Uint8Array>
}>

/**
 * Where a package is made: the package itself and the lists it is made of, each growing at its end. What `save` was
 * given last, and everything appended before it, is there again after a crash; what came later is forgotten.
 */
export type Workplace = Readonly<{
  spool(name: string): Promise<Spool>
  save(state: unknown): Promise<void>
  /** What `save` was given last; null at the beginning. */
  saved(): unknown
}>

/** A workplace in memory, for packages that are small and never go on. */
export function makeMemoryWorkplace(): Workplace & Readonly<{ bytes(name: string): Uint8Array }> {
  const spools = new Map<string, Uint8Array[]>()
  const sizes = new Map<string, number>()
  let state: unknown = null
  return {
    async spool(name) {
      const chunks = spools.get(name) ?? []
      spools.set(name, chunks)
      return {
        async append(bytes) {
          chunks.push(bytes.slice())
          sizes.set(name, (sizes.get(name) ?? 0) + bytes.length)
        },
        size: () => sizes.get(name) ?? 0,
        async *read() {
          yield* chunks
        },
        piece: async (at, length) => new Uint8Array(Buffer.concat(chunks).subarray(at, at + length)),
      }
    },
    save: async (next) => {
      state = next
    },
    saved: () => state,
    bytes: (name) => new Uint8Array(Buffer.concat(spools.get(name) ?? [])),
  }
}

const BUFFER = 256 * 1024
const STATE = 'state.json'

type Open = Readonly<{ spool: Spool; flush: (durably: boolean) => Promise<void>; close: () => Promise<void> }>
type Saved = Readonly<{ sizes: Readonly<Record<string, number>>; state: unknown }>

/** A workplace in a folder. What stood there is taken up again as `save` left it. @throws what the file system says. */
export async function openWorkplace(folder: string): Promise<Workplace & Readonly<{ finish(): Promise<void>; close(): Promise<void> }>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const last = await readState(folder)
  const files = new Map<string, Open>()
  const spool = async (name: string): Promise<Spool> => {
    const known = files.get(name)
    if (known !== undefined) return known.spool
    const opened = await openSpool(join(folder, name), last?.sizes[name] ?? 0)
    files.set(name, opened)
    return opened.spool
  }
  let saved: unknown = last?.state ?? null
  return {
    spool,
    saved: () => saved,
    async save(state) {
      for (const { flush } of files.values()) await flush(true)
      const sizes = Object.fromEntries([...files].map(([name, opened]) => [name, opened.spool.size()]))
      const text = JSON.stringify({ sizes, state } satisfies Saved)
      const next = join(folder, `${STATE}.next`)
      await writeFile(next, text, { mode: 0o600, flush: true })
      await rename(next, join(folder, STATE))
      saved = state
    },
    /** Everything appended is on the disk. */
    async finish() {
      for (const { flush } of files.values()) await flush(true)
    },
    async close() {
      for (const { close } of files.values()) await close()
    },
  }
}

async function openSpool(path: string, size: number): Promise<Open> {
  // Created where it is missing, never emptied: what was saved goes on.
  const handle = await open(path, 'a+', 0o600)
  await handle.truncate(size)
  let written = size
  let gathered: Uint8Array[] = []
  let length = 0
  const flush = async (durably: boolean) => {
    const chunks = gathered
    gathered = []
    written += length
    length = 0
    if (chunks.length > 0) await handle.writev(chunks)
    if (durably) await handle.datasync()
  }
  return {
    flush,
    close: () => handle.close(),
    spool: {
      async append(bytes) {
        if (bytes.length === 0) return
        gathered.push(bytes)
        length += bytes.length
        if (length >= BUFFER) await flush(false)
      },
      size: () => written + length,
      async *read() {
        await flush(false)
        const buffer = Buffer.alloc(BUFFER)
        for (let at = 0; at < written; ) {
          const { bytesRead } = await handle.read(buffer, 0, Math.min(BUFFER, written - at), at)
          if (bytesRead === 0) throw new Error(`Expected ${written} bytes in ${path}, but it ends at ${at}`)
          yield Uint8Array.prototype.slice.call(buffer, 0, bytesRead)
          at += bytesRead
        }
      },
      async piece(at, size) {
        if (at + size > written) await flush(false)
        const buffer = new Uint8Array(size)
        const { bytesRead } = await handle.read(buffer, 0, size, at)
        if (bytesRead !== size) throw new Error(`Expected ${size} bytes at ${at} of ${path}, but found ${bytesRead}`)
        return buffer
      },
    },
  }
}

async function readState(folder: string): Promise<Saved | null> {
  const text = await readFile(join(folder, STATE), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return JSON.parse(text) as Saved
  } catch {
    // A state that cannot be read is none: the package begins anew.
    await rm(join(folder, STATE), { force: true })
    return null
  }
}

/** Lines of a spool as values. */
export async function* linesOf<T>(spool: Spool): AsyncGenerator<T> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of spool.read()) {
    rest += decoder.decode(chunk, { stream: true })
    let from = 0
    for (let end = rest.indexOf('\n', from); end !== -1; end = rest.indexOf('\n', from)) {
      yield JSON.parse(rest.slice(from, end)) as T
      from = end + 1
    }
    rest = rest.slice(from)
  }
}

export function lineOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`)
}
