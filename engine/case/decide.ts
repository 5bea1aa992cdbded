import type { CompiledProcedure, CompiledStep } from '../compile/compiled-procedure.ts'
import { nextState } from '../compile/machine.ts'
import type { FilledPart } from '../form/fill-part.ts'
import { holds } from '../form/rule-stopped.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import { handsOf, heldRoles, type Person, roleMissing, sameHands, signerOf } from './acting.ts'
import { type Admission, admitPerson, completes, standsOpen } from './admission.ts'
import { type AutomaticStep, dueAutomatic } from './automatic.ts'
import type { CaseState, Contribution, Lateness, Signer } from './case-state.ts'
import { sendsOf, startsOf } from './consequences.ts'
import type { Accepted, Decision, Rejection, Submission, World } from './decision.ts'
import { type Question, scopeOf, waitingFor } from './facts.ts'
import { fillStep, foreignPart, valuesOf } from './fill-step.ts'
import { latestValues } from './latest-values.ts'
import { dueOf, latenessOf } from './limits.ts'
import { limitChangeOf, recordsOf, resealed } from './record-requests.ts'
import { ruleNotMet, stopped } from './rule-refusal.ts'
import type { Values } from './values.ts'

type StepSubmission = Extract<Submission, { kind: 'step' }>
type Countersigning = Extract<Submission, { kind: 'countersign' }>
type Withdrawal = Extract<Submission, { kind: 'withdraw' }>

const rejected = (rejection: Rejection): Decision => ({ outcome: 'rejected', rejection })
const isRejection = (value: object): value is Rejection => 'code' in value

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
    return isRejection(admission) ? admission : standsOpen(question, step, scope)
  } catch (cause) {
    const rejection = stopped(step.code, cause)
    if (rejection === null) throw cause
    return rejection
  }
}

/** Why this person may not countersign a waiting first signature; null when they may. */
export function whyNotCountersign(step: CompiledStep, first: Contribution, by: Person): Rejection | null {
  if (step.second === null) return { code: 'contribution-unknown', step: step.code, contribution: first.sequence }
  const held = heldRoles(by, [step.second.role])
  if (held.length === 0) return { code: 'second-person-needed', step: step.code, role: step.second.role }
  const other = held.some(({ standsFor }) => !sameHands(handsOf({ person: by.person, standsFor }), handsOf(first.signer)))
  return other ? null : { code: 'same-person', step: step.code, acted: step.code, role: step.second.role }
}

function takeStep(question: Question, step: CompiledStep, submission: StepSubmission): Decision {
  const scope = scopeOf(question)
  const admission = submission.by.kind === 'system' ? { held: null } : admitPerson(question, step, submission.by, submission.as, scope)
  if (isRejection(admission)) return rejected(admission)
  const closed = standsOpen(question, step, scope)
  if (closed !== null) return rejected(closed)

  const foreign = foreignPart(step, submission.parts)
  if (foreign !== null) return rejected(foreign)
  const parts = fillStep(question, step, submission.by, submission.parts)
  const invalid = parts.find((part) => part.problems.length > 0)
  if (invalid !== undefined)
    return rejected({ code: 'part-invalid', step: step.code, form: invalid.form, part: invalid.part, problems: invalid.problems })
  return conclude(question, step, submission, admission, parts)
}

/** With its parts in order: is this the whole step, or one person's contribution to it? */
function conclude(
  question: Question,
  step: CompiledStep,
  submission: StepSubmission,
  admission: Admission,
  parts: readonly FilledPart[],
): Decision {
  const { by } = submission
  const values = valuesOf(parts)
  const hands = by.kind === 'person' ? handsOf({ person: by.person, standsFor: admission.held?.standsFor ?? null }) : []
  const share = step.actors.kind === 'each' && by.kind === 'person' ? { step: step.code, by: by.person } : null
  const whole = by.kind === 'system' || completes(question, step, hands, scopeOf(question))
  const scope = scopeOf(question, { values, parts: step.records, share })
  const needsSecond =
    whole && by.kind === 'person' && step.actors.kind === 'roles' && step.second !== null && holds(step.second.when, scope)

  const broken = brokenRule(question, step, scope, whole)
  if (broken !== null) return rejected(broken)
  const signature = signatureOf(step, submission)
  if (signature !== null && isRejection(signature)) return rejected(signature)
  const signer = signerOf(by, admission.held, signature, question.world)
  if (!whole || needsSecond) return contribution(question, step, signer, needsSecond ? 'first' : 'each', parts)
  const used = waitingFor(question.state, step.code, 'each')
  const dueAt = by.kind === 'system' ? (submission.dueAt ?? null) : null
  return complete(question, step, {
    records: recordsOf(question.state, parts),
    values,
    signers: [...used.map((one) => one.signer), signer],
    partSigners: [signer],
    used,
    scope,
    dueAt,
  })
}

