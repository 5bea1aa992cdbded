import { base64Of, bytesOfBase64, checkConsistency, emptyRoot, formatCheckpoint, formatNote, isKeyName, sameBytes } from '#records'
import { signEd25519 } from '../ed25519.ts'
import { endKeys, type KeyRing, newLogKey, readKeyRing, verifierText, writeKeyRing } from './key-ring.ts'
import type { SignerAnswer, SignerAsk, SignerRefusal, ToldKeys } from './protocol.ts'
import { readSignedState, type SignedState, writeSignedState } from './signed-state.ts'

/** Answers one request at a time. It reads its files anew each time: what is on disk is what holds. */
export type LogSigner = (ask: SignerAsk) => SignerAnswer

/** A proof has at most a hash for each level. */
const LONGEST_PROOF = 64
const dayMs = 86_400_000

/**
 * Holds the key of a log and remembers the largest tree it has signed. It signs a tree only where that contains the one
 * before: whoever rewrites the database cannot get the rewritten log signed. What it signed stands on disk before it
 * answers. `now` is real time.
 */
export function makeSigner(folder: string, now: () => Date): LogSigner {
  const ringNow = (): KeyRing | null => {
    const ring = readKeyRing(folder)
    const present = ring === null ? null : endKeys(ring, now().toISOString())
    if (present !== null && present !== ring) writeKeyRing(folder, present)
    return present
  }
  return (ask) => {
    const ring = ringNow()
    if (ask.ask === 'begin') return begin(ask.origin, ring, folder, now())
    if (ring === null) return refused({ code: 'no-key' })
    const state = readSignedState(folder, ring.origin)
    // A key without its memory could be made to sign a second history.
    if (state === null) return refused({ code: 'state-missing' })
    switch (ask.ask) {
      case 'keys':
        return { outcome: 'keys', told: tell(ring, state) }
      case 'sign':
        return signTree(ask, ring, state, folder)
      case 'rotate':
        return rotate(ask.overlapDays, ring, state, folder, now())
      default:
        return ask satisfies never
    }
  }
}

/** Makes the first key of a log; where there is one, the origin must be its own. */
function begin(origin: string, ring: KeyRing | null, folder: string, now: Date): SignerAnswer {
  if (!isKeyName(origin)) return refused({ code: 'unreadable' })
  if (ring !== null && ring.origin !== origin) return refused({ code: 'other-origin', origin: ring.origin })
  const state = readSignedState(folder, origin)
  if (ring !== null) return state === null ? refused({ code: 'state-missing' }) : { outcome: 'keys', told: tell(ring, state) }
  // It has signed before, and its key is gone: a new one is for people to make, not for the program.
  if (state !== null && state.size > 0) return refused({ code: 'no-key' })
  const first: KeyRing = { origin, keys: [newLogKey(origin, now.toISOString())] }
  const nothing = { size: 0, root: emptyRoot }
  // The key comes last: with it the signer is made.
  writeSignedState(folder, origin, nothing)
  writeKeyRing(folder, first)
  return { outcome: 'keys', told: tell(first, nothing) }
}

type SignAsk = Extract<SignerAsk, { ask: 'sign' }>

function signTree(ask: SignAsk, ring: KeyRing, state: SignedState, folder: string): SignerAnswer {
  const read = readTree(ask)
  if (read === null) return refused({ code: 'unreadable' })
  const { size, root, proof } = read
  if (size < state.size) return refused({ code: 'smaller', signed: state.size })
  if (size === state.size && !sameBytes(root, state.root)) return refused({ code: 'other-root', signed: state.size })
  if (size > state.size && !checkConsistency({ before: state, after: { size, root }, proof }))
    return refused({ code: 'inconsistent', signed: state.size })
  if (size > state.size) writeSignedState(folder, ring.origin, { size, root })
  const text = formatCheckpoint({ origin: ring.origin, size, root, extensions: [] })
  const message = new TextEncoder().encode(text)
  const signatures = ring.keys.flatMap(({ verifier: { name, id }, secret }) =>
    secret === null ? [] : [{ name, id, signature: signEd25519(secret, message) }],
  )
  if (signatures.length === 0) return refused({ code: 'no-key' })
  return { outcome: 'signed', note: new TextDecoder().decode(formatNote(text, signatures)) }
}

function readTree({ size, root, proof }: SignAsk): (SignedState & Readonly<{ proof: readonly Uint8Array[] }>) | null {
  const rootBytes = typeof root === 'string' ? bytesOfBase64(root) : null
  if (!Number.isSafeInteger(size) || size < 0 || rootBytes?.length !== 32 || !Array.isArray(proof) || proof.length > LONGEST_PROOF)
    return null
  const hashes = proof.map((hash) => (typeof hash === 'string' ? bytesOfBase64(hash) : null)).filter((hash) => hash !== null)
  return hashes.length === proof.length ? { size, root: rootBytes, proof: hashes } : null
}

/** A new key signs from now on; the one before beside it until its end, so that readers have time to learn the new one. */
function rotate(overlapDays: number, ring: KeyRing, state: SignedState, folder: string, now: Date): SignerAnswer {
  if (!Number.isInteger(overlapDays) || overlapDays < 0 || overlapDays > 366) return refused({ code: 'unreadable' })
  const ending = ring.keys.find(({ secret, ends }) => secret !== null && ends !== null)
  if (ending?.ends != null) return refused({ code: 'already-rotating', until: ending.ends })
  const ends = new Date(now.getTime() + overlapDays * dayMs).toISOString()
  const keys = ring.keys.map((key) => (key.secret === null ? key : { ...key, ends }))
  const turned = endKeys({ ...ring, keys: [...keys, newLogKey(ring.origin, now.toISOString())] }, now.toISOString())
  writeKeyRing(folder, turned)
  return { outcome: 'keys', told: tell(turned, state) }
}

function tell(ring: KeyRing, { size, root }: SignedState): ToldKeys {
  const keys = ring.keys.map((key) => ({ key: verifierText(key), begun: key.begun, ends: key.ends, ended: key.secret === null }))
  return { origin: ring.origin, keys, signed: { size, root: base64Of(root) } }
}

const refused = (refusal: SignerRefusal): SignerAnswer => ({ outcome: 'refused', refusal })
