import { sha256 } from '@noble/hashes/sha2.js'

// What the rooms ask of node:crypto: SHA-256, at once. WebCrypto answers later, which a chain of hashes cannot wait for.

export function hash(algorithm: string, data: Uint8Array | string, _encoding: 'buffer'): Uint8Array {
  return digestOf(algorithm, bytesOf(data))
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
      return encoding === 'hex' ? Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') : bytes
    },
  }
  return made
}

function digestOf(algorithm: string, bytes: Uint8Array): Uint8Array {
  if (algorithm !== 'sha256') throw new Error(`Expected SHA-256, but was asked for ${algorithm}`)
  return sha256(bytes)
}

function bytesOf(data: Uint8Array | string): Uint8Array {
  return typeof data === 'string' ? new TextEncoder().encode(data) : data
}
