import { type Actor, type CaseState, type CompiledProcedure, decide, type Rejection, type SignatureProof, type Submission } from '#engine'
import { recordNumber, type SignatureEvidence } from '#records'
import type { CaseNow } from '../database/case-reader.ts'
import type { Statement, WriteOutcome } from '../database/ledger.ts'
import type { CaseNeeds, Idempotency } from './case-needs.ts'
import { agendaOfUnit, applyDecision, beginUnit, followAutomatic } from './case-unit.ts'
import { completeValues } from './complete-values.ts'
import { heldFiles } from './held-files.ts'

/** What a person or the engine asks of one case. `parts` are keyed `<form>/<part>`. */
export type Ask = Readonly<
  | { kind: 'step'; step: string; parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>; as?: string }
  | { kind: 'countersign'; contribution: number }
  | { kind: 'withdraw'; contribution: number; reason: string }
>

export type CaseRequest = Readonly<{
  case: string
  /** The case as it was just read for this request: decided upon first. That it is still so, the ledger tests. */
  found?: CaseNow
  expectedVersion: number
  ask: Ask
  /** Who asks, with the roles held for this very case. */
  by: (state: CaseState) => Extract<Actor, { kind: 'person' }>
  /** Set where the person has just proved again who they are; checked before. */
  signature: SignatureProof | null
  /** What an authenticator signed with it, for the entry; rows written with it. */
  evidence?: readonly SignatureEvidence[]
  settles?: readonly Statement[]
  session: string | null
  idempotency: Idempotency | null
}>

export type SubmittedAnswer = Readonly<{
  outcome: 'step' | 'contribution' | 'withdrawal'
  case: string
  version: number
  state: string
  records: readonly string[]
  opened: readonly Readonly<{ id: string; number: string; document: string }>[]
}>
export type SubmitOutcome = Readonly<
  | { outcome: 'done'; answer: SubmittedAnswer }
  | { outcome: 'rejected'; rejection: Rejection; procedure: CompiledProcedure; state: CaseState }
  | { outcome: 'no-case' }
  | { outcome: 'key-reused' }
>

const MOST_TRIES = 4

/**
 * Takes one step of one case, or signs or withdraws a share of it. The only door through which a person changes a case.
 * Everything that follows at once (automatic steps, cases opened, demands sent) is one unit of work: all of it is stored,
 * or nothing. Where a case it only looked at moved on meanwhile, it is decided anew; where its own did, the person is told.
 */
export async function submitStep(request: CaseRequest, needs: CaseNeeds): Promise<SubmitOutcome> {
  for (let tries = 1; ; tries++) {
    const attempt = await attemptSubmission(request, needs, tries === 1 ? (request.found ?? null) : null)
    if (attempt.outcome !== 'moved-on') return await orRecalled(attempt, request, needs)
    if (tries >= MOST_TRIES)
      throw new Error(`Expected case ${request.case} to find its related cases still for a moment, but they moved on ${tries} times`)
  }
}

type Attempt = SubmitOutcome | Readonly<{ outcome: 'moved-on' }>

async function attemptSubmission(request: CaseRequest, needs: CaseNeeds, found: CaseNow | null): Promise<Attempt> {
  const unit = await beginUnit(needs, request.session, found)
  const state = await unit.sight.byId(request.case)
  if (state === null) return { outcome: 'no-case' }
  const procedure = await needs.documents.procedureOf(state.baseline, state.document)
  const rejected = (rejection: Rejection): Attempt => ({ outcome: 'rejected', rejection, procedure, state })

  const submission = await submissionOf(request, procedure, state, needs)
  if ('code' in submission) return rejected(submission)
  const world = await unit.sight.worldOf(procedure, state, unit.at, unit.calendar)
  const decision = decide(procedure, state, submission, world)
  if (decision.outcome === 'rejected') return rejected(decision.rejection)
  const barred = (await needs.disposal?.refusal(procedure, state, decision, unit.today)) ?? null
  if (barred !== null) return rejected(barred)
  const applied = await applyDecision(unit, procedure, state, decision, world, request.evidence)
  if ('code' in applied) return rejected(applied)
  const followed = applied.opened.length > 0 ? applied : await followAutomatic(unit, procedure, applied.state)
  if ('code' in followed) return rejected(followed)

  const answer = answerOf(decision.kind, state, followed.state, applied.opened)
  const idempotency = request.idempotency === null ? null : { ...request.idempotency, answer }
  const ordered = needs.disposal?.order(procedure, state, applied.state, decision) ?? []
  const beside = [...(request.settles ?? []), ...ordered]
  const written = await needs.ledger.write(unit.draft.finish(await agendaOfUnit(unit), idempotency, beside))
  return outcomeOf(written, answer, state, rejected, needs)
}

