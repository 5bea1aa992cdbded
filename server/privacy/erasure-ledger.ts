import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One key that was destroyed. It names nobody: whose it was is gone with it. */
export type ErasedKey = Readonly<{ key: string; at: string }>

const file = (folder: string) => join(folder, 'erasures.log')

/**
 * The keys destroyed so far, in a file outside the database that is only added to. A backup brings wrapped keys back; the
 * file says which of them have to go again before anything is served.
 */
export async function readErasures(folder: string): Promise<readonly ErasedKey[]> {
  const text = await readFile(file(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return text.split('\n').flatMap((line, index) => {
    if (line === '') return []
    const found = /^guiju-erasure\/1 (\S+) ([0-9a-f-]{36})$/.exec(line)
    if (found === null) throw new Error(`Expected line ${index + 1} of ${file(folder)} to name an erased key, but it does not`)
    return [{ at: found[1] ?? '', key: found[2] ?? '' }]
  })
}

/** On disk when it returns. */
export async function noteErasures(folder: string, erased: readonly ErasedKey[]): Promise<void> {
  if (erased.length === 0) return
  const ledger = await open(file(folder), 'a', 0o600)
  try {
    await ledger.writeFile(erased.map(({ key, at }) => `guiju-erasure/1 ${at} ${key}\n`).join(''))
    await ledger.sync()
  } finally {
    await ledger.close()
  }
}
