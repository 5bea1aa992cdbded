import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const VERSION = 1
const NONCE = 12
const TAG = 16
const BEFORE = 1 + NONCE

/**
 * Seals a secret for the database with AES-256-GCM under a key that lives outside it: version ‖ nonce ‖ ciphertext ‖ tag.
 * `place` names the row the secret belongs to and is authenticated with it: a sealed secret copied into another row does
 * not open. The nonce is random, so one key seals at most 2^32 secrets (NIST SP 800-38D, 8.3).
 */
export function sealSecret(key: Uint8Array, secret: Uint8Array, place: string): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place, 'utf8'))
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

/** The secret again, or null where the bytes were changed, belong to another place, or were sealed with another key. */
export function openSecret(key: Uint8Array, sealed: Uint8Array, place: string): Buffer | null {
  const bytes = Buffer.from(sealed)
  if (bytes.length < BEFORE + TAG || bytes[0] !== VERSION) return null
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, BEFORE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(place, 'utf8')).setAuthTag(bytes.subarray(-TAG))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(BEFORE, -TAG)), decipher.final()])
  } catch {
    return null
  }
}
