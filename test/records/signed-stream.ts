import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { CaseEvent, Signer } from '#engine'
import {
  type HashText,
  hashText,
  noPredecessor,
  type SealedEntry,
  type SignatureEvidence,
  type SigningStatement,
  sealEvent,
  statementText,
} from '#records'
import { li, organisation, partOf, settingOf, type WrittenStream, writtenStream } from './hand-made-stream.ts'

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest()

export type Passkey = Readonly<{
  spki: Uint8Array
  hash: HashText
  sign: (statement: string, flags?: number) => Omit<SignatureEvidence, 'person' | 'statement'>
}>

/** The same Ed25519 key every time: its signatures are the same bytes every time. */
export function fixedPasskey(): Passkey {
  const seed = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)])
  return makePasskey(createPrivateKey({ key: seed, format: 'der', type: 'pkcs8' }))
}

/** An authenticator of its own, as far as signing goes. */
export function makePasskey(privateKey: KeyObject = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey): Passkey {
  const spki = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
  return {
    spki,
    hash: `sha256:${sha256(spki).toString('hex')}`,
    sign(statement, flags = 0b101) {
      const authenticatorData = Buffer.concat([sha256('localhost'), Buffer.of(flags, 0, 0, 0, 1)])
      const challenge = sha256(statement).toString('base64url')
      const clientData = Buffer.from(
        JSON.stringify({ type: 'webauthn.get', challenge, origin: 'http://localhost:3000', crossOrigin: false }),
      )
      const signature = sign(
        privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256',
        Buffer.concat([authenticatorData, sha256(clientData)]),
        privateKey,
      )
      const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
      return { key: text(spki), authenticatorData: text(authenticatorData), clientData: text(clientData), signature: text(signature) }
    },
  }
}

export const signedStream = '01990000-0000-7000-8000-00000000c011'
export const byPasskey: Signer = { ...li, signature: { method: 'passkey', meaning: 'submitted' } }

export function statementOf(previous: HashText, more: Partial<SigningStatement> = {}): SigningStatement {
  return {
    format: 'guiju-signing/1',
    organisation,
    case: signedStream,
    act: 'step',
    step: 'submit',
    contribution: null,
    record: null,
    version: 1,
    previous,
    meaning: 'submitted',
    person: li.person,
    data: `sha256:${'1'.repeat(64)}`,
    relyingParty: 'localhost',
    nonce: 'bm9uY2U',
    ...more,
  }
}

/** A case opened and its one step signed with a passkey over the statement that `statement` makes. */
export function signedCase(
  passkey: Passkey,
  statement: (previous: HashText) => SigningStatement = statementOf,
  signer: Signer = byPasskey,
  title = '年检自查',
): WrittenStream {
  const setting = settingOf(signedStream)
  const opened: CaseEvent = {
    kind: 'opened',
    sequence: 1,
    at: li.at,
    id: signedStream,
    document: 'QP-98',
    baseline: setting.baseline,
    subject: { site: 'C-001', year: 2026 },
    by: { ...li, signature: null },
    startedBy: null,
    given: {},
    numbers: {},
    initial: 'open',
  }
  const first = sealEvent(opened, { ...setting, caseNumber: null, counters: { case_number: 'QP-98-{year}-{serial:5}' } })
  const numbers = [{ case_number: 'QP-98-2026-00001' }]
  const previous = hashText(writtenStream([first], numbers).entries[0]?.hash ?? noPredecessor)
  const text = statementText(statement(previous))
  return writtenStream([first, stepOf(signer, [{ person: li.person, statement: text, ...passkey.sign(text) }], title)], numbers)
}

export function stepOf(signer: Signer, evidence: readonly SignatureEvidence[] | undefined, title = '年检自查'): SealedEntry {
  const submit: CaseEvent = {
    kind: 'step',
    sequence: 2,
    at: li.at,
    step: 'submit',
    from: 'open',
    to: 'submitted',
    signers: [signer],
    parts: [partOf('QR-98-01', 'report', 1, 2, 'submit', [signer], { title })],
    started: [],
    sent: [],
    late: null,
    dueAt: null,
    closes: false,
    numbers: {},
    limits: null,
    usedContributions: [],
  }
  return sealEvent(submit, settingOf(signedStream, evidence === undefined ? {} : { evidence }))
}