/** The request as the engine knows it. A problem with a person or a file named in it is found here, for only the house knows them. */
async function submissionOf(
  { ask, expectedVersion, by, signature }: CaseRequest,
  procedure: CompiledProcedure,
  state: CaseState,
  needs: CaseNeeds,
): Promise<Submission | Rejection> {
  const actor = by(state)
  if (ask.kind === 'withdraw')
    return {
      kind: 'withdraw',
      step: stepOfContribution(state, ask.contribution),
      expectedVersion,
      by: actor,
      contribution: ask.contribution,
      reason: ask.reason,
    }
  if (ask.kind === 'countersign')
    return {
      kind: 'countersign',
      step: stepOfContribution(state, ask.contribution),
      expectedVersion,
      by: actor,
      contribution: ask.contribution,
      signature,
    }
  const fieldsOf = (form: string, part: string) =>
    new Map([...(procedure.forms.get(form)?.parts.get(part)?.fields ?? [])].map(([key, { field }]) => [key, field]))
  const completed = await completeValues(ask.parts, fieldsOf, { person: actor.person, held: heldFiles(state) }, needs)
  const [wrong] = completed.wrong
  // A stale page is told so first; what else is wrong with it would be said of values nobody sees any more.
  if (wrong !== undefined && expectedVersion === state.version)
    return { code: 'part-invalid', step: ask.step, form: wrong.form, part: wrong.part, problems: wrong.problems }
  return {
    kind: 'step',
    step: ask.step,
    expectedVersion,
    by: actor,
    parts: byForm(completed.parts),
    signature,
    ...(ask.as === undefined ? {} : { as: ask.as }),
  }
}

function byForm(
  parts: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Record<string, Record<string, Readonly<Record<string, unknown>>>> {
  const groups = Map.groupBy(Object.entries(parts), ([key]) => key.split('/')[0] ?? '')
  return Object.fromEntries(
    [...groups].map(([form, entries]) => [form, Object.fromEntries(entries.map(([key, values]) => [key.slice(form.length + 1), values]))]),
  )
}

/** The step a waiting share belongs to; '' where there is none, which no step is called. */
function stepOfContribution(state: CaseState, contribution: number): string {
  return state.waiting.find(({ sequence }) => sequence === contribution)?.step ?? ''
}

function answerOf(outcome: SubmittedAnswer['outcome'], before: CaseState, after: CaseState, opened: readonly CaseState[]): SubmittedAnswer {
  const caseNumber = after.numbers.case_number ?? ''
  const records = after.sealed.slice(before.sealed.length).map(({ form, serial }) => recordNumber({ form, caseNumber, serial }))
  return {
    outcome,
    case: after.id,
    version: after.version,
    state: after.state,
    records,
    opened: opened.map(({ id, document }) => ({ id, number: '', document })),
  }
}

async function outcomeOf(
  written: WriteOutcome,
  answer: SubmittedAnswer,
  state: CaseState,
  rejected: (rejection: Rejection) => Attempt,
  needs: CaseNeeds,
): Promise<Attempt> {
  switch (written.outcome) {
    case 'written':
      return {
        outcome: 'done',
        answer: { ...answer, opened: answer.opened.map((one) => ({ ...one, number: written.numbers.get(one.id)?.case_number ?? '' })) },
      }
    case 'replayed':
      return { outcome: 'done', answer: await withNumbers(written.answer as SubmittedAnswer, needs) }
    case 'key-reused':
      return { outcome: 'key-reused' }
    case 'claimed':
      return rejected({
        code: 'case-exists',
        document: written.document,
        number: (await needs.reader.byId(written.by))?.numbers.case_number ?? '',
      })
    case 'moved-on':
      return written.stream === state.id
        ? rejected({ code: 'case-moved-on', expected: state.version, found: written.found })
        : { outcome: 'moved-on' }
    default:
      return written satisfies never
  }
}

/** A retry whose first answer was lost finds its case moved on, by its own hand: then it gets that answer. */
async function orRecalled(outcome: SubmitOutcome, request: CaseRequest, needs: CaseNeeds): Promise<SubmitOutcome> {
  if (outcome.outcome !== 'rejected' || request.idempotency === null) return outcome
  const recalled = await needs.recall(request.idempotency)
  if (recalled.outcome === 'replayed') return { outcome: 'done', answer: await withNumbers(recalled.answer as SubmittedAnswer, needs) }
  return recalled.outcome === 'key-reused' ? { outcome: 'key-reused' } : outcome
}

/** The answer kept with the key was made before the cases it opened had their numbers. */
async function withNumbers(answer: SubmittedAnswer, needs: CaseNeeds): Promise<SubmittedAnswer> {
  const opened = answer.opened.map(async (one) => ({ ...one, number: (await needs.reader.byId(one.id))?.numbers.case_number ?? '' }))
  return { ...answer, opened: await Promise.all(opened) }
}
