import { type Static, Type } from 'typebox'
import { Code, Ticket } from './signing.ts'

const base64url = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' })
const Name = Type.String({ minLength: 1, maxLength: 60 })
const Password = Type.String({ minLength: 1, maxLength: 200 })
const orNull = <T extends Parameters<typeof Type.Array>[0]>(item: T) => Type.Union([item, Type.Null()])

/** GET /api/factors: the second factors of my account. */
export const Factors = Type.Object({
  factors: Type.Array(
    Type.Object({
      id: Type.String(),
      kind: Type.Union([Type.Literal('totp'), Type.Literal('passkey')]),
      name: Type.String(),
      createdAt: Type.String(),
      lastUsedAt: orNull(Type.String()),
      suspended: Type.Boolean(),
    }),
  ),
  recovery: Type.Object({ left: Type.Integer(), made: Type.Integer() }),
  /** The organisation demands one of me. */
  demanded: Type.Boolean(),
  /** Whether passkeys can be used at this address. */
  passkeys: Type.Boolean(),
})
export type Factors = Static<typeof Factors>

/** The password is given again before anything about factors is changed. */
export const BeginFactor = Type.Object({ password: Password, name: Name }, { additionalProperties: false })
export const BegunTotp = Type.Object({
  factor: Type.String(),
  /** Base32, for typing; shown once. */
  secret: Type.String(),
  address: Type.String(),
  /** The address as a picture: a data URL of an SVG. */
  qr: Type.String(),
})
export type BegunTotp = Static<typeof BegunTotp>
export const ConfirmTotp = Type.Object({ code: Code }, { additionalProperties: false })
export const BegunPasskey = Type.Object({ ticket: Type.String(), options: Type.Unknown() })
export const FinishPasskey = Type.Object(
  {
    ticket: Ticket,
    response: Type.Object(
      {
        id: base64url(1400),
        rawId: base64url(1400),
        type: Type.Literal('public-key'),
        response: Type.Object(
          {
            clientDataJSON: base64url(4000),
            attestationObject: base64url(20_000),
            authenticatorData: Type.Optional(Type.String({ maxLength: 20_000 })),
            transports: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
            publicKeyAlgorithm: Type.Optional(Type.Integer()),
            publicKey: Type.Optional(Type.String({ maxLength: 4000 })),
          },
          { additionalProperties: false },
        ),
        clientExtensionResults: Type.Optional(Type.Record(Type.String({ maxLength: 60 }), Type.Unknown())),
        authenticatorAttachment: Type.Optional(Type.String({ maxLength: 40 })),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
/** `recoveryCodes`: with the first factor, shown once. */
export const EnrolledFactor = Type.Object({ factor: Type.String(), recoveryCodes: orNull(Type.Array(Type.String())) })
export type EnrolledFactor = Static<typeof EnrolledFactor>
export const RenameFactor = Type.Object({ name: Name }, { additionalProperties: false })
export const OwnPassword = Type.Object({ password: Password }, { additionalProperties: false })
export const RecoveryCodes = Type.Object({ recoveryCodes: Type.Array(Type.String()) })

/** GET /api/sessions: where I am signed in. */
export const OwnSessions = Type.Array(
  Type.Object({
    session: Type.String(),
    startedAt: Type.String(),
    lastSeen: Type.String(),
    address: Type.String(),
    device: Type.String(),
    current: Type.Boolean(),
  }),
)
export type OwnSessions = Static<typeof OwnSessions>

const DemandOf = Type.Union([Type.Literal('nobody'), Type.Literal('administrators'), Type.Literal('everybody')])
const Reason = Type.String({ minLength: 4, maxLength: 500 })
/** GET /api/security: locks, failed attempts and alarms, for the security and the audit administrator. */
export const Security = Type.Object({
  demand: DemandOf,
  mayAct: Type.Boolean(),
  alarms: Type.Integer(),
  locked: Type.Array(
    Type.Object({ account: Type.String(), person: Type.String(), name: Type.String(), login: Type.String(), until: Type.String() }),
  ),
  events: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Type.String(),
      kind: Type.String(),
      door: Type.String(),
      person: orNull(Type.String()),
      name: orNull(Type.String()),
      login: orNull(Type.String()),
      address: Type.String(),
      noticed: Type.Boolean(),
    }),
  ),
})
export type Security = Static<typeof Security>
export const Because = Type.Object({ reason: Reason }, { additionalProperties: false })
export const SetDemand = Type.Object({ demand: DemandOf, reason: Reason }, { additionalProperties: false })
