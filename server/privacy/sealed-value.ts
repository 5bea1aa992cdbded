import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto'

const NONCE = 12
const TAG = 16

/** The key of one data subject. `id` stands beside everything sealed with it. A KeyObject is set up once, not for each value. */
export type DataKey = Readonly<{ id: string; seals: KeyObject; nonces: string }>

export function dataKey(id: string, bytes: Buffer): DataKey {
  return { id, seals: createSecretKey(bytes), nonces: createHmac('sha256', bytes).update('guiju nonce').digest('hex') }
}

/**
 * AES-256-GCM: nonce ‖ ciphertext ‖ tag. The nonce is a keyed digest of place and value (synthetic, as in RFC 8452), cut to
 * 96 bits, so the same value in the same place gives the same bytes and no nonce serves two values. `place` is
 * authenticated: what was sealed for one case does not open in another.
 */
export function sealValue(key: DataKey, plain: string, place: string): Buffer {
  const nonce = hash('sha256', `${key.nonces}\n${place}\n${plain}`, 'buffer').subarray(0, NONCE)
  const cipher = createCipheriv('aes-256-gcm', key.seals, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place, 'utf8'))
  return Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

/** The value again, or null where the bytes were changed, moved, or sealed with another key. */
export function openValue(key: DataKey, sealed: Uint8Array, place: string): string | null {
  if (sealed.length < NONCE + TAG) return null
  const decipher = createDecipheriv('aes-256-gcm', key.seals, sealed.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(place, 'utf8')).setAuthTag(sealed.subarray(-TAG))
  try {
    return decipher.update(sealed.subarray(NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return null
  }
}
