import type { CompiledStep } from '../compile/compiled-procedure.ts'
import { handsOf, heldRoles, type Person, roleMissing, sameHands, signerOf } from './acting.ts'
import { standsOpen } from './admission.ts'
import type { Contribution, Signer } from './case-state.ts'
import { complete } from './complete-step.ts'
import type { Decision, Rejection, Submission } from './decision.ts'
import { type Question, scopeOf, waitingFor } from './facts.ts'
import { valuesOf } from './fill-step.ts'
import { sealShared } from './record-requests.ts'
import { rejected } from './rejected.ts'
import { brokenRule } from './take-step.ts'

type Countersigning = Extract<Submission, { kind: 'countersign' }>
type Withdrawal = Extract<Submission, { kind: 'withdraw' }>

/** Why this person may not countersign a waiting first signature; null when they may. */
export function whyNotCountersign(step: CompiledStep, first: Contribution, by: Person): Rejection | null {
  if (step.second === null) return { code: 'contribution-unknown', step: step.code, contribution: first.sequence }
  const held = heldRoles(by, [step.second.role])
  if (held.length === 0) return { code: 'second-person-needed', step: step.code, role: step.second.role }
  const other = held.some(({ standsFor }) => !sameHands(handsOf({ person: by.person, standsFor }), handsOf(first.signer)))
  return other ? null : { code: 'same-person', step: step.code, acted: step.code, role: step.second.role }
}

/** The second person signs what the first submitted; waits and rules are decided again at this moment. */
export function countersign(question: Question, step: CompiledStep, submission: Countersigning): Decision {
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
  const signer = signerOf(submission.by, held ?? null, { ...submission.signature, meaning: step.second.meaning }, world)
  const signers = [first.signer, signer]
  return complete(asked, step, {
    records: sealShared(question, first.parts),
    values,
    signers,
    partSigners: signers,
    used: [first],
    scope,
    dueAt: null,
  })
}

/** Takes a contribution back: its author alone may, and says why. */
export function withdraw({ state }: Question, step: CompiledStep, submission: Withdrawal): Decision {
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
