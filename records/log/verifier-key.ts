import { concat, sha256 } from '../hash.ts'
import { base64Of, bytesOfBase64 } from './base64.ts'

/** How a key signs: plain Ed25519 over the note's text, or a cosignature with the time. The bytes C2SP gave them. */
export const keyAlgorithms = { ed25519: 0x01, 'cosignature/v1': 0x04 } as const
export type KeyAlgorithm = keyof typeof keyAlgorithms

/** A key whose signatures one knows how to test. Name and id together name it (C2SP signed-note). */
export type VerifierKey = Readonly<{
  name: string
  /** Eight hex digits. */
  id: string
  algorithm: KeyAlgorithm
  /** 32 bytes (RFC 8032). */
  publicKey: Uint8Array
}>

/** May a key have this name: not empty, no Unicode space, no plus, well-formed. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.isWellFormed() && !/[\p{White_Space}+]/u.test(name) && !hasControls(name)
}

/** The id of a key: the first four bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key), in hex. */
export function keyId(name: string, algorithm: KeyAlgorithm, publicKey: Uint8Array): string {
  const digest = sha256(new TextEncoder().encode(`${name}\n`), typedKey(algorithm, publicKey))
  return [...digest.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** @throws where the name is none a key may have, or the key has not 32 bytes. */
export function verifierKey(name: string, algorithm: KeyAlgorithm, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name) || publicKey.length !== 32) throw new Error(`Expected a name and an Ed25519 key, but found ${JSON.stringify(name)}`)
  return { name, id: keyId(name, algorithm, publicKey), algorithm, publicKey }
}

/** `<name>+<id>+<Base 64 of algorithm and key>`. */
export function formatVerifierKey({ name, id, algorithm, publicKey }: VerifierKey): string {
  return `${name}+${id}+${base64Of(typedKey(algorithm, publicKey))}`
}

/** Reads a key as people hand it on; null where it is none, its id is not its own, or nobody here knows its algorithm. */
export function parseVerifierKey(text: string): VerifierKey | null {
  const found = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  const bytes = bytesOfBase64(found?.[3] ?? '')
  const name = found?.[1] ?? ''
  if (bytes === null || bytes.length !== 33 || !isKeyName(name)) return null
  for (const algorithm of Object.keys(keyAlgorithms) as KeyAlgorithm[]) {
    if (keyAlgorithms[algorithm] !== bytes[0]) continue
    const key = verifierKey(name, algorithm, bytes.slice(1))
    return key.id === found?.[2] ? key : null
  }
  return null
}

function typedKey(algorithm: KeyAlgorithm, publicKey: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(keyAlgorithms[algorithm]), publicKey])
}

function hasControls(text: string): boolean {
  return [...text].some((letter) => letter < ' ')
}
