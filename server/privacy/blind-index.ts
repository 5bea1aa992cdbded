import { createHmac } from 'node:crypto'
import type { SensitiveKind } from './sensitive-marks.ts'

/** Kinds a person is looked up by, and only as a whole: the index answers "the same", never "begins with". */
export const lookedUpBy: ReadonlySet<SensitiveKind> = new Set(['id_number', 'phone'])

const SHORTEST = 7

/**
 * What is compared: full-width forms made plain, spaces and dashes gone, letters in upper case. Null for what is too short
 * to name anybody.
 */
export function normalised(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[\s\-‐-―]/g, '')
    .toUpperCase()
  return plain.length >= SHORTEST ? plain : null
}

/** HMAC-SHA-256 under a key of its own: without the key nobody can try the numbers of a town one after another. */
export function blindIndex(key: Uint8Array, text: string): Buffer | null {
  const plain = normalised(text)
  return plain === null ? null : createHmac('sha256', key).update(`guiju blind index\n${plain}`).digest()
}

/** Whether a search text may be a number of a person: mostly digits, one word. */
export function mayNameSomebody(text: string): boolean {
  const plain = normalised(text)
  return plain !== null && /^[0-9A-Z]*$/.test(plain) && plain.replaceAll(/[^0-9]/g, '').length >= SHORTEST
}
