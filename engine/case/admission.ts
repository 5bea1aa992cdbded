import type { CompiledStep } from '../compile/compiled-procedure.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import { expectedPersons, handsOf, heldRoles, notSeparate, type Person, roleMissing, rolesNow, sameHands } from './acting.ts'
import { pendingDocument } from './consequences.ts'
import type { HeldRole, Rejection } from './decision.ts'
import { type Question, waitingFor } from './facts.ts'
import { waitsOf } from './waits.ts'

/** In which role someone may take a step, and for whom; null for the engine itself. */
export type Admission = Readonly<{ held: HeldRole | null }>

/** What stands between a person and a step before anything is filled in: role, separation, contributions, in this order. */
export function admitPerson(
  question: Question,
  step: CompiledStep,
  actor: Person,
  as: string | undefined,
  scope: RuleScope,
): Admission | Rejection {
  if (step.humanRoles.length === 0) return { code: 'step-is-automatic', step: step.code }
  const roles = rolesNow(step, scope)
  const held = heldRoles(actor, roles, as)
  if (held.length === 0) return roleMissing(step, roles)
  let refused: Rejection | null = null
  for (const role of held) {
    const rejection = refusalFor(question, step, actor, role, scope)
    if (rejection === null) return { held: role }
    refused ??= rejection
  }
  return refused ?? roleMissing(step, roles)
}

function refusalFor(question: Question, step: CompiledStep, actor: Person, held: HeldRole, scope: RuleScope): Rejection | null {
  const hands = handsOf({ person: actor.person, standsFor: held.standsFor })
  const expected = expectedPersons(step, scope)
  if (expected !== null && !sameHands(expected, hands)) return { code: 'not-expected-here', step: step.code, role: held.role }
  const acted = notSeparate(question, step, hands)
  if (acted !== null) return { code: 'same-person', step: step.code, acted, role: held.role }
  return alreadyContributed(question, step, hands)
}

/** Nobody gives two shares of a collected step; of a step two persons sign, another may begin anew, the same person not. */
function alreadyContributed({ state }: Question, step: CompiledStep, hands: readonly string[]): Rejection | null {
  const kind = step.actors.kind === 'each' ? 'each' : 'first'
  const given = waitingFor(state, step.code, kind).some(({ signer }) => sameHands(handsOf(signer), hands))
  return given ? { code: 'already-contributed', step: step.code } : null
}

/** What stands between anyone and a step: waits that do not hold, documents not yet written. */
export function standsOpen(question: Question, step: CompiledStep, scope: RuleScope): Rejection | null {
  const waiting = waitsOf(question, step, scope)
  if (!waiting.satisfied) return waiting.rejection
  return pendingDocument(question.procedure, step)
}

/**
 * Whether a share given by these hands completes a collected step: everyone expected, and as many as it asks for.
 */
export function completes({ state }: Question, step: CompiledStep, hands: readonly string[], scope: RuleScope): boolean {
  if (step.actors.kind !== 'each') return true
  const given = [...waitingFor(state, step.code, 'each').map(({ signer }) => handsOf(signer)), hands]
  const expected = expectedPersons(step, scope) ?? []
  return given.length >= step.actors.atLeast && expected.every((person) => given.some((share) => share.includes(person)))
}
