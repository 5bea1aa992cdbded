import type { CaseState, CompiledProcedure, FieldProblem, FieldValue, SealedPart, SignatureProof } from '#engine'
import { type CaseEvent, correctedValues, type Field, normalise, type Signer, validatePart } from '#engine'
import type { SignatureEvidence } from '#records'
import type { Statement } from '../database/ledger.ts'
import type { ScopedRole } from '../people/grants.ts'
import type { CaseNeeds, Idempotency } from './case-needs.ts'
import { agendaOfUnit, beginUnit } from './case-unit.ts'
import { completeValues } from './complete-values.ts'
import { roleInDocument } from './viewer.ts'

/** `signature`: how they proved who they are. */
export type Corrector = Readonly<{ person: string; name: string; roles: readonly ScopedRole[]; signature: SignatureProof }>
export type CorrectionRequest = Readonly<{
  case: string
  serial: number
  field: string
  value: unknown
  reason: string
  by: Corrector
  agreedBy: Corrector
  session: string | null
  idempotency: Idempotency | null
  /** What an authenticator signed; it holds for one version of the case alone. */
  evidence?: Readonly<{ version: number; signed: readonly SignatureEvidence[] }>
  settles?: readonly Statement[]
}>
export type ReadByDecision = Readonly<{ step: string; sequence: number }>
export type CorrectionOutcome = Readonly<
  | { outcome: 'corrected'; sequence: number; readBy: readonly ReadByDecision[] }
  | { outcome: 'refused'; because: 'not-correctable' | 'same-person' | 'role-missing' | 'nothing-changed' | 'moved-on' }
  | { outcome: 'invalid'; form: string; part: string; problems: readonly FieldProblem[] }
  | { outcome: 'key-reused' }
  | { outcome: 'no-case' }
>

const MOST_TRIES = 4

/**
 * Puts a value of a sealed record right, by an entry of its own: the record stays as it was sealed. Two persons answer for
 * it, both holding a role of the document; no decision is taken anew, but those that read the old value are named.
 */
export async function correctRecord(request: CorrectionRequest, needs: CaseNeeds): Promise<CorrectionOutcome> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const unit = await beginUnit(needs, request.session)
    const state = await unit.sight.byId(request.case)
    const part = state?.sealed.find(({ serial }) => serial === request.serial)
    if (state === null || part === undefined) return { outcome: 'no-case' }
    if (request.evidence !== undefined && request.evidence.version !== state.version) return { outcome: 'refused', because: 'moved-on' }
    const procedure = await needs.documents.procedureOf(state.baseline, state.document)
    const field = correctableField(procedure, part, request.field)
    if (field === null) return { outcome: 'refused', because: 'not-correctable' }
    if (request.by.person === request.agreedBy.person) return { outcome: 'refused', because: 'same-person' }
    const signers = [signerOf(request.by, procedure, state, unit.at), signerOf(request.agreedBy, procedure, state, unit.at)]
    const [first, second] = signers
    if (first == null || second == null) return { outcome: 'refused', because: 'role-missing' }

    const before = correctedValues(state, part)
    const old = before[request.field] ?? null
    const named = await completeValues(
      { [`${part.form}/${part.part}`]: { [request.field]: request.value } },
      () => new Map([[request.field, field]]),
      { person: request.by.person, held: new Set() },
      needs,
    )
    const [unknown] = named.wrong
    if (unknown !== undefined) return { outcome: 'invalid', ...unknown }
    const completed = named.parts[`${part.form}/${part.part}`]?.[request.field]
    const value = normalise(field, typed(field, completed)) as FieldValue | undefined
    if (value === undefined || JSON.stringify(value) === JSON.stringify(old)) return { outcome: 'refused', because: 'nothing-changed' }
    const problems = problemsOf(procedure, part, { ...before, [request.field]: value }, request.field)
    if (problems.length > 0) return { outcome: 'invalid', form: part.form, part: part.part, problems }

    const event: CaseEvent = {
      kind: 'correction',
      sequence: state.version + 1,
      at: unit.at,
      serial: part.serial,
      field: request.field,
      old,
      new: value,
      reason: request.reason.normalize('NFC').trim(),
      signers: [first, second],
    }
    const after = unit.draft.append(event, state, procedure, { evidence: request.evidence?.signed ?? [] })
    const world = await unit.sight.worldOf(procedure, state, part.at, unit.calendar)
    await unit.registers.noteCorrection({ procedure, part, before: state, after, world }, event.sequence)
    const readBy = decisionsReading(procedure, state.taken, part, request.field)
    const answer = { sequence: event.sequence, readBy }
    const written = await needs.ledger.write(
      unit.draft.finish(
        await agendaOfUnit(unit),
        request.idempotency === null ? null : { ...request.idempotency, answer },
        request.settles,
      ),
    )
    if (written.outcome === 'written') return { outcome: 'corrected', ...answer }
    if (written.outcome === 'replayed') return { outcome: 'corrected', ...(written.answer as typeof answer) }
    if (written.outcome === 'key-reused') return { outcome: 'key-reused' }
  }
  throw new Error(`Expected case ${request.case} to hold still for a moment, but it moved on again and again`)
}

/** What a person once filled in can be corrected; what was computed or filled in follows from other values. */
export function correctableField(procedure: CompiledProcedure, part: SealedPart, key: string): Field | null {
  const field = procedure.forms.get(part.form)?.parts.get(part.part)?.fields.get(key)?.field
  if (field === undefined || field.computed !== undefined || field.from !== undefined || Object.hasOwn(part.origins, key)) return null
  return field.type === 'list' || field.type === 'attachment' ? null : field
}

/** A client sends what was typed; a whole number and a yes or no have their own JSON. */
function typed(field: Field, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (field.type === 'integer' && /^-?\d{1,15}$/.test(value)) return Number(value)
  if (field.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function problemsOf(
  procedure: CompiledProcedure,
  part: SealedPart,
  values: Readonly<Record<string, unknown>>,
  field: string,
): readonly FieldProblem[] {
  const form = procedure.forms.get(part.form)
  if (form === undefined) return []
  return validatePart(form.validator, part.part, values).filter(({ path }) => path === `/${field}` || path.startsWith(`/${field}/`))
}

function signerOf(
  { person, name, roles, signature }: Corrector,
  procedure: CompiledProcedure,
  state: CaseState,
  at: string,
): Signer | null {
  const held = roleInDocument(roles, state, procedure)
  return held === undefined
    ? null
    : {
        kind: 'person',
        person,
        name,
        role: held.role,
        standsFor: held.standsFor,
        signature: { ...signature, meaning: 'confirmed' },
        at,
      }
}

/** Steps taken since the record was sealed whose rules read the field. */
function decisionsReading(
  procedure: CompiledProcedure,
  taken: Readonly<{ step: string; sequence: number }>[] | readonly Readonly<{ step: string; sequence: number }>[],
  part: SealedPart,
  field: string,
): readonly ReadByDecision[] {
  return taken
    .filter(
      ({ sequence, step }) =>
        sequence >= part.sequence &&
        procedure.steps.get(step)?.rules.some(({ rule }) => rule.reads.some(([name]) => name === field)) === true,
    )
    .map(({ step, sequence }) => ({ step, sequence }))
}
