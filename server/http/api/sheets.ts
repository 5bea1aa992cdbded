import { type Static, Type } from 'typebox'
import { Words } from './common.ts'

/**
 * GET  /api/cases/:id/steps/:step/sheets/:form/:part/:field → the list as .xlsx: what stands in it already, ready to be filled.
 * POST the same address, one .xlsx as multipart → SheetTried. Nothing is stored; `items` go into the form.
 * POST …/filled { items } → the list as it stands on the page, as .xlsx.
 * GET  /api/records/<form>/<case number>/<serial>/sheets/:field → a sealed list as .xlsx, masked as on the page.
 */
export const SheetTried = Type.Object({
  outcome: Type.Union([Type.Literal('ready'), Type.Literal('wrong')]),
  /** Rows the sheet has below its header. */
  count: Type.Integer(),
  /** The list as the form takes it; empty where something is wrong: a sheet is taken whole or not at all. */
  items: Type.Array(Type.Unknown()),
  /** In the order of the sheet. `row` as the file numbers it, `column` by its letter; null where no single one is meant. */
  problems: Type.Array(
    Type.Object({
      row: Type.Union([Type.Integer(), Type.Null()]),
      column: Type.Union([Type.String(), Type.Null()]),
      title: Words,
      code: Type.String(),
      found: Type.String(),
      detail: Type.String(),
    }),
  ),
  /** Problems beside those listed. */
  more: Type.Integer(),
})
export type SheetTried = Static<typeof SheetTried>

export const FilledList = Type.Object({ items: Type.Array(Type.Unknown(), { maxItems: 1000 }) }, { additionalProperties: false })
