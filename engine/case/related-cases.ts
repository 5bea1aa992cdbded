import type { CompiledProcedure, CompiledRelation } from '../compile/compiled-procedure.ts'
import type { RelatedFacts } from '../rules/rule-environment.ts'
import type { CaseState } from './case-state.ts'
import type { World } from './decision.ts'
import { caseNumberOf, latestValues } from './latest-values.ts'

/** The cases of a relation that count now, latest opened last. */
export function relatedCases(procedure: CompiledProcedure, state: CaseState, world: World, name: string): readonly CaseState[] {
  const relation = procedure.relations.get(name)
  if (relation === undefined) return []
  const cases = world.related.get(name) ?? []
  return relation.notOlder ? cases.filter((other) => other.openedAt >= state.enteredAt) : cases
}

/** What rules see of each relation: its cases, oldest first; what is filled in them is had when it is read. */
export function relatedFacts(procedure: CompiledProcedure, state: CaseState, world: World): ReadonlyMap<string, RelatedFacts> {
  return new Map([...procedure.relations.keys()].map((name) => [name, factsOf(relatedCases(procedure, state, world, name))]))
}

function factsOf(cases: readonly CaseState[]): RelatedFacts {
  return cases.map((one) => ({
    values: () => latestValues(one),
    subject: one.subject,
    open: !one.closed,
    state: one.state,
    number: caseNumberOf(one),
  }))
}

/** Ids of the cases the latest start of that document by this case opened. */
export function latestStarted(state: CaseState, document: string): readonly string[] {
  const started = state.started.filter((one) => one.document === document)
  const latest = started.at(-1)?.sequence
  return started.filter((one) => one.sequence === latest).map((one) => one.case)
}

/** When a case reached one of the states (passing through counts); null when it did not, or has been annulled since. */
export function reachedAt(other: CaseState, states: ReadonlySet<string>, relation: CompiledRelation): string | null {
  if (relation.annulling.has(other.state) && !states.has(other.state)) return null
  return other.passed.find(({ state }) => states.has(state))?.at ?? null
}
