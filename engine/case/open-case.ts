import type { CompiledProcedure } from '../compile/compiled-procedure.ts'
import type { CaseEvent } from './case-event.ts'
import type { Given, Signer, SubjectValues } from './case-state.ts'
import { subjectProblem } from './consequences.ts'
import type { Rejection } from './decision.ts'
import type { Instant, Values } from './values.ts'

type Opened = Extract<CaseEvent, { kind: 'opened' }>

/** What a new case begins with. `numbers` are those the writing statement gave; `gives` come from the case that starts it. */
export type Opening = Readonly<{
  id: string
  baseline: string
  subject: SubjectValues
  by: Signer
  startedBy: Opened['startedBy']
  gives: Values
  at: Instant
  numbers?: Readonly<Record<string, string>>
}>

/** The first entry of a case, or what is wrong with its subject. Whether the case may exist twice is the ledger's to say. */
export function openCase(
  procedure: CompiledProcedure,
  opening: Opening,
): Readonly<{ outcome: 'opened'; event: Opened }> | Readonly<{ outcome: 'rejected'; rejection: Rejection }> {
  const rejection = subjectProblem(procedure.subject, opening.subject)
  if (rejection !== null) return { outcome: 'rejected', rejection }
  const { id, baseline, subject, by, startedBy, at } = opening
  const document = procedure.code
  const initial = procedure.document.initial
  return {
    outcome: 'opened',
    event: {
      kind: 'opened',
      sequence: 1,
      at,
      id,
      document,
      baseline,
      subject,
      by,
      startedBy,
      given: givenOf(opening),
      numbers: opening.numbers ?? {},
      initial,
    },
  }
}

function givenOf({ gives, startedBy }: Opening): Readonly<Record<string, Given>> {
  const from = startedBy ?? { case: '', number: '', document: '', step: '' }
  return Object.fromEntries(Object.entries(gives).map(([field, value]) => [field, { value, origin: { kind: 'given', ...from } }]))
}
