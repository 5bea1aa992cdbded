import type { ChainFinding } from '../chain.ts'
import { logFindingCodes } from './log-finding.ts'

/** What a verifier can find. Each has its words in `finding-words.ts`. */
export const findingCodes = [
  // container
  'not-a-package',
  'container-truncated',
  'container-trailing-bytes',
  'container-directory-damaged',
  'container-layout',
  'container-header',
  'container-checksum',
  'container-name-unsafe',
  'container-name-twice',
  // bag
  'file-missing',
  'file-altered',
  'file-unexpected',
  'file-out-of-order',
  'manifest-damaged',
  'tag-file-altered',
  // package
  'description-unreadable',
  'description-differs',
  'export-not-recorded',
  'index-differs',
  'index-incomplete',
  'order-differs',
  'list-differs',
  'characteristics-differ',
  'completeness-unreadable',
  'completeness-differs',
  // streams
  'entries-unreadable',
  'entry-line-unreadable',
  'sequence-gap',
  'hash-differs',
  'facts-unreadable',
  'facts-of-another-entry',
  'stamp-unreadable',
  'stamp-of-another-entry',
  'stamp-goes-back',
  'decided-after-recorded',
  'numbers-differ',
  'after-closing',
  'stream-mixed',
  'case-number-differs',
  // records
  'record-altered',
  'record-missing',
  'record-differs-from-entry',
  'record-differs-from-share',
  'signers-differ-from-shares',
  'signature-not-borne-out',
  'file-unnamed',
  'attachment-altered',
  'attachment-missing',
  'opening-differs',
  'opening-not-declared',
  // baselines
  'baseline-missing',
  'baseline-altered',
  'baseline-not-released',
  'case-not-replayable',
  // completeness
  'record-owed',
  'serial-gap',
  'serial-doubled',
  'number-gap',
  'number-doubled',
  'contribution-missing',
  'signature-missing',
  'case-missing',
  ...logFindingCodes,
] as const
export type FindingCode = (typeof findingCodes)[number]

/**
 * `damage`: something is not what it was. `lack`: something that should be there never came. `distrust`: not as the auditor's
 * policy, or what they kept from before, demands.
 */
export type FindingKind = 'damage' | 'lack' | 'distrust'

/** Where: the container, a file of the package, a case, an entry `QP-08-2026-00031#7`, or a record by its number. */
export type Place = Readonly<{ kind: 'container' | 'file' | 'case' | 'entry' | 'record' | 'baseline'; name: string }>

export type Finding = Readonly<{ code: FindingCode; kind: FindingKind; place: Place; details: Readonly<Record<string, string | number>> }>

export function damage(code: FindingCode, place: Place, details: Finding['details'] = {}): Finding {
  return { code, kind: 'damage', place, details }
}

export function lack(code: FindingCode, place: Place, details: Finding['details'] = {}): Finding {
  return { code, kind: 'lack', place, details }
}

export function distrust(code: FindingCode, place: Place, details: Finding['details'] = {}): Finding {
  return { code, kind: 'distrust', place, details }
}

/** Adds findings to others. A damaged package may have more of them than fit on the stack as arguments. */
export function addAll(findings: Finding[], more: Iterable<Finding>): void {
  for (const finding of more) findings.push(finding)
}

export const container: Place = { kind: 'container', name: 'zip' }
export function file(name: string): Place {
  return { kind: 'file', name }
}

/** A finding of the chain, in the verifier's words. `stream` is what people call it: the case number, or the organisation. */
export function ofChain(stream: string, found: ChainFinding): Finding {
  const { code, sequence, stream: _, ...rest } = found
  const details = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      typeof value === 'number' ? value : typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
  return damage(code, { kind: 'entry', name: `${stream}#${sequence}` }, details)
}