/** Rules over everybody's contributions are asked when the step is complete; the others of each contribution. */
function brokenRule(question: Question, step: CompiledStep, scope: RuleScope, whole: boolean): Rejection | null {
  for (const { rule, words } of step.rules) {
    if (!whole && rule.reads.some(([name]) => name === 'each')) continue
    if (!holds(rule, scope)) return ruleNotMet(question, step, rule, words, scope)
  }
  return null
}

function signatureOf(step: CompiledStep, submission: StepSubmission): Signer['signature'] | Rejection {
  const meaning = step.declared.signature?.meaning
  if (meaning === undefined || submission.by.kind === 'system') return null
  if (submission.signature === null) return { code: 'signature-missing', step: step.code, meaning }
  return { method: submission.signature.method, meaning }
}

function contribution(
  { state }: Question,
  step: CompiledStep,
  signer: Signer,
  kind: Contribution['kind'],
  parts: readonly FilledPart[],
): Decision {
  // The number of a counter is taken when the step is complete: a contribution that lapses would leave a gap.
  const records = recordsOf(state, parts).map((record) => ({ ...record, counters: {} }))
  return { outcome: 'accepted', kind: 'contribution', step: step.code, from: state.state, signers: [signer], contribution: kind, records }
}

type Completion = Readonly<{
  records: Extract<Accepted, { kind: 'step' }>['records']
  values: Values
  signers: readonly Signer[]
  partSigners: readonly Signer[]
  used: readonly Contribution[]
  scope: RuleScope
  dueAt: string | null
}>

function complete(question: Question, step: CompiledStep, completion: Completion): Decision {
  const { procedure, state, world } = question
  const starts = startsOf(question, step, completion.scope)
  if (!Array.isArray(starts)) return rejected(starts as Rejection)
  const sends = sendsOf(question, step, completion.scope)
  if (!Array.isArray(sends)) return rejected(sends as Rejection)
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

/** The second person signs what the first submitted; waits and rules are decided again at this moment. */
function countersign(question: Question, step: CompiledStep, submission: Countersigning): Decision {
  const { state, world } = question
  const first = waitingFor(state, step.code, 'first').find((one) => one.sequence === submission.contribution)
  if (first === undefined || step.second === null)
    return rejected({ code: 'contribution-unknown', step: step.code, contribution: submission.contribution })
  if (submission.by.kind === 'system') return rejected(roleMissing(step, [step.second.role]))
  const refused = whyNotCountersign(step, first, submission.by)
  if (refused !== null) return rejected(refused)
  const { person } = submission.by
  const held = heldRoles(submission.by, [step.second.role]).find(
    ({ standsFor }) => !sameHands(handsOf({ person, standsFor }), handsOf(first.signer)),
  )

  const asked: Question = { ...question, actor: first.signer.person }
  const closed = standsOpen(asked, step, scopeOf(asked))
  if (closed !== null) return rejected(closed)
  const values = valuesOf(first.parts)
  const scope = scopeOf(asked, { values, parts: step.records })
  const broken = brokenRule(asked, step, scope, true)
  if (broken !== null) return rejected(broken)
  if (submission.signature === null) return rejected({ code: 'signature-missing', step: step.code, meaning: step.second.meaning })
  const signer = signerOf(submission.by, held ?? null, { method: submission.signature.method, meaning: step.second.meaning }, world)
  const signers = [first.signer, signer]
  return complete(asked, step, {
    records: resealed(question, first.parts),
    values,
    signers,
    partSigners: signers,
    used: [first],
    scope,
    dueAt: null,
  })
}

function withdraw({ state }: Question, step: CompiledStep, submission: Withdrawal): Decision {
  const { contribution, by } = submission
  const given = state.waiting.find((one) => one.sequence === contribution && one.step === step.code)
  if (given === undefined) return rejected({ code: 'contribution-unknown', step: step.code, contribution })
  if (by.kind !== 'person' || by.person !== given.signer.person)
    return rejected({ code: 'contribution-not-yours', step: step.code, contribution })
  const reason = submission.reason.toWellFormed().normalize('NFC').trim()
  if (reason === '') return rejected({ code: 'reason-missing', step: step.code })
  const signer: Signer = { ...given.signer, signature: null, at: given.signer.at }
  return { outcome: 'accepted', kind: 'withdrawal', step: step.code, from: state.state, signers: [signer], contribution, reason }
}
