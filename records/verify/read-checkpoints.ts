import type { Facts } from '../facts.ts'
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts'
import { type CheckEd25519, type CheckedSignature, parseNote } from '../log/signed-note.ts'
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from '../log/verifier-key.ts'
import { damage, type Finding, file } from './finding.ts'
import type { TrustPolicy } from './trust-policy.ts'

/** A checkpoint signed by a key of its log. `text`: what was signed and stamped. */
export type ReadCheckpoint = Checkpoint &
  Readonly<{ text: string; path: string /** By the log. */; signed: readonly CheckedSignature[]; cosigned: readonly CheckedSignature[] }>

/** Keys by which notes are opened: those of the policy, and those that came along, which prove nothing. */
export function keysOf(policy: TrustPolicy | null, packed: readonly VerifierKey[]): readonly VerifierKey[] {
  const trusted = policy === null ? [] : [...policy.logs, ...policy.witnesses.values()]
  const names = new Set(trusted.map(({ name, id }) => `${name}+${id}`))
  return [...trusted, ...packed.filter(({ name, id }) => !names.has(`${name}+${id}`))]
}

export type KeysFile = Readonly<{ keys: readonly VerifierKey[] /** Numbers of lines that are none. */; damaged: readonly number[] }>

/** Reads `data/log/keys`: one verifier key a line. */
export function readKeysFile(bytes: Uint8Array): KeysFile {
  const lines = new TextDecoder().decode(bytes).split('\n')
  const keys = lines.map(parseVerifierKey)
  // The last newline is followed by nothing.
  return {
    keys: keys.filter((key) => key !== null),
    damaged: keys.flatMap((key, at) => (key === null && !(at === lines.length - 1 && lines[at] === '') ? [at + 1] : [])),
  }
}

/** Opens a checkpoint; a finding where it is none, or no key of the log it names signed it. */
export function readCheckpoint(
  path: string,
  bytes: Uint8Array,
  keys: readonly VerifierKey[],
  check: CheckEd25519,
): ReadCheckpoint | Finding {
  const read = parseNote(bytes, keys, check)
  if (read.outcome === 'refused')
    return damage('checkpoint-unreadable', file(path), { reason: read.key === null ? read.reason : `${read.reason} ${read.key}` })
  const { text, signatures } = read.note
  const checkpoint = parseCheckpoint(text)
  if (checkpoint === null) return damage('checkpoint-unreadable', file(path), { reason: 'text' })
  const signed = signatures.filter(({ key }) => key.algorithm === 'ed25519' && key.name === checkpoint.origin)
  const cosigned = signatures.filter(({ key }) => key.algorithm === 'cosignature/v1')
  return signed.length === 0 ? damage('checkpoint-unsigned', file(path)) : { ...checkpoint, text, path, signed, cosigned }
}

/** Keys that signed, though the organisation never named them keys of this log. */
export function unnamedKeys({ origin, signed, path }: ReadCheckpoint, log: readonly Facts[]): readonly Finding[] {
  const named = new Set(log.flatMap((facts) => (facts.kind === 'log-key-named' && facts.origin === origin ? [facts.key] : [])))
  return signed
    .filter(({ key }) => !named.has(formatVerifierKey(key)))
    .map(({ name, id }) => damage('log-key-unnamed', file(path), { key: `${name}+${id}` }))
}
