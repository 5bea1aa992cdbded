import type { CompiledStep } from '../compile/compiled-procedure.ts'
import { ask, holds } from '../form/rule-stopped.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import type { CaseState, Signer } from './case-state.ts'
import type { Actor, HeldRole, Rejection, World } from './decision.ts'
import { latestTaking, type Question } from './facts.ts'
import { relatedCases } from './related-cases.ts'

export type Person = Extract<Actor, { kind: 'person' }>

/** What records print for the engine itself. */
export const systemPerson = { person: 'system', name: '系统' } as const

/**
 * Roles that may take the step now: those whose condition holds; where none does, those without one.
 */
export function rolesNow(step: CompiledStep, scope: RuleScope): readonly string[] {
  if (step.actors.kind === 'each') return [step.actors.role]
  const conditional = step.actors.roles.filter(({ when }) => when !== null && holds(when, scope))
  const acting = conditional.length > 0 ? conditional : step.actors.roles.filter(({ when }) => when === null)
  return acting.map(({ role }) => role)
}

/** The roles of the actor that may act, their own before those they hold as a deputy. */
export function heldRoles(actor: Person, roles: readonly string[], as?: string): readonly HeldRole[] {
  const held = actor.roles.filter(({ role }) => roles.includes(role) && (as === undefined || role === as))
  return [...held.filter(({ standsFor }) => standsFor === null), ...held.filter(({ standsFor }) => standsFor !== null)]
}

/** The persons whose hands are in an act: whoever did it, and whoever they stood in for. */
export function handsOf(who: Readonly<{ person: string; standsFor: HeldRole['standsFor'] }>): readonly string[] {
  return who.standsFor === null ? [who.person] : [who.person, who.standsFor.person]
}

export function sameHands(one: readonly string[], other: readonly string[]): boolean {
  return one.some((person) => other.includes(person))
}

/** The step whose latest round has a hand of the actor's in it, though the two must be different persons; null when none has. */
export function notSeparate({ procedure, state, world }: Question, step: CompiledStep, hands: readonly string[]): string | null {
  for (const { on, step: acted } of step.separate) {
    const cases: readonly CaseState[] = on === null ? [state] : relatedCases(procedure, state, world, on)
    const signers = cases.flatMap((one) => latestTaking(one, acted)?.signers ?? [])
    if (signers.some((signer) => signer.kind === 'person' && sameHands(handsOf(signer), hands))) return acted
  }
  return null
}

/** Ids of the persons a collected step expects; null where anyone holding the role may contribute. */
export function expectedPersons(step: CompiledStep, scope: RuleScope): readonly string[] | null {
  if (step.actors.kind !== 'each' || step.actors.of === null) return null
  const named = ask(step.actors.of, scope)
  if (!Array.isArray(named)) return []
  return [...new Set(named.map((one: unknown) => (one instanceof Map ? String(one.get('person')) : String(one))))]
}

export function signerOf(actor: Actor, held: HeldRole | null, signature: Signer['signature'], world: World): Signer {
  if (actor.kind === 'system') return { kind: 'system', ...systemPerson, role: 'system', standsFor: null, signature: null, at: world.at }
  return {
    kind: 'person',
    person: actor.person,
    name: actor.name,
    role: held?.role ?? '',
    standsFor: held?.standsFor ?? null,
    signature,
    at: world.at,
  }
}

export function roleMissing(step: CompiledStep, needs: readonly string[]): Rejection {
  return { code: 'role-missing', step: step.code, needs }
}
