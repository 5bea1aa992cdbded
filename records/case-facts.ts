import type { Lateness, LimitChange, SentDemand, Signer, StartedCase, SubjectValues } from '#engine'
import type { HashText, RecordFacts } from './entry.ts'
import { type FactsHead, hash, headShape, instant, signer } from './facts-head.ts'
import { count, either, integer, listOf, literal, object, orNull, recordOf, type Shape, text } from './shape.ts'
import { evidenceShape, type SignatureEvidence } from './signature-evidence.ts'

/** A case another case names: id, number, document, and the step that made the link. */
export type CaseLink = Readonly<{ case: string; number: string; document: string; step: string }>

/** A record of this entry. `sealed` says when and by whom only where that differs from the entry itself. */
export type SealedFacts = RecordFacts &
  Readonly<{ sealed: Readonly<{ step: string; sequence: number; at: string; signers: readonly Signer[] }> | null }>

/** What authenticators signed where somebody signed this very entry with a passkey; absent where nobody did. */
export type Evidenced = Readonly<{ evidence?: readonly SignatureEvidence[] }>

export type OpenedFacts = FactsHead<'opened'> &
  Readonly<{ by: Signer; subject: SubjectValues; startedBy: CaseLink | null; given: HashText | null; initial: string }>
export type StepFacts = FactsHead<'step'> &
  Readonly<{
    step: string
    from: string
    to: string
    signers: readonly Signer[]
    records: readonly SealedFacts[]
    started: readonly StartedCase[]
    sent: readonly SentDemand[]
    late: Lateness | null
    dueAt: string | null
    limits: LimitChange | null
    usedContributions: readonly number[]
  }> &
  Evidenced
/** A share of a collected step seals records; the first signature of a two-person step names what was signed. */
export type ContributionFacts = FactsHead<'contribution'> &
  Readonly<{ step: string; signer: Signer }> &
  Evidenced &
  Readonly<
    | { contribution: 'first'; records: readonly []; share: HashText }
    | { contribution: 'each'; records: readonly SealedFacts[]; share: null }
  >
export type WithdrawalFacts = FactsHead<'withdrawal'> & Readonly<{ step: string; contribution: number; signer: Signer; reason: string }>
export type DemandedFacts = FactsHead<'demanded'> & Readonly<{ step: string; from: CaseLink; gives: HashText | null; due: string | null }>
export type CorrectionFacts = FactsHead<'correction'> &
  Readonly<{ number: string; serial: number; field: string; data: HashText; reason: string; signers: readonly Signer[] }> &
  Evidenced
export type AnnotationFacts = FactsHead<'annotation'> &
  Readonly<{ number: string | null; serial: number | null; data: HashText; by: Signer }>
export type DueMovedFacts = FactsHead<'due-moved'> & Readonly<{ step: string; old: string; new: string }>
/** Nothing of the case may be disposed of while a hold stands: a lawsuit, an investigation. `hold` names it when it is lifted. */
export type HoldFacts = FactsHead<'hold'> &
  Readonly<{ by: Signer; act: 'placed' | 'lifted'; hold: string; reference: string; reason: string }>
/** Payloads of these records were deleted after their retention; the entries stay. */
export type DisposalFacts = FactsHead<'disposal'> & Readonly<{ by: Signer; basis: string; data: readonly HashText[] }>
/** Values and salts of these commitments were deleted on a person's demand; data and hashes stay. */
export type ErasureFacts = FactsHead<'erasure'> &
  Readonly<{ by: Signer; basis: string; openings: readonly Readonly<{ data: HashText; path: string }>[] }>

export type CaseFacts =
  | OpenedFacts
  | StepFacts
  | ContributionFacts
  | WithdrawalFacts
  | DemandedFacts
  | CorrectionFacts
  | AnnotationFacts
  | DueMovedFacts
  | HoldFacts
  | DisposalFacts
  | ErasureFacts

