import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { base64Of, bytesOfBase64 } from '#records'
import { readIfThere, writeDurably } from './durable-file.ts'

/** The largest tree this signer has signed. What it signs next must contain it. */
export type SignedState = Readonly<{ size: number; root: Uint8Array }>

const fileName = 'log-signed.json'

/** Null where the file is missing. @throws where it is not as this program writes it: nothing may be signed then. */
export function readSignedState(folder: string, origin: string): SignedState | null {
  const path = join(folder, fileName)
  const text = readIfThere(path)
  if (text === null) return null
  const stored = JSON.parse(text) as Readonly<{ format: unknown; origin: unknown; size: unknown; root: unknown }>
  const root = typeof stored.root === 'string' ? bytesOfBase64(stored.root) : null
  if (stored.format !== 'guiju-log-signed/1' || stored.origin !== origin || !Number.isSafeInteger(stored.size) || root?.length !== 32)
    throw new Error(`Expected the last signed state of ${origin} in ${path}, but found something else`)
  return { size: stored.size as number, root }
}

export function writeSignedState(folder: string, origin: string, { size, root }: SignedState): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeDurably(join(folder, fileName), `${JSON.stringify({ format: 'guiju-log-signed/1', origin, size, root: base64Of(root) })}\n`)
}
