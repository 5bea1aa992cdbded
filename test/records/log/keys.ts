import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import {
  type CheckEd25519,
  cosignedMessage,
  formatCosignature,
  type KeyAlgorithm,
  type NoteSignature,
  type VerifierKey,
  verifierKey,
} from '#records'

/** RFC 8410: what stands before 32 bytes of an Ed25519 seed, and of a public key. */
const SEED = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC = Buffer.from('302a300506032b6570032100', 'hex')

export const checkEd25519: CheckEd25519 = (publicKey, message, signature) =>
  verify(null, message, createPublicKey({ key: Buffer.concat([PUBLIC, publicKey]), format: 'der', type: 'spki' }), signature)

export type TestKey = Readonly<{ key: VerifierKey; sign(text: string, timestamp?: number): NoteSignature }>

/** A key made of one byte, so that its signatures are the same each time. */
export function testKey(name: string, seed: number, algorithm: KeyAlgorithm = 'ed25519'): TestKey {
  const secret = createPrivateKey({ key: Buffer.concat([SEED, Buffer.alloc(32, seed)]), format: 'der', type: 'pkcs8' })
  const key = verifierKey(name, algorithm, publicBytes(secret))
  return {
    key,
    sign(text, timestamp = 0) {
      const message = new TextEncoder().encode(text)
      const signature =
        algorithm === 'ed25519'
          ? sign(null, message, secret)
          : formatCosignature({ timestamp, signature: sign(null, cosignedMessage(timestamp, message), secret) })
      return { name, id: key.id, signature: new Uint8Array(signature) }
    },
  }
}

function publicBytes(secret: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(PUBLIC.length))
}
