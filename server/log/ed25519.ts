import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import type { CheckEd25519 } from '#records'

// RFC 8410: an Ed25519 key in DER is a fixed beginning and the 32 bytes of RFC 8032.
const publicPrefix = Buffer.from('302a300506032b6570032100', 'hex')
const privatePrefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A key pair as bytes: `secret` is the seed of RFC 8032. */
export type KeyPair = Readonly<{ secret: Uint8Array; publicKey: Uint8Array }>

export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { secret: lastBytes(privateKey.export({ format: 'der', type: 'pkcs8' })), publicKey: bytesOfPublicKey(publicKey) }
}

/** The public half of a seed. */
export function publicKeyOf(secret: Uint8Array): Uint8Array {
  return bytesOfPublicKey(createPublicKey(privateKeyOf(secret)))
}

export function signEd25519(secret: Uint8Array, message: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, message, privateKeyOf(secret)))
}

/** Tests a signature; false also for bytes that are no key or no signature. */
export const checkEd25519: CheckEd25519 = (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  try {
    const key = createPublicKey({ key: Buffer.concat([publicPrefix, publicKey]), format: 'der', type: 'spki' })
    return verify(null, message, key, signature)
  } catch {
    return false
  }
}

function privateKeyOf(secret: Uint8Array): KeyObject {
  if (secret.length !== 32) throw new Error(`Expected a secret key of 32 bytes, but it has ${secret.length}`)
  return createPrivateKey({ key: Buffer.concat([privatePrefix, secret]), format: 'der', type: 'pkcs8' })
}

const bytesOfPublicKey = (key: KeyObject): Uint8Array => lastBytes(key.export({ format: 'der', type: 'spki' }))
const lastBytes = (der: Buffer): Uint8Array => new Uint8Array(der.subarray(-32))
