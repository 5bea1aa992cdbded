import { createPublicKey, verify } from 'node:crypto'
import type { CheckSignature } from '#records'

/** A signature of an authenticator by `node:crypto`: ES256, RS256 or Ed25519, as the key itself says. */
export const checkSignature: CheckSignature = (key, message, signature) => {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' })
    return verify(publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', message, publicKey, signature)
  } catch {
    return false
  }
}
