import { mkdir, open, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Anchor, PutOutcome } from './anchor.ts'

/** A write cut off by a crash is followed by another under the next name; more than a few say the medium is broken. */
const MOST_TORN = 9

/**
 * A folder in other hands: a WORM share, an optical medium, a directory with `chattr +a`. A file is created (O_EXCL), never
 * renamed, never removed, never opened for writing again, and read-only from the first moment.
 */
export function makeWriteOnceDirectory({ name, folder }: Readonly<{ name: string; folder: string }>): Anchor {
  const place = (file: string) => join(folder, file)
  return {
    name,
    place: folder,
    async put(file, bytes) {
      await mkdir(dirname(place(file)), { recursive: true })
      for (let torn = 0; torn <= MOST_TORN; torn++) {
        const outcome = await putOnce(place(torn === 0 ? file : `${file}.${torn}`), bytes)
        if (outcome !== 'torn') return outcome
      }
      return 'other-content'
    },
    async read(file) {
      for (let torn = 0; torn <= MOST_TORN; torn++) {
        const kept = await readIfThere(place(torn === 0 ? file : `${file}.${torn}`))
        // The last that is there: those before it were cut off.
        const next = torn === MOST_TORN ? null : await readIfThere(place(`${file}.${torn + 1}`))
        if (kept === null || next === null) return kept
      }
      return null
    },
    async list() {
      const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return []
        throw error
      })
      const within = (parent: string) => parent.slice(folder.length).replace(/^[/\\]/, '')
      return found
        .filter((entry) => entry.isFile())
        .map((entry) => [within(entry.parentPath), entry.name].filter((part) => part !== '').join('/'))
        .sort()
    },
  }
}

async function putOnce(path: string, bytes: Uint8Array): Promise<PutOutcome | 'torn'> {
  const file = await open(path, 'wx', 0o444).catch((error: unknown) => {
    if (codeOf(error) === 'EEXIST') return null
    throw error
  })
  if (file === null) return compare(await readFile(path), bytes)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await syncFolder(dirname(path))
  return 'put'
}

function compare(kept: Uint8Array, bytes: Uint8Array): PutOutcome | 'torn' {
  const begins = kept.length <= bytes.length && kept.every((byte, index) => byte === bytes[index])
  if (!begins) return 'other-content'
  return kept.length === bytes.length ? 'there' : 'torn'
}

/** The name, too, survives a power cut. Not every medium lets folders be synced. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
