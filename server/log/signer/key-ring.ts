import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { base64Of, bytesOfBase64, formatVerifierKey, type VerifierKey, verifierKey } from '#records'
import { makeKeyPair, publicKeyOf } from '../ed25519.ts'
import { readIfThere, writeDurably } from './durable-file.ts'

/** A key of the log. `secret` is null once the key has ended: nobody can sign with it any more, its signatures stay good. */
export type LogKey = Readonly<{ verifier: VerifierKey; secret: Uint8Array | null; begun: string; ends: string | null }>

/** The keys of one log, the oldest first, in a file of their own outside the database. */
export type KeyRing = Readonly<{ origin: string; keys: readonly LogKey[] }>

type StoredRing = Readonly<{
  format: 'guiju-log-keys/1'
  origin: string
  keys: readonly Readonly<{ public: string; secret: string | null; begun: string; ends: string | null }>[]
}>

const fileName = 'log-keys.json'

/** @throws where the file is there but not as this program writes it, or others may read it. */
export function readKeyRing(folder: string): KeyRing | null {
  const path = join(folder, fileName)
  const text = readIfThere(path)
  if (text === null) return null
  if (process.platform !== 'win32' && (lstatSync(path).mode & 0o077) !== 0)
    throw new Error(
      `密钥文件 ${path} 应只有本账号可读（chmod 600）。 Expected ${path} to be readable by its owner alone, but others may read it.`,
    )
  const stored = JSON.parse(text) as StoredRing
  if (stored.format !== 'guiju-log-keys/1' || !Array.isArray(stored.keys)) throw new Error(`Expected keys of a log in ${path}`)
  return {
    origin: stored.origin,
    keys: stored.keys.map((key) => {
      const secret = key.secret === null ? null : bytesIn(key.secret, path)
      const publicKey = bytesIn(key.public, path)
      if (secret !== null && base64Of(publicKeyOf(secret)) !== key.public)
        throw new Error(`Expected both halves of a key in ${path} to belong together, but they do not`)
      return { verifier: verifierKey(stored.origin, 'ed25519', publicKey), secret, begun: key.begun, ends: key.ends }
    }),
  }
}

/** Writes the ring into its folder, which is there. */
export function writeKeyRing(folder: string, { origin, keys }: KeyRing): void {
  const stored: StoredRing = {
    format: 'guiju-log-keys/1',
    origin,
    keys: keys.map(({ verifier, secret, begun, ends }) => ({
      public: base64Of(verifier.publicKey),
      secret: secret === null ? null : base64Of(secret),
      begun,
      ends,
    })),
  }
  writeDurably(join(folder, fileName), `${JSON.stringify(stored, null, 2)}\n`)
}

export function newLogKey(origin: string, at: string): LogKey {
  const { secret, publicKey } = makeKeyPair()
  return { verifier: verifierKey(origin, 'ed25519', publicKey), secret, begun: at, ends: null }
}

/** Whose end has come loses its secret half. The same ring where none has. */
export function endKeys(ring: KeyRing, at: string): KeyRing {
  const isOver = ({ secret, ends }: LogKey) => secret !== null && ends !== null && ends <= at
  return ring.keys.some(isOver) ? { ...ring, keys: ring.keys.map((key) => (isOver(key) ? { ...key, secret: null } : key)) } : ring
}

/** As people hand it on. */
export const verifierText = ({ verifier }: LogKey): string => formatVerifierKey(verifier)

function bytesIn(text: string, path: string): Uint8Array {
  const bytes = bytesOfBase64(text)
  if (bytes === null || bytes.length !== 32) throw new Error(`Expected keys of 32 bytes in ${path}, but found others`)
  return bytes
}
