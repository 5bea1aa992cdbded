import { canonicalBytes } from '../canonical.ts'
import type { ContributionFacts, StepFacts } from '../case-facts.ts'
import type { Entry, HashText, Payload } from '../entry.ts'
import { sameBytes } from '../hash.ts'
import { readPayload } from '../open-payload.ts'
import { factsOf } from '../package/case-digest.ts'
import { isObject } from '../shape.ts'
import { damage, type Finding } from './finding.ts'

/**
 * Whether each step is what its contributions were: all who signed it but the last gave a contribution it used, and what
 * the first of two persons signed stands byte for byte in the records that both signed. Data that is gone is not compared.
 */
export function checkShares(number: string, entries: readonly Entry[], payloads: ReadonlyMap<HashText, Payload>): readonly Finding[] {
  const facts = factsOf(entries)
  const given = new Map(facts.flatMap((each) => (each.kind === 'contribution' ? [[each.sequence, each] as const] : [])))
  return facts.flatMap((step) => {
    if (step.kind !== 'step') return []
    const used = step.usedContributions.flatMap((sequence) => given.get(sequence) ?? [])
    // A contribution that is not among the entries is named where completeness is tested.
    const whole = used.length === step.usedContributions.length
    return [...(whole ? signerFindings(number, step, used) : []), ...used.flatMap((share) => recordFindings(number, step, share, payloads))]
  })
}

function signerFindings(number: string, { step, sequence, signers }: StepFacts, used: readonly ContributionFacts[]): readonly Finding[] {
  const gave = used.map(({ signer }) => signer)
  if (used.every((share) => share.step === step) && same(signers.slice(0, -1), gave)) return []
  return [damage('signers-differ-from-shares', { kind: 'entry', name: `${number}#${sequence}` })]
}

function recordFindings(
  number: string,
  { records, sequence }: StepFacts,
  share: ContributionFacts,
  payloads: ReadonlyMap<HashText, Payload>,
): readonly Finding[] {
  if (share.contribution !== 'first') return []
  const parts = dataOf(share.share, payloads)?.parts
  if (!Array.isArray(parts)) return []
  const details = { contribution: share.sequence }
  const differing = records.filter((record, index) => {
    const data = dataOf(record.data, payloads)
    return data !== null && !same(signedOf(data), signedOf(parts[index]))
  })
  const found = differing.map((record) => damage('record-differs-from-share', { kind: 'record', name: record.number }, details))
  if (found.length > 0 || parts.length === records.length) return found
  return [damage('record-differs-from-share', { kind: 'entry', name: `${number}#${sequence}` }, details)]
}

/** What a signature stands for: the part of the form, and all that is filled in. Number and counters come when both have signed. */
function signedOf(data: unknown): unknown {
  if (!isObject(data)) return null
  const { form, revision, part, values, origins } = data
  return [form, revision, part, values, origins].map((member) => member ?? null)
}

function dataOf(hash: HashText, payloads: ReadonlyMap<HashText, Payload>): Readonly<Record<string, unknown>> | null {
  const payload = payloads.get(hash)
  const read = payload === undefined ? null : readPayload(payload.bytes)
  return read?.outcome === 'read' && isObject(read.value) ? read.value : null
}

function same(one: unknown, other: unknown): boolean {
  return sameBytes(canonicalBytes(one), canonicalBytes(other))
}
