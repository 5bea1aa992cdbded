import type { CompiledStep } from '../compile/compiled-procedure.ts'
import type { FilledPart } from '../form/fill-part.ts'
import { holds } from '../form/rule-stopped.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import { handsOf, signerOf } from './acting.ts'
import { type Admission, admitPerson, completes, standsOpen } from './admission.ts'
import type { Contribution, Signer } from './case-state.ts'
import { complete } from './complete-step.ts'
import type { Decision, Rejection, Submission } from './decision.ts'
import { type Question, scopeOf, waitingFor } from './facts.ts'
import { fillStep, foreignPart, valuesOf } from './fill-step.ts'
import { recordsOf } from './record-requests.ts'
import { isRejection, rejected } from './rejected.ts'
import { ruleNotMet } from './rule-refusal.ts'

export type StepSubmission = Extract<Submission, { kind: 'step' }>

/** Decides on a step that is open: may this person, does anything stand in the way, are parts, rules and signature in order? */
export function takeStep(question: Question, step: CompiledStep, submission: StepSubmission): Decision {
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
export function brokenRule(question: Question, step: CompiledStep, scope: RuleScope, whole: boolean): Rejection | null {
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
  return { ...submission.signature, meaning }
}

/** What one person gives: their share of a collected step is a record at once, a first signature only waits. */
function contribution(
  { state }: Question,
  step: CompiledStep,
  signer: Signer,
  kind: Contribution['kind'],
  parts: readonly FilledPart[],
): Decision {
  const common = { outcome: 'accepted', kind: 'contribution', step: step.code, from: state.state, signers: [signer] } as const
  if (kind === 'first') {
    const shared = parts.map(({ form, part, values, origins }) => ({ form, part, values, origins }))
    return { ...common, contribution: kind, parts: shared }
  }
  // The number of a counter is taken when the step is complete: a contribution that lapses would leave a gap.
  const records = recordsOf(state, parts).map((record) => ({ ...record, counters: {} }))
  return { ...common, contribution: kind, records }
}
