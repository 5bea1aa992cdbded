import { type Static, Type } from 'typebox'
import { Words } from './common.ts'

const Names = Type.Object({ zh: Type.String({ maxLength: 80 }), en: Type.String({ maxLength: 160 }) }, { additionalProperties: false })

/** POST /api/centres → 201 { code }: makes a testing centre known. System administrator. */
export const NewCentre = Type.Object(
  {
    code: Type.String({ maxLength: 60 }),
    name: Names,
    reason: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
  },
  { additionalProperties: false },
)
export const CreatedCentre = Type.Object({ code: Type.String() })

/** POST /api/centres/:code: what holds of a centre from now on; not active: no new roles and cases. System administrator. */
export const ChangedCentre = Type.Object(
  { name: Names, active: Type.Boolean(), reason: Type.String({ minLength: 2, maxLength: 500 }) },
  { additionalProperties: false },
)

/** GET /api/centres → every centre, closed ones too. Administrators. */
export const TestingCentre = Type.Object({ code: Type.String(), name: Words, active: Type.Boolean() })
export type TestingCentre = Static<typeof TestingCentre>
