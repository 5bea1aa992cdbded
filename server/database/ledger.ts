import type { CaseState, RegisterChange } from '#engine'
import type { Entry, EntryKind, Payload } from '#records'
import type { SensitiveMarks } from '../privacy/sensitive-marks.ts'

/** An entry to be written. `expected` is the sequence its stream has now (0: the stream begins with it). */
export type PlannedEntry = Readonly<{
  stream: string
  kind: EntryKind
  expected: number
  facts: Uint8Array
  payloads: readonly PlannedPayload[]
  /** Gap-free numbers taken in the writing statement: name in the stamp → pattern, e.g. order_no → ZG-{year}-{serial:4}. */
  counters: Readonly<Record<string, string>>
  /** The case after this entry; its `numbers` are completed by the statement. Absent for the organisation's stream. */
  projection: CaseState | null
  /** What the forms of the case's document mark as sensitive. */
  marks?: SensitiveMarks
}>

export type PlannedPayload = Payload &
  Readonly<{ recordNumber: string | null; form: string; part: string; serial: number; attachments: readonly string[] }>

/** One thing the engine will do at an instant, for the scheduler; replaced as a whole for each case a unit changes. */
export type DueMoment = Readonly<{ step: string; at: string; automatic: boolean; provisional: boolean }>

/** A task on someone's list: an open step of a case, for the roles that may take it. Replaced as a whole per case. */
export type Task = Readonly<{
  step: string
  roles: readonly string[]
  persons: readonly string[]
  dueAt: string | null
  demandedBy: string | null
}>

export type UnitOfWork = Readonly<{
  /** In order. Several entries of one stream follow one another. */
  entries: readonly PlannedEntry[]
  /** Streams the decision read without changing them, each with the sequence it read: tested again in the transaction. */
  reads: readonly Readonly<{ stream: string; sequence: number }>[]
  /** Per case touched: its tasks and due moments from now on. */
  agenda: ReadonlyMap<string, Readonly<{ tasks: readonly Task[]; moments: readonly DueMoment[] }>>
  /** Subject key values that must stay unique: at most one case per document and values. */
  claims: readonly Readonly<{ document: string; key: string; stream: string }>[]
  /** The moment it was decided at, which its facts carry: no stamp of it lies before. */
  decidedAt?: string
  idempotency: Readonly<{ actor: string; key: string; fingerprint: Uint8Array; answer: unknown }> | null
  /** What the unit does to the registers and relies on in them; absent where it looks at none. */
  registers?: RegisterEffects
  /** Statements of the same transaction, run after the entries: the rows an entry of the organisation stands for (grants, baselines, accounts). */
  beside?: readonly Statement[]
}>

/**
 * Worked out in the transaction, when the numbers of the unit are known by stream: a row may be called by one of them. Pure.
 */
export type RegisterEffects = (numbers: ReadonlyMap<string, Readonly<Record<string, string>>>) => RegisterWork

/** `rows`, `whole`: rows and registers that were read, with the versions they had (0: no such row); tested again. */
export type RegisterWork = Readonly<{
  changes: readonly PlannedChange[]
  rows: readonly Readonly<{ register: string; key: string; version: number }>[]
  whole: readonly Readonly<{ register: string; version: number }>[]
}>
export type PlannedChange = RegisterChange & Readonly<{ stream: string; sequence: number; recordNumber: string }>

export type Statement = Readonly<{ text: string; values: readonly unknown[] }>

export type WriteOutcome = Readonly<
  | { outcome: 'written'; entries: readonly Entry[]; numbers: ReadonlyMap<string, Readonly<Record<string, string>>>; recordedAt: string }
  | { outcome: 'moved-on'; stream: string; found: number }
  | { outcome: 'replayed'; answer: unknown }
  | { outcome: 'key-reused' }
  | { outcome: 'claimed'; document: string; by: string }
>

/**
 * The log. `write` stores the whole unit in one transaction or nothing of it: every version is tested again inside it,
 * an idempotency key seen before gives the first answer (looked up before versions), the same key with another
 * fingerprint is refused. Nobody holds a lock over a round trip to a person. PDFs are never rendered here.
 */
export type Ledger = Readonly<{
  write(unit: UnitOfWork): Promise<WriteOutcome>
  /** The record clock: database time, or the simulated time of a demonstration. */
  now(): Promise<Readonly<{ at: string; clock: 'real' | 'simulated' }>>
}>

/** Reads of the projection. Every answer is as of one snapshot. `null`: no such case, or outside the scope. */
export type CaseReader = Readonly<{
  byId(id: string): Promise<CaseState | null>
  /** Those of these cases that there are, in one journey; in no order. */
  byIds(ids: readonly string[]): Promise<readonly CaseState[]>
  byNumber(number: string): Promise<CaseState | null>
  /** Cases of a document started by this case, or sharing the subject values; oldest first. */
  startedBy(caseId: string, document: string): Promise<readonly CaseState[]>
  bySubject(document: string, subject: Readonly<Record<string, string | number>>): Promise<readonly CaseState[]>
  /** The same asked several times at once: the answers in the order of the questions. */
  bySubjects(
    asked: readonly Readonly<{ document: string; subject: Readonly<Record<string, string | number>> }>[],
  ): Promise<readonly (readonly CaseState[])[]>
  entriesOf(stream: string): Promise<readonly Entry[]>
}>
