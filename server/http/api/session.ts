import { type Static, Type } from 'typebox'
import { Words } from './common.ts'
import { Assertion, Code, Ticket } from './signing.ts'

/** POST /api/session { login, password } → Session, sets cookies; DELETE /api/session; GET /api/session → Session | 401. POST /api/session/password { old, new }. */
export const Credentials = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 80 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)

/**
 * POST /api/session answers 401 `factor-needed` where a second factor is enrolled; its `rejection` is this. POST
 * /api/session/factor { ticket, code | recovery | passkey } then opens the session.
 */
export const FactorNeeded = Type.Object({
  ticket: Type.String(),
  kinds: Type.Array(Type.Union([Type.Literal('passkey'), Type.Literal('totp'), Type.Literal('recovery')])),
  options: Type.Unknown(),
})
export type FactorNeeded = Static<typeof FactorNeeded>
export const FactorCredentials = Type.Object(
  {
    ticket: Ticket,
    code: Type.Optional(Code),
    recovery: Type.Optional(Type.String({ minLength: 16, maxLength: 40 })),
    passkey: Type.Optional(Assertion),
  },
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
  /** A second factor is demanded of this person, and none is enrolled. */
  mustEnrol: Type.Boolean(),
  hasFactor: Type.Boolean(),
  /** What failed between the sign-in before this one and this one; null where nothing did. */
  failed: Type.Union([Type.Null(), Type.Object({ attempts: Type.Integer(), since: Type.String() })]),
  /** Locks and alarms nobody has looked at; null for whoever does not look after them. */
  alarms: Type.Union([Type.Integer(), Type.Null()]),
  /** What the client may offer: exports, campaigns, administration. */
  may: Type.Array(Type.String()),
})
export type Session = Static<typeof Session>

/** GET /api/setup → { needed: boolean }. POST /api/setup makes organisation and the three administrators (system, security, audit), once. */
export const Setup = Type.Object({ needed: Type.Boolean() })
export const SetupRequest = Type.Object(
  {
    organisation: Words,
    /** Of whom a second factor is demanded from the first day on; nobody unless said. */
    secondFactor: Type.Optional(Type.Union([Type.Literal('nobody'), Type.Literal('administrators'), Type.Literal('everybody')])),
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