const link = object<CaseLink>({ case: text, number: text, document: text, step: text })
const subject: Shape<SubjectValues> = recordOf(either(text, integer))
const record = object<SealedFacts>({
  number: text,
  form: text,
  part: text,
  serial: count,
  data: hash,
  sealed: orNull(object<NonNullable<SealedFacts['sealed']>>({ step: text, sequence: count, at: instant, signers: listOf(signer) })),
})
const started = object<StartedCase>({ document: text, case: text, step: text, sequence: count, subject })
const sent = object<SentDemand>({ case: text, document: text, step: text })
const late = object<Lateness>({ due: instant, workingDays: integer })
const extension = object<NonNullable<LimitChange['extendedBy']>>({ unit: literal('working_days', 'calendar_days', 'months'), by: integer })
const limits = object<LimitChange>({ extendedBy: extension, due: text }, ['extendedBy', 'due'])

const evidence = listOf(evidenceShape)
const nothing: Shape<readonly []> = (value, path) => (Array.isArray(value) && value.length === 0 ? null : path)
const absent: Shape<null> = (value, path) => (value === null ? null : path)

type CaseKind = CaseFacts['kind']

export const caseFactsShapes: { readonly [K in CaseKind]: Shape<Extract<CaseFacts, { kind: K }>> } = {
  opened: object<OpenedFacts>({ ...headShape('opened'), by: signer, subject, startedBy: orNull(link), given: orNull(hash), initial: text }),
  step: object<StepFacts>(
    {
      ...headShape('step'),
      evidence,
      step: text,
      from: text,
      to: text,
      signers: listOf(signer),
      records: listOf(record),
      started: listOf(started),
      sent: listOf(sent),
      late: orNull(late),
      dueAt: orNull(instant),
      limits: orNull(limits),
      usedContributions: listOf(count),
    },
    ['evidence'],
  ),
  contribution: either(
    object<Extract<ContributionFacts, { contribution: 'first' }>>(
      {
        ...headShape('contribution'),
        evidence,
        step: text,
        contribution: literal('first'),
        signer,
        records: nothing,
        share: hash,
      },
      ['evidence'],
    ),
    object<Extract<ContributionFacts, { contribution: 'each' }>>(
      {
        ...headShape('contribution'),
        evidence,
        step: text,
        contribution: literal('each'),
        signer,
        records: listOf(record),
        share: absent,
      },
      ['evidence'],
    ),
  ),
  withdrawal: object<WithdrawalFacts>({ ...headShape('withdrawal'), step: text, contribution: count, signer, reason: text }),
  demanded: object<DemandedFacts>({ ...headShape('demanded'), step: text, from: link, gives: orNull(hash), due: orNull(instant) }),
  correction: object<CorrectionFacts>(
    {
      ...headShape('correction'),
      evidence,
      number: text,
      serial: count,
      field: text,
      data: hash,
      reason: text,
      signers: listOf(signer),
    },
    ['evidence'],
  ),
  annotation: object<AnnotationFacts>({ ...headShape('annotation'), number: orNull(text), serial: orNull(count), data: hash, by: signer }),
  'due-moved': object<DueMovedFacts>({ ...headShape('due-moved'), step: text, old: instant, new: instant }),
  hold: object<HoldFacts>({
    ...headShape('hold'),
    by: signer,
    act: literal('placed', 'lifted'),
    hold: text,
    reference: text,
    reason: text,
  }),
  disposal: object<DisposalFacts>({ ...headShape('disposal'), by: signer, basis: text, data: listOf(hash) }),
  erasure: object<ErasureFacts>({
    ...headShape('erasure'),
    by: signer,
    basis: text,
    openings: listOf(object<Readonly<{ data: HashText; path: string }>>({ data: hash, path: text })),
  }),
}

export function isCaseFacts(facts: Readonly<{ kind: string }>): facts is CaseFacts {
  return Object.hasOwn(caseFactsShapes, facts.kind)
}
