import type { CaseState, CompiledProcedure, Decision, Rejection } from '#engine'
import { recordNumber } from '#records'
import type { Statement } from '../database/ledger.ts'
import { type BarNeeds, firstBarred } from './bars.ts'
import { numbersListed, orderingSteps } from './ordering-documents.ts'

/** What stands between a step that orders disposal and its being taken, and what the order leaves behind. */
export type DisposalGate = Readonly<{
  /** Why the step may not be taken yet; asked when the first of the two persons signs and again when the second does. */
  refusal(procedure: CompiledProcedure, state: CaseState, decision: Decision, today: string): Promise<Rejection | null>
  /** The rows the order stands for, stored in the transaction of its record. `after`: the case with the step taken. */
  order(procedure: CompiledProcedure, before: CaseState, after: CaseState, decision: Decision): readonly Statement[]
}>

export function makeDisposalGate(needs: BarNeeds): DisposalGate {
  return {
    async refusal(procedure, state, decision, today) {
      const ordering = orderingOf(procedure, decision)
      if (ordering === null || decision.outcome !== 'accepted') return null
      const barred = await firstBarred(numbersListed(state, ordering), today, needs)
      return barred === null ? null : { code: 'disposal-barred', step: decision.step, ...barred }
    },
    order(procedure, before, after, decision) {
      const ordering = orderingOf(procedure, decision)
      const [sealed] = after.sealed.slice(before.sealed.length)
      if (ordering === null || decision.outcome !== 'accepted' || decision.kind !== 'step' || sealed === undefined) return []
      const basis = recordNumber({ form: sealed.form, caseNumber: after.numbers.case_number ?? '', serial: sealed.serial })
      return [
        {
          text: 'insert into disposal_order (basis, stream, numbers) values ($1, $2, $3)',
          values: [basis, after.id, JSON.stringify(numbersListed(after, ordering))],
        },
      ]
    },
  }
}

function orderingOf(procedure: CompiledProcedure, decision: Decision) {
  if (decision.outcome !== 'accepted' || decision.kind === 'withdrawal') return null
  return orderingSteps(procedure).find(({ step }) => step === decision.step) ?? null
}
