import type { FieldValue, Instant, Origin, Values } from './values.ts'

export type SubjectValues = Readonly<Record<string, string | number>>

/** Who acted, in which role, and for whom. `standsFor` is the person a deputy stands in for. */
export type Signer = Readonly<{
  kind: 'person' | 'system'
  person: string
  name: string
  role: string
  standsFor: Readonly<{ person: string; name: string }> | null
  signature: Signature | null
  at: Instant
}>

/** By which proof somebody signed. `series`: one of several signings in one sitting, and which (21 CFR 11.200(a)(1)(i)). */
export type SignatureProof = Readonly<{ method: string; series?: Readonly<{ id: string; place: number }> }>
export type Signature = SignatureProof & Readonly<{ meaning: string }>

/** A part as it was sealed. Filling the same part again makes a later one; the earlier stays readable. */
export type SealedPart = Readonly<{
  form: string
  part: string
  /** Runs over all parts sealed in the case, from 1, without gap. */
  serial: number
  step: string
  sequence: number
  at: Instant
  signers: readonly Signer[]
  values: Values
  origins: Readonly<Record<string, Origin>>
  /** Set while the part is only a share of a collected step (waiting, withdrawn or lapsed): its values are then not the case's. */
  counts?: false
}>

/** A part one person has signed and that waits for the second signature: no record yet, so it has no serial. */
export type SharedPart = Pick<SealedPart, 'form' | 'part' | 'values' | 'origins'>

export type TakenStep = Readonly<{
  step: string
  from: string
  to: string
  at: Instant
  sequence: number
  signers: readonly Signer[]
  late: Lateness | null
  /** Sequences of the contributions this taking completed. */
  used: readonly number[]
}>
/** A value put right later: the sealed part stays as it was, rules from then on read the new value. */
export type Correction = Readonly<{ serial: number; field: string; value: FieldValue; sequence: number }>
export type Lateness = Readonly<{ due: Instant; workingDays: number }>

/** What one person has given to a step that needs several. It changes no state, and lapses when the state is left. */
export type Contribution = Readonly<
  {
    step: string
    sequence: number
    at: Instant
    signer: Signer
  } & (
    | {
        /** The actor's signature waits for the second person; the parts are sealed when both have signed. */ kind: 'first'
        parts: readonly SharedPart[]
      }
    | { /** One of several, whose own parts are records already. */ kind: 'each'; parts: readonly SealedPart[] }
  )
>

export type StartedCase = Readonly<{ document: string; case: string; step: string; sequence: number; subject: SubjectValues }>

/** A step another case asks this one to take: a task, never a decision. */
export type Demand = Readonly<{
  step: string
  from: Readonly<{ case: string; number: string; document: string; step: string }>
  gives: Values
  due: Instant | null
  sequence: number
  at: Instant
}>

export type Given = Readonly<{ value: FieldValue; origin: Origin }>

/** The present of a case: a projection of its entries, nothing that is not in them. */
export type CaseState = Readonly<{
  id: string
  document: string
  baseline: string
  subject: SubjectValues
  /** Sequence of the last entry of the case's stream; what a submission must expect. */
  version: number
  state: string
  /** When the present state was entered; a self-loop does not change it. */
  enteredAt: Instant
  openedAt: Instant
  /** The person who opened it, or whose step did; '' for the system. */
  openedBy: string
  startedBy: Readonly<{ case: string; number: string; document: string; step: string }> | null
  given: Readonly<Record<string, Given>>
  /** States passed through, in order, the present one last. */
  passed: readonly Readonly<{ state: string; at: Instant; sequence: number }>[]
  taken: readonly TakenStep[]
  /** Every part sealed in the case, shares of collected steps too, in the order of their serials. */
  sealed: readonly SealedPart[]
  corrections: readonly Correction[]
  waiting: readonly Contribution[]
  started: readonly StartedCase[]
  demands: readonly Demand[]
  /** Working days or so added to the limits of this stay, and the due date set for it. */
  limits: Readonly<{
    extendedBy: readonly Readonly<{ unit: 'working_days' | 'calendar_days' | 'months'; by: number }>[]
    due: string | null
  }>
  /** How often each automatic step has fired for which due instant (it fires once per instant). */
  fired: Readonly<Record<string, readonly Instant[]>>
  /** Numbers given by gap-free counters, `case_number` first among them. */
  numbers: Readonly<Record<string, string>>
  closed: boolean
}>
