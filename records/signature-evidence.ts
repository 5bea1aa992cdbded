import { canonicalBytes, readCanonical } from './canonical.ts'
import type { HashText } from './entry.ts'
import { hash } from './facts-head.ts'
import { count, literal, object, orNull, text } from './shape.ts'

/**
 * What an authenticator left where somebody signed with a passkey (WebAuthn, 7.2), kept in the facts of the entry so that
 * anybody can check it. `key` is the public key as SubjectPublicKeyInfo; bytes are in base64url.
 */
export type SignatureEvidence = Readonly<{
  person: string
  key: string
  /** Canonical JSON of a `SigningStatement`; the challenge that was signed is its SHA-256. */
  statement: string
  authenticatorData: string
  clientData: string
  signature: string
}>

/**
 * What exactly is signed: this act, in this step of this case, upon this state of it (`version` and the hash of its last
 * entry), with this meaning, over these data. An assertion made for one statement serves no other.
 */
export type SigningStatement = Readonly<{
  format: 'guiju-signing/1'
  organisation: string
  case: string
  act: 'step' | 'countersign' | 'correction'
  step: string | null
  contribution: number | null
  record: string | null
  version: number
  previous: HashText
  meaning: string
  person: string
  /** SHA-256 over what was submitted, as the server received it. */
  data: HashText
  relyingParty: string
  nonce: string
}>

export const evidenceShape = object<SignatureEvidence>({
  person: text,
  key: text,
  statement: text,
  authenticatorData: text,
  clientData: text,
  signature: text,
})

const statementShape = object<SigningStatement>({
  format: literal('guiju-signing/1'),
  organisation: text,
  case: text,
  act: literal('step', 'countersign', 'correction'),
  step: orNull(text),
  contribution: orNull(count),
  record: orNull(text),
  version: count,
  previous: hash,
  meaning: text,
  person: text,
  data: hash,
  relyingParty: text,
  nonce: text,
})

/** The text of a statement: its canonical JSON. */
export function statementText(statement: SigningStatement): string {
  return new TextDecoder().decode(canonicalBytes(statement))
}

/** The statement a text is, or null where it is none. */
export function readStatement(statement: string): SigningStatement | null {
  const read = readCanonical(new TextEncoder().encode(statement))
  if (read.outcome === 'unreadable' || statementShape(read.value, '') !== null) return null
  return read.value as SigningStatement
}
