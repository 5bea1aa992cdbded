import { createHash, hash } from 'node:crypto'
import type { HashText } from './entry.ts'

/** SHA-256 over the parts one after the other, 32 bytes. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return new Uint8Array(hash('sha256', only, 'buffer'))
  // Short ones are commitments, of which a batch has thousands: put together they are hashed at one stroke.
  if (parts.every(({ length }) => length < 4096)) return new Uint8Array(hash('sha256', Buffer.concat(parts), 'buffer'))
  const hashing = createHash('sha256')
  for (const part of parts) hashing.update(part)
  return new Uint8Array(hashing.digest())
}

/** A digest as text: `sha256:` and 64 lower-case hex digits. */
export function hashText(digest: Uint8Array): HashText {
  if (digest.length !== 32) throw new Error(`Expected a SHA-256 digest of 32 bytes, but found ${digest.length}`)
  return `sha256:${Buffer.from(digest).toString('hex')}`
}

/** The text of the hash of these bytes. */
export function hashTextOf(bytes: Uint8Array): HashText {
  return `sha256:${hash('sha256', bytes, 'hex')}`
}

/** SHA-256 over what comes piece by piece. */
export function startSum(): Readonly<{ add(bytes: Uint8Array): void; text(): HashText }> {
  const hashing = createHash('sha256')
  return { add: (bytes) => void hashing.update(bytes), text: () => `sha256:${hashing.digest('hex')}` }
}

export function isHashText(text: unknown): text is HashText {
  return typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text)
}

/** The digest a hash text spells, or null where it spells none. */
export function digestOf(text: string): Uint8Array | null {
  return isHashText(text) ? new Uint8Array(Buffer.from(text.slice('sha256:'.length), 'hex')) : null
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
