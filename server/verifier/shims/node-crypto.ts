import { sha256 } from '@noble/hashes/sha2.js'

// What the rooms ask of node:crypto: SHA-256, at once. WebCrypto answers later, which a chain of hashes cannot wait for.

export function hash(algorithm: string, data: Uint8Array | string, encoding: 'buffer' | 'hex'): Uint8Array | string {
  const digest = digestOf(algorithm, bytesOf(data))
  return encoding === 'hex' ? hexOf(digest) : digest
}

type Hash = Readonly<{ update(data: Uint8Array | string): Hash; digest(encoding?: 'hex'): Uint8Array | string }>

export function createHash(algorithm: string): Hash {
  if (algorithm !== 'sha256') throw new Error(`Expected SHA-256, but was asked for ${algorithm}`)
  const hashing = sha256.create()
  const made: Hash = {
    update(data) {
      hashing.update(bytesOf(data))
      return made
    },
    digest(encoding) {
      const bytes = hashing.digest()
      return encoding === 'hex' ? hexOf(bytes) : bytes
    },
  }
  return made
}

function digestOf(algorithm: string, bytes: Uint8Array): Uint8Array {
  if (algorithm !== 'sha256') throw new Error(`Expected SHA-256, but was asked for ${algorithm}`)
  return sha256(bytes)
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => hexPairs[byte]).join('')
}

function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data
}
