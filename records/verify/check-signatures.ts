import { type CheckSignature, checkEvidence, keyHashOf, signersOf } from '../check-evidence.ts'
import type { KeyBook } from '../enrolled-keys.ts'
import type { Entry } from '../entry.ts'
import { noPredecessor } from '../entry-hash.ts'
import { hashText } from '../hash.ts'
import { factsOf } from '../package/case-digest.ts'
import { damage, type Finding } from './finding.ts'

/**
 * Tests what authenticators signed: each passkey signature of an entry made here has its evidence, the evidence is of this
 * entry upon the one before it, and its key was the person's. A signature copied from another record is found by it, even
 * where every hash was made anew.
 */
export function checkSignatures(number: string, entries: readonly Entry[], keys: KeyBook, check: CheckSignature): readonly Finding[] {
  const hashes = new Map(entries.map(({ sequence, hash }) => [sequence, hashText(hash)]))
  return factsOf(entries).flatMap((facts) => {
    if (facts.kind !== 'step' && facts.kind !== 'contribution' && facts.kind !== 'correction') return []
    const place = { kind: 'entry', name: `${number}#${facts.sequence}` } as const
    const previous = facts.sequence === 1 ? hashText(noPredecessor) : hashes.get(facts.sequence - 1)
    const evidence = facts.evidence ?? []
    const wrong = evidence.flatMap((one) => {
      const problem = previous === undefined ? null : checkEvidence(one, { facts, previous }, check)
      if (problem !== null) return [damage('signature-not-borne-out', place, { problem })]
      return keys(one.person, keyHashOf(one), facts.at) ? [] : [damage('signature-not-borne-out', place, { problem: 'key-unknown' })]
    })
    // A signature given for an earlier contribution has its evidence there; a step's last signer signed this very entry.
    const signers = facts.kind === 'correction' ? facts.signers : signersOf(facts).slice(-1)
    const unborne = signers.some(
      (signer) => signer.signature?.method === 'passkey' && !evidence.some(({ person }) => person === signer.person),
    )
    return unborne ? [...wrong, damage('signature-not-borne-out', place, { problem: 'evidence-missing' })] : wrong
  })
}
