import type { CompiledStep, CompiledWait } from '../compile/compiled-procedure.ts'
import { holds } from '../form/rule-stopped.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import type { Rejection } from './decision.ts'
import type { Question } from './facts.ts'
import { caseNumberOf } from './latest-values.ts'
import { reachedAt, relatedCases } from './related-cases.ts'
import type { Instant } from './values.ts'

/** Whether all waits of a step hold; `since`: when the last of them began to (null where there is none). */
export type Waiting = Readonly<
  | { satisfied: true; since: Instant | null }
  | { satisfied: false; rejection: Extract<Rejection, { code: 'waits-for' | 'document-pending' }> }
>

export function waitsOf(question: Question, step: CompiledStep, scope: RuleScope): Waiting {
  let since: Instant | null = null
  for (const wait of step.waits) {
    if (!holds(wait.when, scope)) continue
    const reached = waitReached(question, wait)
    if (reached === null) return { satisfied: false, rejection: refusal(question, step, wait) }
    if (since === null || reached > since) since = reached
  }
  return { satisfied: true, since }
}

/** When the wait was satisfied: all of its cases, or with `any` one of them, reached a state it names; at least one case must exist. */
function waitReached({ procedure, state, world }: Question, wait: CompiledWait): Instant | null {
  const relation = procedure.relations.get(wait.relation)
  if (relation === undefined) return null
  const reached = relatedCases(procedure, state, world, wait.relation).map((other) => reachedAt(other, wait.states, relation))
  const moments = reached.filter((at) => at !== null).sort()
  if (wait.any) return moments[0] ?? null
  return moments.length === reached.length ? (moments.at(-1) ?? null) : null
}

function refusal(
  { procedure, state, world }: Question,
  step: CompiledStep,
  wait: CompiledWait,
): Extract<Waiting, { satisfied: false }>['rejection'] {
  const relation = procedure.relations.get(wait.relation)
  const document = relation?.document ?? ''
  if (relation?.pending === true) return { code: 'document-pending', step: step.code, document }
  const found = relatedCases(procedure, state, world, wait.relation).map((other) => ({ number: caseNumberOf(other), state: other.state }))
  return { code: 'waits-for', step: step.code, document, relation: wait.relation, states: [...wait.states], found }
}
