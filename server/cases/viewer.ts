import { type CaseState, type CompiledProcedure, type HeldRole, hiddenSerials, type SealedPart, type SharedPart } from '#engine'
import type { Scope } from '../database/case-reader.ts'
import { AUDITOR } from '../people/administrators.ts'
import { heldRolesFor, type OwnSight, type ScopedRole, scopeOfCase } from '../people/grants.ts'

/** Who looks, and what they hold. `sites` is null for those who see every centre. */
export type Viewer = Readonly<{
  person: string
  name: string
  roles: readonly ScopedRole[]
  sites: readonly string[] | null
  /** Set for those who, beside these, see the cases about them and those they opened. */
  own?: OwnSight
  readOnly: boolean
}>

/** The cases somebody may see, tested by the database in each statement; what lies outside does not exist for them. */
export function scopeOf({ sites, own }: Pick<Viewer, 'sites' | 'own'>): Scope {
  return { sites: sites ?? 'all', ...(own !== undefined && { own }) }
}

/**
 * Serials of the case's records this person may read. What everybody in the house may see: all who see the case. What is
 * personal, confidential or secret: those who take part in the document, in scope, and the auditor. A share of a blind
 * step under way: its author alone. Somebody to whom the document is open, but not the case theirs, reads what they signed.
 */
export function readableSerials(viewer: Viewer, state: CaseState, procedure: CompiledProcedure): ReadonlySet<number> {
  const hidden = hiddenSerials(procedure, state, viewer.person)
  const guest = isGuest(viewer, state)
  const may = ({ form, signers }: SealedPart): boolean =>
    guest
      ? procedure.forms.get(form)?.form.confidentiality === 'public' || signers.some(({ person }) => person === viewer.person)
      : mayReadForm(viewer, state, procedure, form)
  const readable = state.sealed.filter((part) => !hidden.has(part.serial) && may(part))
  return new Set(readable.map(({ serial }) => serial))
}

/** Whether somebody sees a case only because its document is open to a role of theirs. */
function isGuest({ roles }: Viewer, state: CaseState): boolean {
  const otherwise = roles.map(({ openDocuments: _open, ...role }) => role)
  return (
    roles.some(({ openDocuments = [] }) => openDocuments.includes(state.document)) &&
    heldRolesFor(otherwise, scopeOfCase(state)).length === 0
  )
}

/** Parts of a waiting contribution this person may read, by the same measure: what is signed first is no record yet. */
export function readableParts(viewer: Viewer, state: CaseState, procedure: CompiledProcedure, sequence: number): readonly SharedPart[] {
  const waiting = state.waiting.find((one) => one.sequence === sequence)
  if (waiting === undefined) return []
  const hidden = hiddenSerials(procedure, state, viewer.person)
  if (waiting.kind === 'each' && waiting.parts.some(({ serial }) => hidden.has(serial))) return []
  return waiting.parts.filter(({ form }) => mayReadForm(viewer, state, procedure, form))
}

function mayReadForm(viewer: Viewer, state: CaseState, procedure: CompiledProcedure, code: string): boolean {
  const confidentiality = procedure.forms.get(code)?.form.confidentiality
  if (confidentiality === 'public' || confidentiality === 'internal') return true
  return takesPart(viewer, state, procedure)
}

/** Whether somebody holds, for this case, a role of its document, or is the auditor. */
export function takesPart(viewer: Viewer, state: CaseState, procedure: CompiledProcedure): boolean {
  const held = heldRolesFor(viewer.roles, scopeOfCase(state))
  return held.some(({ role }) => role === AUDITOR) || roleInDocument(viewer.roles, state, procedure) !== undefined
}

/** Whether somebody may correct a value of the case's records or see a masked one: they hold a role of the document, and do not only read. */
export function mayAnswerFor(viewer: Viewer, state: CaseState, procedure: CompiledProcedure): boolean {
  return !viewer.readOnly && roleInDocument(viewer.roles, state, procedure) !== undefined
}

/** The role of the document that somebody holds for a case: its owner's, or a participant's. */
export function roleInDocument(
  roles: readonly ScopedRole[],
  of: Pick<CaseState, 'subject' | 'openedBy' | 'document'>,
  procedure: CompiledProcedure,
): HeldRole | undefined {
  const { participants, owner } = procedure.document
  return heldRolesFor(roles, scopeOfCase(of)).find(({ role }) => role === owner.role || participants.includes(role))
}
