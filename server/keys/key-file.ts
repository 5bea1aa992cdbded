import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { makeIdentifier } from '../identifier.ts'

/** The bytes of a key that lives in a file of its own, outside the database. */
export const KEY_BYTES = 32

/**
 * The key `<folder>/<name>`, made at its first use: 32 random bytes as one line of hex. The folder is for the server's
 * account alone (0700), the file too (0600). Two processes that begin at once get the same key: the file is written whole
 * beside its place and linked into it, and a link is made once.
 * @throws where the file is readable to others or holds no key: nothing must be sealed with it, nor made anew over it.
 */
export async function readOrMakeKey(folder: string, name: string): Promise<Buffer> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const place = join(folder, name)
  const there = await readKey(place)
  if (there !== null) return there
  await chmod(folder, 0o700)
  await placeKey(place)
  const made = await readKey(place)
  if (made === null) throw new Error(`Expected the key file ${name} just made to be there, but it is not`)
  return made
}

async function placeKey(place: string): Promise<void> {
  const beside = `${place}.${makeIdentifier()}`
  const file = await open(beside, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(beside, place)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    await rm(beside, { force: true })
  }
}

async function readKey(place: string): Promise<Buffer | null> {
  const found = await stat(place).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  })
  if (found === null) return null
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0)
    throw new Error(`Expected the key file ${place} to be for the server's account alone (0600), but others may read it`)
  const text = (await readFile(place, 'utf8')).trim()
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`Expected the key file ${place} to hold 64 hex digits, but it does not`)
  return Buffer.from(text, 'hex')
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}
