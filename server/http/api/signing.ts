import { type Static, Type } from 'typebox'

const base64url = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$' })

/** What a browser answers with a passkey (WebAuthn, `PublicKeyCredential.toJSON()`). */
export const Assertion = Type.Object(
  {
    id: base64url(1400),
    rawId: base64url(1400),
    type: Type.Literal('public-key'),
    response: Type.Object(
      {
        authenticatorData: base64url(2000),
        clientDataJSON: base64url(4000),
        signature: base64url(2000),
        userHandle: Type.Optional(Type.String({ maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    clientExtensionResults: Type.Optional(Type.Record(Type.String({ maxLength: 60 }), Type.Unknown())),
    authenticatorAttachment: Type.Optional(Type.String({ maxLength: 40 })),
  },
  { additionalProperties: false },
)
export type Assertion = Static<typeof Assertion>

export const Ticket = Type.String({ minLength: 20, maxLength: 100, pattern: '^[A-Za-z0-9_-]+$' })
export const Code = Type.String({ minLength: 6, maxLength: 10 })
export const Password = Type.String({ maxLength: 200 })

/**
 * How a submission is signed, in the submitting request itself: by password, one-time code, or passkey. The first signature of
 * a sitting takes every factor (password and code, or the passkey); those after it one.
 */
export const proofs = {
  password: Type.Optional(Password),
  totp: Type.Optional(Code),
  passkey: Type.Optional(Type.Object({ ticket: Ticket, response: Assertion }, { additionalProperties: false })),
} as const
export const Proofs = Type.Object(proofs)
export type Proofs = Static<typeof Proofs>

/**
 * POST …/signing with the body of the submission → what signing it takes now. The challenge inside `passkey` is bound to
 * exactly this submission: step, case, version, meaning and data.
 */
export const Signing = Type.Object({
  /** By the record clock. */
  at: Type.String(),
  zone: Type.String(),
  meaning: Type.Union([Type.String(), Type.Null()]),
  has: Type.Object({ totp: Type.Boolean(), passkey: Type.Boolean() }),
  /** Set while a series runs: one factor is enough. */
  series: Type.Union([Type.Null(), Type.Object({ signed: Type.Integer(), endsAt: Type.String() })]),
  passkey: Type.Union([Type.Null(), Type.Object({ ticket: Type.String(), options: Type.Unknown() })]),
})
export type Signing = Static<typeof Signing>
