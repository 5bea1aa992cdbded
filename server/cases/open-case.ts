import {
  type Actor,
  type CaseState,
  type CompiledProcedure,
  openCase,
  type Rejection,
  type Signer,
  type SubjectValues,
  type Values,
} from '#engine'
import { heldRolesFor, type ScopedRole, scopeOfCase } from '../people/grants.ts'
import type { CaseNeeds, Idempotency } from './case-needs.ts'
import { agendaOfUnit, beginUnit } from './case-unit.ts'
import { checkSubject } from './check-subject.ts'

export type OpeningRequest = Readonly<{
  document: string
  subject: SubjectValues
  person: Readonly<{ person: string; name: string; roles: readonly ScopedRole[] }>
  session: string | null
  idempotency: Idempotency | null
  /** What the house itself hands over to the case, e.g. the lines of the due list. */
  gives?: Values
}>
export type OpenedAnswer = Readonly<{ id: string; number: string }>
export type OpenOutcome = Readonly<
  | { outcome: 'opened'; answer: OpenedAnswer }
  | { outcome: 'rejected'; rejection: Rejection; procedure: CompiledProcedure; baseline: string }
  | { outcome: 'no-document' }
  | { outcome: 'key-reused' }
>

/** Opens a case for a person who may: under the revision in force today, which it keeps. */
export async function openCaseFor(request: OpeningRequest, id: string, needs: CaseNeeds): Promise<OpenOutcome> {
  const unit = await beginUnit(needs, request.session)
  const found = await needs.documents.procedureInForce(request.document, unit.today)
  if (found === null) return { outcome: 'no-document' }
  const { procedure, baseline } = found
  const rejected = (rejection: Rejection): OpenOutcome => ({ outcome: 'rejected', rejection, procedure, baseline })
  const subject = normalised(request.subject)
  const signer = openerOf(procedure, request, subject, unit.at)
  if (signer === null) return rejected({ code: 'role-missing', step: '', needs: procedure.openedBy })
  const wrong = await checkSubject(procedure, subject, needs)
  if (wrong !== null) return rejected(wrong)
  const opening = openCase(procedure, { id, baseline, subject, by: signer, startedBy: null, gives: request.gives ?? {}, at: unit.at })
  if (opening.outcome === 'rejected') return rejected(opening.rejection)

  const state = unit.draft.append(opening.event, null, procedure)
  unit.draft.claim(procedure, state)
  const idempotency = request.idempotency === null ? null : { ...request.idempotency, answer: { id } }
  const written = await needs.ledger.write(unit.draft.finish(await agendaOfUnit(unit), idempotency))
  switch (written.outcome) {
    case 'written':
      return { outcome: 'opened', answer: { id, number: written.numbers.get(id)?.case_number ?? '' } }
    case 'replayed':
      return { outcome: 'opened', answer: await numberOf((written.answer as { id: string }).id, needs) }
    case 'key-reused':
      return { outcome: 'key-reused' }
    case 'claimed':
      return rejected({
        code: 'case-exists',
        document: written.document,
        number: (await needs.reader.byId(written.by))?.numbers.case_number ?? '',
      })
    case 'moved-on':
      throw new Error(`Expected a new case to begin its stream, but ${written.stream} has ${written.found} entries`)
    default:
      return written satisfies never
  }
}

async function numberOf(id: string, needs: CaseNeeds): Promise<OpenedAnswer> {
  return { id, number: (await needs.reader.byId(id))?.numbers.case_number ?? '' }
}

/** Whoever opens signs as the role that may; null where they hold none of them for this subject. */
function openerOf(
  procedure: CompiledProcedure,
  { person: { person, name, roles } }: OpeningRequest,
  subject: SubjectValues,
  at: string,
): Signer | null {
  const held = heldRolesFor(roles, scopeOfCase({ subject, openedBy: person, document: procedure.code })).find(({ role }) =>
    procedure.openedBy.includes(role),
  )
  return held === undefined ? null : { kind: 'person', person, name, role: held.role, standsFor: held.standsFor, signature: null, at }
}

function normalised(subject: SubjectValues): SubjectValues {
  return Object.fromEntries(
    Object.entries(subject).map(([key, value]) => [key, typeof value === 'string' ? value.normalize('NFC').trim() : value]),
  )
}

/** The actor `decide` is told of: the person, and the roles that hold for this case. */
export function actorFor(
  state: CaseState,
  { person, name, roles }: Readonly<{ person: string; name: string; roles: readonly ScopedRole[] }>,
): Extract<Actor, { kind: 'person' }> {
  return { kind: 'person', person, name, roles: heldRolesFor(roles, scopeOfCase(state)) }
}
