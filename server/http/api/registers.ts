import { Type } from 'typebox'
import { Words } from './common.ts'

const Note = Type.Union([Words, Type.Null()])
const ColumnHead = Type.Object({ key: Type.String(), title: Words, type: Type.String(), note: Note })

/** A row in words. `key` is its address, `name` what it is about. */
const WordedRow = Type.Object({ key: Type.String(), name: Words, cells: Type.Record(Type.String(), Words) })

/** GET /api/registers: every register of the latest release. Staff and the auditor. */
export const RegisterSummary = Type.Object({ register: Type.String(), title: Words, note: Note, keyTitle: Words, rows: Type.Integer() })

/** GET /api/registers/:register?on=&text=&after=: its rows as they stand, or stood at the end of a day. */
export const RegisterPage = Type.Object({
  register: Type.String(),
  title: Words,
  note: Note,
  keyTitle: Words,
  columns: Type.Array(ColumnHead),
  on: Type.Union([Type.String(), Type.Null()]),
  items: Type.Array(WordedRow),
  next: Type.Union([Type.String(), Type.Null()]),
})

/** One record's word on a row: which columns it changed, from what, to what. */
const RowHistoryItem = Type.Object({
  at: Type.String(),
  on: Type.String(),
  recordNumber: Type.String(),
  caseId: Type.String(),
  columns: Type.Array(Type.Object({ title: Words, from: Type.Union([Words, Type.Null()]), to: Words })),
})

/** GET /api/registers/:register/:row: one row, and every record that made it, latest first. */
export const RegisterRowView = Type.Object({
  register: Type.String(),
  title: Words,
  keyTitle: Words,
  columns: Type.Array(ColumnHead),
  row: WordedRow,
  history: Type.Array(RowHistoryItem),
})
