import { Type } from 'typebox'
import { Words } from './common.ts'

const OrNull = Type.Union([Type.String(), Type.Null()])
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Id = Type.String({ pattern: '^[0-9a-f-]{36}$' })
const Reason = Type.String({ minLength: 2, maxLength: 500 })

/** POST /api/accounts → 201 { person }: a person and their account. System administrator. */
export const NewAccount = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80 }),
    login: Type.String({ minLength: 1, maxLength: 80, pattern: '^\\S+$' }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
)
export const CreatedAccount = Type.Object({ person: Type.String() })

/** POST /api/people/:person/grants → 201 { grant }: gives a role; `until` is the first day it no longer holds. Security administrator. */
export const NewGrant = Type.Object(
  {
    role: Type.String({ maxLength: 60 }),
    site: Type.Optional(OrNull),
    occupation: Type.Optional(OrNull),
    from: Day,
    until: Type.Optional(Type.Union([Day, Type.Null()])),
    reason: Reason,
  },
  { additionalProperties: false },
)
export const CreatedGrant = Type.Object({ grant: Type.String() })

/** POST /api/grants/:grant/end: ends a role today. */
export const EndGrant = Type.Object({ reason: Reason }, { additionalProperties: false })

/** POST /api/people/:person/deputies: somebody holds this person's roles (all, or those named) from one day to before another. */
export const NewDeputy = Type.Object(
  { deputy: Id, roles: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 40 }), from: Day, until: Day, reason: Reason },
  { additionalProperties: false },
)

/** GET /api/people/:person → roles and deputies of one person. Administrators. */
export const PersonDetail = Type.Object({
  person: Type.String(),
  name: Type.String(),
  grants: Type.Array(
    Type.Object({
      id: Type.String(),
      role: Type.String(),
      title: Words,
      site: OrNull,
      occupation: OrNull,
      from: Type.String(),
      until: OrNull,
    }),
  ),
  deputies: Type.Array(
    Type.Object({
      person: Type.String(),
      name: Type.String(),
      deputy: Type.String(),
      deputyName: Type.String(),
      roles: Type.Array(Type.String()),
      from: Type.String(),
      until: Type.String(),
    }),
  ),
})

/** GET /api/organisation/log → what was done in the organisation, latest first. Audit administrator and auditor. */
export const OrganisationLogItem = Type.Object({
  sequence: Type.Integer(),
  kind: Type.String(),
  at: Type.String(),
  recordedAt: Type.String(),
  clock: Type.String(),
  by: Type.String(),
  facts: Type.Unknown(),
  hash: Type.String(),
})
