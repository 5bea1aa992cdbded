import type { CompiledStep } from '../compile/compiled-procedure.ts'
import { nextState } from '../compile/machine.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import type { Contribution, Lateness, Signer } from './case-state.ts'
import { sendsOf, startsOf } from './consequences.ts'
import type { Accepted, Decision } from './decision.ts'
import { type Question, scopeOf } from './facts.ts'
import { latestValues } from './latest-values.ts'
import { dueOf, latenessOf } from './limits.ts'
import { limitChangeOf } from './record-requests.ts'
import { isRejection, rejected } from './rejected.ts'
import type { Values } from './values.ts'

/** All that a step has when nothing is left to ask: who signed, what is sealed, which contributions it uses up. */
export type Completion = Readonly<{
  records: Extract<Accepted, { kind: 'step' }>['records']
  values: Values
  signers: readonly Signer[]
  partSigners: readonly Signer[]
  used: readonly Contribution[]
  scope: RuleScope
  dueAt: string | null
}>

/** The step as accepted: where it leads, what it opens and sends, how late it is. Refused where it needs a document not yet written. */
export function complete(question: Question, step: CompiledStep, completion: Completion): Decision {
  const { procedure, state, world } = question
  const starts = startsOf(question, step, completion.scope)
  if (isRejection(starts)) return rejected(starts)
  const sends = sendsOf(question, step, completion.scope)
  if (isRejection(sends)) return rejected(sends)
  const to = nextState(procedure.machine, state.state, step.code)
  const due =
    completion.dueAt === null
      ? dueOf(question, step, scopeOf(question))
      : { at: completion.dueAt, on: world.calendar.dateOf(completion.dueAt), provisional: false }
  return {
    outcome: 'accepted',
    kind: 'step',
    step: step.code,
    from: state.state,
    to,
    signers: completion.signers,
    records: completion.records,
    partSigners: completion.partSigners,
    starts,
    sends,
    late: worthTelling(latenessOf(world.calendar, due, world.at), completion),
    dueAt: due?.at ?? null,
    closes: procedure.states.get(to)?.final === true,
    limits: limitChangeOf(step, completion.values, latestValues(state)),
    usedContributions: completion.used.map(({ sequence }) => sequence),
  }
}

/** The engine wakes a moment after a timer: it is late only when a working day has gone by. */
function worthTelling(late: Lateness | null, { dueAt }: Completion): Lateness | null {
  return dueAt !== null && late?.workingDays === 0 ? null : late
}
