import type { Signer } from '#engine'
import type { CaseFacts } from './case-facts.ts'
import type { HashText } from './entry.ts'
import { hashTextOf, sameBytes, sha256 } from './hash.ts'
import { readStatement, type SignatureEvidence, type SigningStatement } from './signature-evidence.ts'

/** Whether a signature over the message is of this key (SubjectPublicKeyInfo, DER): ES256, RS256 or Ed25519. Handed in. */
export type CheckSignature = (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

/** Why the evidence of a signature does not bear out the entry it stands in. */
export type EvidenceProblem =
  | 'statement-unreadable'
  | 'other-entry'
  | 'other-signer'
  | 'other-challenge'
  | 'other-site'
  | 'not-verified'
  | 'signature-wrong'
  | 'key-unknown'

/** Where the evidence stands: the facts, and the hash of the entry before them. */
export type EvidencePlace = Readonly<{ facts: CaseFacts; previous: HashText }>

const USER_PRESENT_AND_VERIFIED = 0b101

/**
 * Checks what an authenticator signed against the entry it stands in (WebAuthn Level 3, 7.2, as far as an outsider can):
 * the statement is of this entry and follows the one before it, the signer is one of the entry's, the challenge is the
 * statement, the person was verified by the authenticator, and the signature is of the key. Null: it is so.
 */
export function checkEvidence(
  evidence: SignatureEvidence,
  { facts, previous }: EvidencePlace,
  check: CheckSignature,
): EvidenceProblem | null {
  const statement = readStatement(evidence.statement)
  if (statement === null) return 'statement-unreadable'
  if (!isOfEntry(statement, facts, previous)) return 'other-entry'
  if (!isOfSigner(statement, evidence, facts)) return 'other-signer'
  const [authenticatorData, clientData] = [bytesOf(evidence.authenticatorData), bytesOf(evidence.clientData)]
  const challenge = Buffer.from(sha256(new TextEncoder().encode(evidence.statement))).toString('base64url')
  if (!asksFor(clientData, challenge)) return 'other-challenge'
  if (!sameBytes(authenticatorData.subarray(0, 32), sha256(new TextEncoder().encode(statement.relyingParty)))) return 'other-site'
  if (((authenticatorData[32] ?? 0) & USER_PRESENT_AND_VERIFIED) !== USER_PRESENT_AND_VERIFIED) return 'not-verified'
  const message = new Uint8Array([...authenticatorData, ...sha256(clientData)])
  return check(bytesOf(evidence.key), message, bytesOf(evidence.signature)) ? null : 'signature-wrong'
}

/** The name of a passkey in the organisation's stream: the hash of its public key. */
export function keyHashOf({ key }: SignatureEvidence): HashText {
  return hashTextOf(bytesOf(key))
}

function isOfEntry(statement: SigningStatement, facts: CaseFacts, previous: HashText): boolean {
  if (statement.organisation !== facts.organisation || statement.case !== facts.stream) return false
  if (statement.version !== facts.sequence - 1 || statement.previous !== previous) return false
  switch (facts.kind) {
    case 'step':
      return statement.act === 'countersign'
        ? statement.step === facts.step && facts.usedContributions.some((one) => one === statement.contribution)
        : statement.act === 'step' && statement.step === facts.step
    case 'contribution':
      return statement.act === 'step' && statement.step === facts.step
    case 'correction':
      return statement.act === 'correction' && statement.record === facts.number
    default:
      return false
  }
}

function isOfSigner(statement: SigningStatement, { person }: SignatureEvidence, facts: CaseFacts): boolean {
  if (statement.person !== person) return false
  return signersOf(facts).some(
    (signer) => signer.person === person && signer.signature?.method === 'passkey' && signer.signature.meaning === statement.meaning,
  )
}

export function signersOf(facts: CaseFacts): readonly Signer[] {
  if ('signers' in facts) return facts.signers
  return 'signer' in facts ? [facts.signer] : []
}

function asksFor(clientData: Uint8Array, challenge: string): boolean {
  try {
    const said: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(clientData))
    return (
      typeof said === 'object' &&
      said !== null &&
      Reflect.get(said, 'type') === 'webauthn.get' &&
      Reflect.get(said, 'challenge') === challenge
    )
  } catch {
    return false
  }
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}
