import { type Static, Type } from 'typebox'
import { Words } from './common.ts'

const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(one: T) => Type.Union([one, Type.Null()])

/** Somebody outside the house who has a checkpoint: a witness, a time-stamping authority, a place of write-once storage. */
export const LogKeeper = Type.Object({
  kind: Type.Union([Type.Literal('witness'), Type.Literal('authority'), Type.Literal('place')]),
  name: Type.String(),
  size: Type.Integer(),
  at: Type.String(),
})
export type LogKeeper = Static<typeof LogKeeper>

/** What is wrong with one of them, since when; `grave` is for the banner, `detail` what exactly was answered, for those who answer for the records. */
export const LogTrouble = Type.Object({
  kind: LogKeeper.properties.kind,
  name: Type.String(),
  grave: Type.Boolean(),
  words: Words,
  detail: OrNull(Words),
  since: Type.String(),
})

/** GET /api/log → how the log stands, for anybody who is signed in. `qr` is an SVG picture of the key's text. */
export const LogView = Type.Object({
  state: Type.Union([Type.Literal('ok'), Type.Literal('behind'), Type.Literal('unsigned'), Type.Literal('stopped')]),
  trouble: OrNull(Words),
  size: Type.Integer(),
  waiting: Type.Integer(),
  lagSeconds: Type.Number(),
  checkpoint: OrNull(Type.Object({ size: Type.Integer(), note: Type.String(), signedAt: Type.String(), recordedAt: Type.String() })),
  keys: Type.Array(
    Type.Object({
      name: Type.String(),
      key: Type.String(),
      fingerprint: Type.String(),
      begun: Type.String(),
      until: OrNull(Type.String()),
      qr: Type.String(),
    }),
  ),
  keepers: Type.Array(LogKeeper),
  troubles: Type.Array(LogTrouble),
})
export type LogView = Static<typeof LogView>

/** GET /api/records/…/log → where the record's entry stands in the log. GET …/receipt → its tlog-proof, once there is a checkpoint. */
export const LogPlaceView = Type.Object({
  index: OrNull(Type.Integer()),
  checkpoint: OrNull(Type.Object({ size: Type.Integer(), signedAt: Type.String() })),
  kept: Type.Array(LogKeeper),
})
export type LogPlaceView = Static<typeof LogPlaceView>

/** GET /api/cases/:id/log → the leaves of its entries; `signedAt` null: no checkpoint holds it yet. */
export const CaseLogView = Type.Array(Type.Object({ sequence: Type.Integer(), index: Type.Integer(), signedAt: OrNull(Type.String()) }))
export type CaseLogView = Static<typeof CaseLogView>
