import { type Static, Type } from 'typebox'
import { Words } from './common.ts'

/** POST /api/session { login, password } → Session, sets cookies; DELETE /api/session; GET /api/session → Session | 401. POST /api/session/password { old, new }. */
export const Credentials = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 80 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)

export const ChangePassword = Type.Object(
  { old: Type.String({ minLength: 1, maxLength: 200 }), new: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)

export const Session = Type.Object({
  person: Type.String(),
  name: Type.String(),
  login: Type.String(),
  roles: Type.Array(
    Type.Object({
      role: Type.String(),
      title: Words,
      site: Type.Union([Type.String(), Type.Null()]),
      siteName: Type.Union([Type.String(), Type.Null()]),
      standsFor: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  /** Sent back in the x-csrf-token header of every request that changes something. */
  csrf: Type.String(),
  organisation: Type.Object({ name: Words, kind: Type.Union([Type.Literal('demonstration'), Type.Literal('real')]), zone: Type.String() }),
  /** Now by the record clock. */
  today: Type.String(),
  mustChangePassword: Type.Boolean(),
  /** What the client may offer: exports, campaigns, administration. */
  may: Type.Array(Type.String()),
})
export type Session = Static<typeof Session>

/** GET /api/setup → { needed: boolean }. POST /api/setup makes organisation and the three administrators (system, security, audit), once. */
export const Setup = Type.Object({ needed: Type.Boolean() })
export const SetupRequest = Type.Object(
  {
    organisation: Words,
    administrators: Type.Array(
      Type.Object({
        kind: Type.Union([Type.Literal('system_admin'), Type.Literal('security_admin'), Type.Literal('audit_admin')]),
        name: Type.String({ minLength: 1 }),
        login: Type.String({ minLength: 1 }),
        password: Type.String({ minLength: 10 }),
      }),
      { minItems: 3, maxItems: 3 },
    ),
  },
  { additionalProperties: false },
)
