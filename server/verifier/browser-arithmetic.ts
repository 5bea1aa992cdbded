import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { fromBER, Integer, ObjectIdentifier, Sequence } from 'asn1js'
import type { TrustNeeds } from '#records'

/** Ed25519 as RFC 8032 has it, without the leniency of ZIP 215. */
export const checkEd25519: TrustNeeds['checkEd25519'] = (publicKey, message, signature) =>
  answered(() => signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false }))

const RSA = '1.2.840.113549.1.1.1'
const EC = '1.2.840.10045.2.1'
const ED25519 = '1.3.101.112'

/** What authenticators sign with: ES256, RS256 or Ed25519, as the key (SubjectPublicKeyInfo) itself says. */
export const checkSignature: TrustNeeds['checkSignature'] = (key, message, signature) =>
  answered(() => {
    const { algorithm, bits } = readKey(key)
    if (algorithm === EC) return p256.verify(signature, message, bits, { format: 'der', lowS: false })
    if (algorithm === ED25519) return checkEd25519(bits, message, signature)
    return algorithm === RSA && checkRsa(bits, message, signature)
  })

function answered(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    // Bytes that are no key or no signature.
    return false
  }
}

function readKey(spki: Uint8Array): Readonly<{ algorithm: string; bits: Uint8Array }> {
  const { result } = fromBER(bufferOf(spki))
  const [algorithm, bits] = result instanceof Sequence ? result.valueBlock.value : []
  const [name] = algorithm instanceof Sequence ? algorithm.valueBlock.value : []
  if (!(name instanceof ObjectIdentifier) || bits === undefined) throw new Error('Expected a public key, but it is none')
  return {
    algorithm: name.valueBlock.toString(),
    bits: new Uint8Array((bits.valueBlock as unknown as { valueHexView: Uint8Array }).valueHexView),
  }
}

// RFC 8017 §9.2: what stands before a SHA-256 digest.
const digestInfo = [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20]

/** RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2): the padded digest is made again and compared. */
function checkRsa(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const { result } = fromBER(bufferOf(key))
  const [modulus, exponent] = result instanceof Sequence ? result.valueBlock.value : []
  if (!(modulus instanceof Integer) || !(exponent instanceof Integer)) return false
  const n = numberOf(modulus.valueBlock.valueHexView)
  const e = numberOf(exponent.valueBlock.valueHexView)
  const length = Math.ceil(n.toString(16).length / 2)
  if (signature.length !== length || length < 256 || e > 0xffff_ffffn) return false
  const padded = [0, 1, ...Array.from({ length: length - 3 - digestInfo.length - 32 }, () => 0xff), 0, ...digestInfo, ...sha256(message)]
  return power(numberOf(signature), e, n) === numberOf(Uint8Array.from(padded))
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') || '0'}`)
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus]
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
