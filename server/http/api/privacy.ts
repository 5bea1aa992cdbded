import { type Static, Type } from 'typebox'
import { CaseRef, Words } from './common.ts'

const closed = { additionalProperties: false }
const Reason = Type.String({ minLength: 4, maxLength: 500 })

/**
 * What the house holds of a person. Numbers travel in the body alone: an address stands in logs and histories.
 *
 * POST /api/privacy/file { by, text } → values masked, who was shown them, whether restricted
 * POST /api/privacy/file/plain { by, text, reason } → the same with the values, for the person who asks; recorded
 * POST /api/privacy/restrictions { by, text, act, basis }
 * POST /api/privacy/erasures { by, text, basis } → asked for; GET → those waiting
 * POST /api/privacy/erasures/:id/decision { agree } → done by a second administrator
 * GET  /api/privacy/accesses?before= → who was shown what, latest first
 */
export const PersonNamed = Type.Object(
  {
    by: Type.Union([Type.Literal('number'), Type.Literal('account'), Type.Literal('case')]),
    text: Type.String({ minLength: 1, maxLength: 100 }),
  },
  closed,
)
export const PlainFile = Type.Object({ ...PersonNamed.properties, reason: Reason }, closed)
export const Restrict = Type.Object(
  { ...PersonNamed.properties, act: Type.Union([Type.Literal('placed'), Type.Literal('lifted')]), basis: Reason },
  closed,
)
export const AskErasure = Type.Object({ ...PersonNamed.properties, basis: Reason }, closed)
export const DecideErasure = Type.Object({ agree: Type.Boolean() }, closed)

export const HeldValue = Type.Object({
  case: Type.Pick(CaseRef, ['id', 'number', 'title', 'closed']),
  record: Type.Union([Type.String(), Type.Null()]),
  form: Type.Union([Words, Type.Null()]),
  path: Type.String(),
  field: Words,
  kind: Type.String(),
  masked: Type.String(),
  sealedAt: Type.String(),
  restricted: Type.Boolean(),
})
export type HeldValue = Static<typeof HeldValue>

export const Access = Type.Object({
  sequence: Type.Integer(),
  at: Type.String(),
  by: Type.String(),
  role: Type.String(),
  case: Type.String(),
  record: Type.String(),
  path: Type.String(),
  reason: Type.String(),
})

export const PersonFile = Type.Object({
  /** How many subjects the number or name stands for; 0: nothing is held. */
  subjects: Type.Integer(),
  restricted: Type.Boolean(),
  values: Type.Array(HeldValue),
  accesses: Type.Array(Access),
})
export type PersonFile = Static<typeof PersonFile>
export const PlainValue = Type.Object({ ...HeldValue.properties, value: Type.Unknown() })
export const PlainPersonFile = Type.Object({
  format: Type.Literal('guiju-person-file/1'),
  at: Type.String(),
  values: Type.Array(PlainValue),
  accesses: Type.Array(Access),
})

export const ErasureRequest = Type.Object({
  id: Type.String(),
  basis: Type.String(),
  requestedBy: Type.String(),
  requestedAt: Type.String(),
  values: Type.Integer(),
  /** Whether the reader may decide: another administrator than the one who asked. */
  mayDecide: Type.Boolean(),
})
export type ErasureRequest = Static<typeof ErasureRequest>
export const ErasureDone = Type.Object({
  outcome: Type.Union([Type.Literal('erased'), Type.Literal('declined')]),
  cases: Type.Integer(),
  values: Type.Integer(),
})
