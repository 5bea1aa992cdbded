import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** An opaque secret of 256 bits: the bearer token a cookie holds, or the token a page of ours sends back with a change. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** The database holds only the hash of a session's token. */
export function hashOfToken(token: string): Buffer {
  return hash('sha256', token, 'buffer')
}

/** Compares what was offered with the session's own, in a time that tells nothing. */
export function isCsrfToken(expected: string, offered: unknown): boolean {
  if (typeof offered !== 'string') return false
  const [one, other] = [hashOfToken(expected), hashOfToken(offered)]
  return timingSafeEqual(one, other)
}
