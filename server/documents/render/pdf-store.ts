import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Printed sheets that were laid out before, by the hash of all that decides their bytes: the face, the templates, the
 * language, the data embedded. Kept case by case, so that what is disposed of or erased can be forgotten with its case. A
 * sheet that shows an unmasked value MUST never be put here.
 */
export type PdfStore = Readonly<{
  /** Null where it is not there, or its bytes are no longer those that were put. */
  get(owner: string, key: string): Promise<Uint8Array | null>
  /** Keeps a sheet. A disk that is full or away costs time later, never the sheet: nothing is thrown. */
  put(owner: string, key: string, pdf: Uint8Array): Promise<void>
  /** Removes every sheet of a case. */
  forget(owner: string): Promise<void>
  counts(): PdfCounts
}>
export type PdfCounts = Readonly<{ found: number; missed: number; damaged: number }>

export type PdfStoreOptions = Readonly<{
  folder: string
  /** The store is brought below this again when it has grown past it. */
  mostBytes?: number
}>

const MOST_BYTES = 2_000_000_000
const HASH_BYTES = 32

/** Several processes may share the folder: a file is put under its name whole, and says by its first 32 bytes what it holds. */
export function makePdfStore({ folder, mostBytes = MOST_BYTES }: PdfStoreOptions): PdfStore {
  const counts = { found: 0, missed: 0, damaged: 0 }
  let sinceTidied = Number.POSITIVE_INFINITY
  let tidying: Promise<void> | null = null
  const pathOf = (owner: string, key: string) => join(folder, owner.slice(-2), owner, `${key}.pdf`)
  const tidyLater = (bytes: number) => {
    sinceTidied += bytes
    if (tidying !== null || sinceTidied < mostBytes / 20) return
    sinceTidied = 0
    tidying = tidy(folder, mostBytes)
      .catch(() => {})
      .finally(() => {
        tidying = null
      })
  }
  return {
    async get(owner, key) {
      const path = pathOf(owner, key)
      const found = await readFile(path).catch(() => null)
      if (found === null) {
        counts.missed += 1
        return null
      }
      const pdf = found.subarray(HASH_BYTES)
      if (!createHash('sha256').update(pdf).digest().equals(found.subarray(0, HASH_BYTES))) {
        counts.damaged += 1
        await rm(path, { force: true }).catch(() => {})
        return null
      }
      counts.found += 1
      const now = new Date()
      await utimes(path, now, now).catch(() => {})
      return pdf
    },
    async put(owner, key, pdf) {
      const path = pathOf(owner, key)
      const unfinished = `${path}.${randomUUID()}.part`
      try {
        await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
        await writeFile(unfinished, Buffer.concat([createHash('sha256').update(pdf).digest(), pdf]), { mode: 0o600 })
        await rename(unfinished, path)
        tidyLater(pdf.length)
      } catch {
        await rm(unfinished, { force: true }).catch(() => {})
      }
    },
    async forget(owner) {
      await rm(join(folder, owner.slice(-2), owner), { recursive: true, force: true })
    },
    counts: () => ({ ...counts }),
  }
}

/** Removes what was used longest ago until nine tenths are left. Files of a process that died half way go too. */
async function tidy(folder: string, mostBytes: number): Promise<void> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files: { path: string; size: number; at: number }[] = []
  for (const entry of names) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const found = await stat(path).catch(() => null)
    if (found !== null) files.push({ path, size: found.size, at: found.mtimeMs })
  }
  let bytes = files.reduce((sum, { size }) => sum + size, 0)
  if (bytes <= mostBytes) return
  files.sort((one, other) => one.at - other.at)
  for (const { path, size } of files) {
    if (bytes <= mostBytes * 0.9) return
    await rm(path, { force: true })
    bytes -= size
  }
}
