import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import type { Person } from './acting.ts'
import { admitPerson, standsOpen } from './admission.ts'
import { type AutomaticStep, dueAutomatic } from './automatic.ts'
import type { CaseState } from './case-state.ts'
import { countersign, withdraw } from './countersign.ts'
import type { Decision, Rejection, Submission, World } from './decision.ts'
import { type Question, scopeOf } from './facts.ts'
import { isRejection, rejected } from './rejected.ts'
import { stopped } from './rule-refusal.ts'
import { ruledOut } from './ruled-out.ts'
import { type StepSubmission, takeStep } from './take-step.ts'

/**
 * Decides what a submission does to a case. Pure: same arguments, same answer, so an auditor can ask again in ten years.
 * The checks stand in the order a person would expect (case moved on → … → signature) and not in XState guards, which
 * can only say no. Nothing is thrown but faults of our own.
 */
export function decide(procedure: CompiledProcedure, current: CaseState, submission: Submission, world: World): Decision {
  try {
    return decideOrThrow(procedure, current, submission, world)
  } catch (cause) {
    const rejection = stopped(submission.step, cause)
    if (rejection === null) throw cause
    return rejected(rejection)
  }
}

function decideOrThrow(procedure: CompiledProcedure, current: CaseState, submission: Submission, world: World): Decision {
  if (submission.expectedVersion !== current.version)
    return rejected({ code: 'case-moved-on', expected: submission.expectedVersion, found: current.version })
  if (current.closed) return rejected({ code: 'case-closed', state: current.state })
  const open = procedure.states.get(current.state)?.leaving ?? new Map<string, CompiledStep>()
  const step = open.get(submission.step)
  if (step === undefined)
    return rejected({ code: 'step-not-open', step: submission.step.slice(0, 60), state: current.state, open: [...open.keys()] })

  const passed = deadlinePassed(procedure, current, submission, step, world)
  if (passed !== null) return rejected(passed)

  const actor = submission.by.kind === 'person' ? submission.by.person : ''
  const question: Question = { procedure, state: current, world, actor }
  switch (submission.kind) {
    case 'step':
      return takeStep(question, step, submission)
    case 'countersign':
      return countersign(question, step, submission)
    case 'withdraw':
      return withdraw(question, step, submission)
    default:
      return submission satisfies never
  }
}

/**
 * The automatic step the engine takes now, if any: the first whose cause has come and whose rules and parts are in
 * order. Take it, evolve, and ask again, at most `maxAutomaticChain` times.
 */
export function automaticNow(procedure: CompiledProcedure, current: CaseState, world: World): AutomaticStep | null {
  return dueAutomatic(procedure, current, world).find((due) => isTakeable(procedure, current, due, world)) ?? null
}

function isTakeable(procedure: CompiledProcedure, current: CaseState, due: AutomaticStep, world: World): boolean {
  const step = procedure.steps.get(due.step)
  if (step === undefined) return false
  try {
    return takeStep({ procedure, state: current, world, actor: '' }, step, systemSubmission(current, due)).outcome === 'accepted'
  } catch (cause) {
    if (stopped(due.step, cause) === null) throw cause
    return false
  }
}

/** What the engine submits for an automatic step that came due. */
export function systemSubmission(current: CaseState, due: AutomaticStep): StepSubmission {
  const submission = {
    kind: 'step',
    step: due.step,
    expectedVersion: current.version,
    by: { kind: 'system' },
    parts: {},
    signature: null,
  } as const
  return due.dueAt === null ? submission : { ...submission, dueAt: due.dueAt }
}

/** A state whose automatic deadline has passed counts as left: the engine's step comes first. So does the engine's own order. */
function deadlinePassed(
  procedure: CompiledProcedure,
  current: CaseState,
  submission: Submission,
  step: CompiledStep,
  world: World,
): Rejection | null {
  if (submission.by.kind === 'system') {
    const now = automaticNow(procedure, current, world)
    if (now?.step === step.code && (submission.kind !== 'step' || (submission.dueAt ?? null) === now.dueAt)) return null
    return { code: 'step-not-open', step: step.code, state: current.state, open: now === null ? [] : [now.step] }
  }
  const leaves = (due: AutomaticStep): boolean => due.dueAt !== null && procedure.steps.get(due.step)?.to !== current.state
  const passed = dueAutomatic(procedure, current, world).find((due) => leaves(due) && isTakeable(procedure, current, due, world))
  if (passed === undefined || passed.dueAt === null) return null
  return { code: 'deadline-passed', step: step.code, due: passed.dueAt, automatic: passed.step }
}

/** Why this person may not take a step now, before anything is filled in; null when they may. */
export function whyNot(procedure: CompiledProcedure, current: CaseState, step: CompiledStep, by: Person, world: World): Rejection | null {
  try {
    if (current.closed) return { code: 'case-closed', state: current.state }
    const passed = deadlinePassed(
      procedure,
      current,
      { kind: 'step', step: step.code, expectedVersion: current.version, by, parts: {}, signature: null },
      step,
      world,
    )
    if (passed !== null) return passed
    const question: Question = { procedure, state: current, world, actor: by.person }
    const scope = scopeOf(question)
    const admission = admitPerson(question, step, by, undefined, scope)
    return isRejection(admission) ? admission : (standsOpen(question, step, scope) ?? ruledOut(question, step, scope))
  } catch (cause) {
    const rejection = stopped(step.code, cause)
    if (rejection === null) throw cause
    return rejection
  }
}
