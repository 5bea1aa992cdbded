import { createHash } from 'node:crypto'

/** SHA-256 of a verifier key's text in groups of four digits, made to be printed, read aloud and compared by eye. */
export function fingerprintOf(verifierKey: string): string {
  const digits = createHash('sha256').update(verifierKey, 'utf8').digest('hex').toUpperCase()
  return (digits.match(/.{4}/g) ?? []).join(' ')
}
