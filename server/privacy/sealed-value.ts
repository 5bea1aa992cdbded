import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'

const NONCE = 12
const TAG = 16

/** The key of one data subject. `id` stands beside everything sealed with it. */
export type DataKey = Readonly<{ id: string; seals: Buffer; nonces: Buffer }>

export function dataKey(id: string, bytes: Buffer): DataKey {
  return { id, seals: bytes, nonces: createHmac('sha256', bytes).update('guiju nonce').digest() }
}

/**
 * AES-256-GCM: nonce ‖ ciphertext ‖ tag. The nonce is derived from key, place and value (a synthetic nonce, as in RFC 8452),
 * so the same value in the same place gives the same bytes and no nonce serves two values. `place` is authenticated: what
 * was sealed for one case does not open in another.
 */
export function sealValue(key: DataKey, plain: string, place: string): Buffer {
  const bytes = Buffer.from(plain, 'utf8')
  const nonce = createHmac('sha256', key.nonces).update(`${place}\n`).update(bytes).digest().subarray(0, NONCE)
  const cipher = createCipheriv('aes-256-gcm', key.seals, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place, 'utf8'))
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
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
