import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false } as const
const Code = Type.String({ minLength: 1, maxLength: 60 })

/** POST /api/draws → 201 Draw. `dice`: a commitment to dice that were thrown and are told later (`guiju-dice/1`). */
export const AnnounceDraw = Type.Object(
  {
    of: Type.Union([Type.Literal('cases'), Type.Literal('records')]),
    document: Type.Optional(Code),
    year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
    centre: Type.Optional(Code),
    /** Of records alone. */
    form: Type.Optional(Code),
    size: Type.Integer({ minimum: 1, maximum: 5000 }),
    perCentre: Type.Boolean(),
    reason: Type.String({ minLength: 4, maxLength: 500 }),
    dice: Type.Optional(Type.String({ pattern: '^sha256:[0-9a-f]{64}$' })),
  },
  closed,
)

/** POST /api/draws/:id/draw → 200 Draw. A second time it answers the same. */
export const DrawNow = Type.Object(
  {
    dice: Type.Optional(
      Type.Object({ digits: Type.String({ pattern: '^[0-9]{10,200}$' }), nonce: Type.String({ pattern: '^[0-9a-f]{32}$' }) }, closed),
    ),
  },
  closed,
)

const orNull = { text: Type.Union([Type.String(), Type.Null()]), integer: Type.Union([Type.Integer(), Type.Null()]) }

/** GET /api/draws → Draw[], latest first; GET /api/draws/:id → Draw; GET /api/draws/:id/file → everything needed to draw again. */
export const Draw = Type.Object({
  id: Type.String(),
  announcedAt: Type.String(),
  by: Type.String(),
  reason: Type.String(),
  of: Type.Union([Type.Literal('cases'), Type.Literal('records')]),
  scope: Type.Object({ document: orNull.text, year: orNull.integer, centre: orNull.text, form: orNull.text }),
  size: Type.Integer(),
  perCentre: Type.Boolean(),
  members: Type.Integer(),
  population: Type.String(),
  dice: Type.Boolean(),
  /** `waiting`: no checkpoint covers the announcement yet; `ready`: the seed is fixed, or needs the dice alone. */
  state: Type.Union([Type.Literal('waiting'), Type.Literal('ready'), Type.Literal('drawn')]),
  checkpoint: Type.Union([Type.Object({ size: Type.Integer(), root: Type.String() }), Type.Null()]),
  seed: orNull.text,
  drawnBy: orNull.text,
  /** In the order they were drawn; a case with its id, to be opened. */
  sample: Type.Array(Type.Object({ name: Type.String(), case: orNull.text })),
})
export type Draw = Static<typeof Draw>
