import type { Demand, Given, Lateness, SealedPart, SharedPart, Signer, StartedCase, SubjectValues } from './case-state.ts'
import type { Instant, Values } from './values.ts'

/**
 * What an entry of a case says happened. `evolve` folds these into a CaseState; `#records` writes each as the facts
 * of an entry and reads it back. `sequence` is the entry's place in the case's stream.
 */
export type CaseEvent = Readonly<
  | {
      kind: 'opened'
      sequence: number
      at: Instant
      id: string
      document: string
      baseline: string
      subject: SubjectValues
      by: Signer
      startedBy: { case: string; number: string; document: string; step: string } | null
      given: Readonly<Record<string, Given>>
      numbers: Readonly<Record<string, string>>
      initial: string
    }
  | {
      kind: 'step'
      sequence: number
      at: Instant
      step: string
      from: string
      to: string
      signers: readonly Signer[]
      parts: readonly SealedPart[]
      started: readonly StartedCase[]
      sent: readonly SentDemand[]
      late: Lateness | null
      dueAt: Instant | null
      closes: boolean
      numbers: Readonly<Record<string, string>>
      limits: LimitChange | null
      usedContributions: readonly number[]
    }
  | {
      kind: 'contribution'
      sequence: number
      at: Instant
      step: string
      contribution: 'first'
      signer: Signer
      parts: readonly SharedPart[]
    }
  | {
      kind: 'contribution'
      sequence: number
      at: Instant
      step: string
      contribution: 'each'
      signer: Signer
      parts: readonly SealedPart[]
    }
  | { kind: 'withdrawal'; sequence: number; at: Instant; step: string; contribution: number; signer: Signer; reason: string }
  | { kind: 'demanded'; sequence: number; at: Instant; demand: Omit<Demand, 'sequence' | 'at'> }
  | {
      kind: 'correction'
      sequence: number
      at: Instant
      serial: number
      field: string
      old: Values[string] | null
      new: Values[string]
      reason: string
      signers: readonly Signer[]
    }
  | { kind: 'due-moved'; sequence: number; at: Instant; step: string; old: Instant; new: Instant; calendarRevision: string }
>
export type SentDemand = Readonly<{ case: string; document: string; step: string }>
export type LimitChange = Readonly<{ extendedBy?: { unit: 'working_days' | 'calendar_days' | 'months'; by: number }; due?: string }>

/** The records an event seals; what one person signs of a two-person step is none yet. */
export function sealedIn(event: CaseEvent): readonly SealedPart[] {
  if (event.kind === 'step') return event.parts
  return event.kind === 'contribution' && event.contribution === 'each' ? event.parts : []
}
