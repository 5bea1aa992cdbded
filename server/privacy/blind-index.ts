import { hash } from 'node:crypto'
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
  return plain === null ? null : hmac(key, `guiju blind index\n${plain}`)
}

const BLOCK = 64
const padded = new WeakMap<Uint8Array, Readonly<{ inner: Buffer; outer: Buffer }>>()

/** RFC 2104 over one-shot digests: a list of a thousand people takes thousands of them, and a context for each costs most. */
function hmac(key: Uint8Array, text: string): Buffer {
  const known = padded.get(key)
  const pads = known ?? { inner: pad(key, 0x36), outer: pad(key, 0x5c) }
  if (known === undefined) padded.set(key, pads)
  return hash('sha256', Buffer.concat([pads.outer, hash('sha256', Buffer.concat([pads.inner, Buffer.from(text)]), 'buffer')]), 'buffer')
}

function pad(key: Uint8Array, byte: number): Buffer {
  const block = Buffer.alloc(BLOCK, byte)
  for (const [at, one] of key.entries()) block[at] = one ^ byte
  return block
}

/** Whether a search text may be a number of a person: mostly digits, one word. */
export function mayNameSomebody(text: string): boolean {
  const plain = normalised(text)
  return plain !== null && /^[0-9A-Z]*$/.test(plain) && plain.replaceAll(/[^0-9]/g, '').length >= SHORTEST
}
