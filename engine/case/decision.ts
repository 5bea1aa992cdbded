import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { FieldProblem } from '../form/field-problem.ts'
import type { RegisterReader } from '../register/register-reader.ts'
import type { LimitChange } from './case-event.ts'
import type { CaseState, Lateness, SharedPart, SignatureProof, Signer, SubjectValues } from './case-state.ts'
import type { Instant, Origin, Values } from './values.ts'

/** A role the actor holds for this case (scope already applied), and for whom where it comes from a deputyship. */
export type HeldRole = Readonly<{ role: string; standsFor: Readonly<{ person: string; name: string }> | null }>

export type Actor = Readonly<{ kind: 'person'; person: string; name: string; roles: readonly HeldRole[] } | { kind: 'system' }>

/** What someone asks of a case. Parts are keyed by form code, then part code: exactly the fields a person fills. */
export type Submission = Readonly<
  | {
      kind: 'step'
      step: string
      expectedVersion: number
      by: Actor
      parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>
      signature: SignatureProof | null /** Role to act in, where the actor holds several that may. */
      as?: string /** System steps: the instant that came due. */
      dueAt?: Instant
    }
  | {
      kind: 'countersign'
      step: string
      expectedVersion: number
      by: Actor
      contribution: number
      signature: SignatureProof | null
    }
  | { kind: 'withdraw'; step: string; expectedVersion: number; by: Actor; contribution: number; reason: string }
>

/** What a decision may look at beside the case: given in, never fetched. */
export type World = Readonly<{
  at: Instant
  calendar: WorkingCalendar
  /** Cases by relation name of the document, latest opened last. A relation to a pending document is empty. */
  related: ReadonlyMap<string, readonly CaseState[]>
  /** The registers as they stand; absent where there are none. */
  registers?: RegisterReader
}>

/** Why what a list names may not be disposed of: the house knows it, for it lies outside the case that asks. */
export type DisposalBar = 'not-closed' | 'held' | 'permanent' | 'not-due'

/** Why a step may not be taken now. Said to the person who tried; never thrown. */
export type Rejection = Readonly<
  | { code: 'case-moved-on'; expected: number; found: number }
  | { code: 'case-closed'; state: string }
  | { code: 'step-not-open'; step: string; state: string; open: readonly string[] }
  | { code: 'step-is-automatic'; step: string }
  | { code: 'deadline-passed'; step: string; due: Instant; automatic: string }
  | { code: 'role-missing'; step: string; needs: readonly string[] }
  | { code: 'not-expected-here'; step: string; role: string }
  | { code: 'same-person'; step: string; acted: string; role: string }
  | { code: 'already-contributed'; step: string }
  | { code: 'contribution-unknown'; step: string; contribution: number }
  | { code: 'contribution-not-yours'; step: string; contribution: number }
  | { code: 'second-person-needed'; step: string; role: string }
  | { code: 'reason-missing'; step: string }
  | {
      code: 'waits-for'
      step: string
      document: string
      relation: string
      states: readonly string[]
      found: readonly Readonly<{ number: string; state: string }>[]
    }
  | { code: 'document-pending'; step: string; document: string }
  | { code: 'part-invalid'; step: string; form: string; part: string; problems: readonly FieldProblem[] }
  | {
      code: 'rule-not-met'
      step: string
      rule: string
      words: Readonly<{ zh: string; en: string }>
      reads: readonly Readonly<{ field: string; value: string | null }>[]
    }
  | { code: 'rule-reads-unset-field'; step: string; rule: string; field: string }
  | { code: 'signature-missing'; step: string; meaning: string }
  | { code: 'automatic-chain-too-long'; steps: readonly string[] }
  | { code: 'subject-invalid'; key: string; expected: string }
  | { code: 'case-exists'; document: string; number: string }
  | { code: 'disposal-barred'; step: string; number: string; because: DisposalBar }
>

export type RecordRequest = Readonly<{
  form: string
  part: string
  serial: number
  values: Values
  origins: Readonly<Record<string, Origin>> /** Fields a gap-free counter fills in the writing statement: field → pattern. */
  counters: Readonly<Record<string, string>>
}>
export type StartRequest = Readonly<{ document: string; subject: SubjectValues; gives: Values }>
export type SendRequest = Readonly<{ case: string; document: string; step: string; gives: Values; due: Instant | null }>

export type Accepted = Readonly<
  {
    outcome: 'accepted'
    step: string
    from: string
    signers: readonly Signer[]
  } & (
    | {
        kind: 'step'
        to: string
        records: readonly [
          RecordRequest,
          ...RecordRequest[],
        ] /** Whose the parts are: all who signed the step; of a collected step, the one who gave the last part. */
        partSigners: readonly Signer[]
        starts: readonly StartRequest[]
        sends: readonly SendRequest[]
        late: Lateness | null
        dueAt: Instant | null
        closes: boolean
        limits: LimitChange | null
        usedContributions: readonly number[]
      }
    | { kind: 'contribution'; contribution: 'first'; parts: readonly SharedPart[] }
    | { kind: 'contribution'; contribution: 'each'; records: readonly RecordRequest[] }
    | { kind: 'withdrawal'; contribution: number; reason: string }
  )
>

export type Decision = Accepted | Readonly<{ outcome: 'rejected'; rejection: Rejection }>
