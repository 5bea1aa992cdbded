import { Type } from 'typebox'
import { Code, proofs } from './signing.ts'

/** POST /api/records/…/corrections: the value as typed, or as the form's own control gives it, why, and the second person's agreement, each with their own proof. */
export const Correction = Type.Object(
  {
    field: Type.String({ minLength: 1, maxLength: 60 }),
    value: Type.Union([
      Type.String({ maxLength: 4000 }),
      Type.Number(),
      Type.Boolean(),
      Type.Object({ person: Type.String({ maxLength: 60 }), name: Type.Optional(Type.String()) }, { additionalProperties: false }),
    ]),
    reason: Type.String({ minLength: 4, maxLength: 500 }),
    ...proofs,
    agreedBy: Type.Object(
      {
        login: Type.String({ minLength: 1, maxLength: 80 }),
        password: Type.String({ minLength: 1, maxLength: 200 }),
        totp: Type.Optional(Code),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
/** `readBy`: decisions that read the old value; none of them is taken anew. */
export const Corrected = Type.Object({
  sequence: Type.Integer(),
  readBy: Type.Array(Type.Object({ step: Type.String(), sequence: Type.Integer() })),
})

/** POST /api/records/…/unmask: shows a masked value, and records who saw it and why. `path` is a JSON pointer within the part. */
export const Unmask = Type.Object(
  { path: Type.String({ minLength: 2, maxLength: 200, pattern: '^/' }), reason: Type.String({ minLength: 4, maxLength: 500 }) },
  { additionalProperties: false },
)
export const Unmasked = Type.Object({ value: Type.Unknown() })
