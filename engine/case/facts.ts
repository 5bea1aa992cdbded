import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import { emptyRegisters } from '../register/register-reader.ts'
import type { DocumentFacts, RuleScope } from '../rules/rule-environment.ts'
import type { CaseState, Contribution, TakenStep } from './case-state.ts'
import type { World } from './decision.ts'
import { caseNumberOf, correctedValues, latestValues, valuesWithout } from './latest-values.ts'
import { relatedFacts } from './related-cases.ts'
import type { Values } from './values.ts'

/** What a rule of a case is asked about. */
export type Question = Readonly<{
  procedure: CompiledProcedure
  state: CaseState
  world: World
  /** Id of the acting person, '' for the system. */
  actor: string
}>

/**
 * What is being submitted: its values win over earlier ones. Once all is filled in, `parts` names the parts they make up:
 * what an earlier filling of these said no longer counts. `by`: whose share of a collected step it is.
 */
export type Submitted = Readonly<{ values: Values; parts?: CompiledStep['records']; share?: Readonly<{ step: string; by: string }> | null }>

/** The scope of the case's rules. */
export function scopeOf(question: Question, submitted: Submitted = { values: {} }): RuleScope {
  return question.procedure.rules.scope(factsOf(question, submitted))
}

function factsOf({ procedure, state, world, actor }: Question, { values, parts, share = null }: Submitted): DocumentFacts {
  const sharing = share === null ? null : { ...share, values }
  return {
    values: { ...(parts === undefined ? latestValues(state) : valuesWithout(state, parts)), ...values },
    subject: state.subject,
    case: {
      number: caseNumberOf(state),
      state: state.state,
      openedOn: world.calendar.dateOf(state.openedAt),
      startedBy: state.startedBy?.document ?? '',
    },
    given: Object.fromEntries(Object.entries(state.given).map(([field, { value }]) => [field, value])),
    taken: takings(state),
    each: sharesByStep(procedure, state, sharing),
    related: relatedFacts(procedure, state, world),
    registers: world.registers ?? emptyRegisters,
    today: world.calendar.dateOf(world.at),
    now: world.at,
    actor,
    calendar: world.calendar,
  }
}

function takings(state: CaseState): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { step } of state.taken) counts.set(step, (counts.get(step) ?? 0) + 1)
  return counts
}

type Share = Readonly<{ by: string; values: Values }>

function sharesByStep(
  procedure: CompiledProcedure,
  state: CaseState,
  sharing: (Share & Readonly<{ step: string }>) | null,
): ReadonlyMap<string, readonly Share[]> {
  const collected = [...procedure.steps.values()].filter((step) => step.actors.kind === 'each')
  return new Map(
    collected.map(({ code }) => {
      const waiting = waitingFor(state, code, 'each')
      const own = sharing !== null && sharing.step === code ? [{ by: sharing.by, values: sharing.values }] : []
      if (waiting.length === 0 && own.length === 0) return [code, latestRound(state, code)]
      return [code, [...waiting.map((one) => ({ by: one.signer.person, values: mergedValues(state, [one.sequence]) })), ...own]]
    }),
  )
}

/** What each person contributed when the step was last completed. */
function latestRound(state: CaseState, step: string): readonly Share[] {
  const taking = latestTaking(state, step)
  if (taking === undefined) return []
  return [...taking.used, taking.sequence].map((sequence) => {
    const part = state.sealed.find((one) => one.sequence === sequence)
    return { by: part?.signers[0]?.person ?? '', values: mergedValues(state, [sequence]) }
  })
}

function mergedValues(state: CaseState, sequences: readonly number[]): Values {
  const parts = state.sealed.filter((part) => sequences.includes(part.sequence))
  return Object.fromEntries(parts.flatMap((part) => Object.entries(correctedValues(state, part))))
}

/** Contributions that wait for a step to be completed. */
export function waitingFor(state: CaseState, step: string, kind: Contribution['kind']): readonly Contribution[] {
  return state.waiting.filter((one) => one.step === step && one.kind === kind)
}

/** The last time a step was taken in this case. */
export function latestTaking(state: CaseState, step: string): TakenStep | undefined {
  return state.taken.findLast((one) => one.step === step)
}
