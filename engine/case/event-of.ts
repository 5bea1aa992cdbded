import type { CaseEvent } from './case-event.ts'
import type { SealedPart, Signer } from './case-state.ts'
import type { Accepted, RecordRequest } from './decision.ts'
import type { Instant } from './values.ts'

/** What the writer adds to a decision: its place in the stream, and what only the writing statement knows. */
export type Written = Readonly<{
  sequence: number
  at: Instant
  /** Ids of the cases opened, in the order of the decision's `starts`. */
  started?: readonly string[]
  /** Numbers the counters gave, by field. */
  numbers?: Readonly<Record<string, string>>
}>

/** The entry an accepted decision becomes. */
export function eventOf(decision: Accepted, written: Written): CaseEvent {
  const { sequence, at } = written
  const { step, from } = decision
  const [signer] = decision.signers
  if (signer === undefined) throw new Error(`Expected someone to have taken ${step}, but nobody signed`)
  switch (decision.kind) {
    case 'step': {
      const { to, late, dueAt, closes, limits, usedContributions, signers } = decision
      const parts = sealedParts(decision.records, step, written, decision.partSigners)
      const sent = decision.sends.map(({ case: target, document, step: demanded }) => ({ case: target, document, step: demanded }))
      const numbers = written.numbers ?? {}
      return {
        kind: 'step',
        sequence,
        at,
        step,
        from,
        to,
        signers,
        parts,
        started: startedCases(decision, written),
        sent,
        late,
        dueAt,
        closes,
        numbers,
        limits,
        usedContributions,
      }
    }
    case 'contribution': {
      const common = { kind: 'contribution', sequence, at, step, signer } as const
      return decision.contribution === 'first'
        ? { ...common, contribution: 'first', parts: decision.parts }
        : { ...common, contribution: 'each', parts: sealedParts(decision.records, step, written, [signer]) }
    }
    case 'withdrawal':
      return { kind: 'withdrawal', sequence, at, step, contribution: decision.contribution, signer, reason: decision.reason }
    default:
      return decision satisfies never
  }
}

function sealedParts(
  records: readonly RecordRequest[],
  step: string,
  { sequence, at }: Written,
  signers: readonly Signer[],
): readonly SealedPart[] {
  return records.map(({ form, part, serial, values, origins }) => ({ form, part, serial, step, sequence, at, signers, values, origins }))
}

function startedCases({ starts, step }: Extract<Accepted, { kind: 'step' }>, { started = [], sequence }: Written) {
  return starts.map(({ document, subject }, index) => {
    const id = started[index]
    if (id === undefined)
      throw new Error(`Expected an id for each of the ${starts.length} cases ${step} opens, but found ${started.length}`)
    return { document, case: id, step, sequence, subject }
  })
}
