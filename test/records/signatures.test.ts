import { describe, expect, it } from 'vitest'
import {
  type CaseFacts,
  checkChain,
  checkEvidence,
  type Entry,
  enrolledKeys,
  entryHash,
  type FactorChangedFacts,
  hashText,
  keyHashOf,
  noPredecessor,
  readFacts,
  type SignatureEvidence,
} from '#records'
import { checkSignatures } from '../../records/verify/check-signatures.ts'
import { checkSignature } from '../../server/people/check-signature.ts'
import { li } from './hand-made-stream.ts'
import { byPasskey, makePasskey, signedCase, statementOf, stepOf } from './signed-stream.ts'

const passkey = makePasskey()
const anyKey = () => true
const factsOf = (entry: Entry | undefined): CaseFacts => (readFacts(entry?.facts ?? new Uint8Array()) as { facts: CaseFacts }).facts
const evidenceOf = (entry: Entry | undefined): SignatureEvidence => {
  const facts = factsOf(entry)
  const [found] = 'evidence' in facts ? (facts.evidence ?? []) : []
  if (found === undefined) throw new Error('Expected the entry to hold evidence, but it holds none')
  return found
}
const problemsOf = (entries: readonly Entry[], keys: Parameters<typeof checkSignatures>[2] = anyKey) =>
  checkSignatures('QP-98-2026-00001', entries, keys, checkSignature).map(({ details }) => details.problem)
const changed = (change: FactorChangedFacts['change'], at: string): FactorChangedFacts =>
  ({ at, person: li.person, change, key: passkey.hash }) as FactorChangedFacts

describe('a signature made with a passkey', () => {
  it('is borne out by the entry it stands in, without asking anybody', () => {
    const { entries } = signedCase(passkey)
    expect(problemsOf(entries)).toEqual([])
    expect(keyHashOf(evidenceOf(entries[1]))).toBe(passkey.hash)
  })

  it('is found where it is copied to another step, case, version or history of the case', () => {
    for (const other of [
      { step: 'approve' },
      { case: '01990000-0000-7000-8000-00000000c012' },
      { version: 2 },
      { previous: hashText(noPredecessor) },
      { organisation: '01990000-0000-7000-8000-000000000002' },
      { act: 'countersign', contribution: 1 },
      { act: 'correction', record: 'QR-98-01/QP-98-2026-00001/001' },
    ] as const)
      expect(problemsOf(signedCase(passkey, (previous) => statementOf(previous, other)).entries)).toEqual(['other-entry'])
  })

  it('is found where it says another person or meaning than the entry', () => {
    for (const other of [{ person: '01990000-0000-7000-8000-00000000a002' }, { meaning: 'approved' }])
      expect(problemsOf(signedCase(passkey, (previous) => statementOf(previous, other)).entries)).toEqual(['other-signer'])
    expect(problemsOf(signedCase(passkey, statementOf, li).entries)).toEqual(['other-signer'])
  })

  it('is found where it was taken off the entry, and where the authenticator did not verify the person', () => {
    const { entries } = signedCase(passkey)
    const evidence = evidenceOf(entries[1])
    const place = { facts: factsOf(entries[1]), previous: hashText(entries[0]?.hash ?? noPredecessor) }
    const bare = stepOf(byPasskey, undefined)
    const [first] = entries
    if (first === undefined) throw new Error('Expected a first entry')
    expect(problemsOf([first, { ...entries[1], ...bare, sequence: 2, stamp: '', hash: first.hash } as Entry])).toEqual(['evidence-missing'])
    expect(checkEvidence({ ...evidence, ...passkey.sign(evidence.statement, 0b001) }, place, checkSignature)).toBe('not-verified')
    expect(
      checkEvidence({ ...evidence, ...passkey.sign(`${evidence.statement} `), statement: evidence.statement }, place, checkSignature),
    ).toBe('other-challenge')
    expect(checkEvidence({ ...evidence, signature: makePasskey().sign(evidence.statement).signature }, place, checkSignature)).toBe(
      'signature-wrong',
    )
  })

  it('is found where it is made with a key that was not the person’s at that moment', () => {
    const { entries } = signedCase(passkey)
    expect(problemsOf(entries, enrolledKeys([changed('enrolled', '2026-03-01T00:00:00.000Z')]))).toEqual([])
    for (const book of [
      [],
      [changed('enrolled', '2026-03-03T00:00:00.000Z')],
      [changed('enrolled', '2026-03-01T00:00:00.000Z'), changed('removed', '2026-03-02T00:00:00.000Z')],
    ])
      expect(problemsOf(entries, enrolledKeys(book))).toEqual(['key-unknown'])
  })

  it('survives no change of one character of its evidence', () => {
    const { entries } = signedCase(passkey)
    const evidence = evidenceOf(entries[1])
    const place = { facts: factsOf(entries[1]), previous: hashText(entries[0]?.hash ?? noPredecessor) }
    for (const member of ['statement', 'authenticatorData', 'clientData', 'signature'] as const)
      for (let at = 0; at < evidence[member].length - 1; at += 3) {
        const letter = evidence[member][at] === 'A' ? 'B' : 'A'
        const text = `${evidence[member].slice(0, at)}${letter}${evidence[member].slice(at + 1)}`
        expect(checkEvidence({ ...evidence, [member]: text }, place, checkSignature), `${member} ${at}`).not.toBeNull()
      }
  })
})

describe('a signature of any kind', () => {
  it('is bound to the hash of its entry: copied to another record, the chain names the entry', () => {
    const mine = signedCase(passkey)
    const other = signedCase(passkey, statementOf, byPasskey, '另一份')
    const [first, second] = mine.entries
    const [, stolen] = other.entries
    if (first === undefined || second === undefined || stolen === undefined) throw new Error('Expected two entries')
    expect(checkChain(first.stream, [first, { ...second, facts: stolen.facts }])).not.toEqual([])
    // Even with the hash made anew, evidence of one history does not fit another.
    const forged = { ...second, facts: stolen.facts, hash: entryHash(first.hash, stolen.facts, second.stamp) }
    expect(checkChain(first.stream, [first, forged])).toEqual([])
    expect(forged.hash).not.toEqual(second.hash)
  })
})
