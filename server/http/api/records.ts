import { type Static, Type } from 'typebox'
import { CaseRef, Words } from './common.ts'

/**
 * GET /api/records/<form>/<case number>/<serial>          → RecordView (JSON)
 * GET /api/records/<form>/<case number>/<serial>/html     → the face as HTML (sheet=1: the whole sheet)
 * GET /api/records/<form>/<case number>/<serial>/pdf      → PDF/A-3b
 * POST …/corrections { field, value, reason, agreedBy… }  → a correction entry (second person until WI-16-01 is live)
 * POST …/unmask { path, reason } → the value; a recorded act.
 */
export const RecordView = Type.Object({
  number: Type.String(),
  case: CaseRef,
  form: Type.String(),
  formTitle: Words,
  part: Type.String(),
  partTitle: Words,
  formRevision: Type.String(),
  serial: Type.Integer(),
  confidentiality: Words,
  retention: Words,
  entry: Type.Object({
    sequence: Type.Integer(),
    hash: Type.String(),
    dataHash: Type.String(),
    stamp: Type.String(),
    recordedAt: Type.String(),
    clock: Type.String(),
  }),
  /** What the record says of when it happened, beside when it was entered; late: later than its form allows. */
  happened: Type.Array(
    Type.Object({
      title: Words,
      at: Type.String(),
      within: Type.Integer(),
      workingDays: Type.Integer(),
      late: Type.Boolean(),
    }),
  ),
  /** Set where its data was deleted after its retention: on the strength of which record, and when. The entry stays. */
  disposed: Type.Union([Type.Object({ basis: Type.String(), at: Type.String() }), Type.Null()]),
  /** Legal holds that stand on its case. */
  holds: Type.Array(Type.Object({ reference: Type.String(), reason: Type.String(), at: Type.String() })),
  signers: Type.Array(
    Type.Object({
      name: Type.String(),
      role: Words,
      system: Type.Boolean(),
      standsFor: Type.Union([Type.String(), Type.Null()]),
      meaning: Type.Union([Words, Type.Null()]),
      method: Type.Union([Words, Type.Null()]),
      /** Which signature of a sitting, where several were made in one. */
      series: Type.Union([Type.Integer(), Type.Null()]),
      at: Type.String(),
    }),
  ),
  fields: Type.Array(
    Type.Object({
      key: Type.String(),
      title: Words,
      text: Type.String(),
      sensitive: Type.Boolean(),
      /** A person filled it in, so it can be put right. */
      correctable: Type.Boolean(),
      /** Of a correctable field: JSON Schema of its value, to draw its control by. */
      schema: Type.Optional(Type.Unknown()),
      origin: Type.Union([
        Type.Null(),
        Type.Object({ kind: Type.String(), words: Words, caseId: Type.Optional(Type.String()), caseNumber: Type.Optional(Type.String()) }),
      ]),
      rows: Type.Optional(Type.Object({ columns: Type.Array(Words), rows: Type.Array(Type.Array(Type.String())) })),
      attachments: Type.Optional(
        Type.Array(Type.Object({ id: Type.String(), name: Type.String(), size: Type.Integer(), sha256: Type.String() })),
      ),
    }),
  ),
  corrections: Type.Array(
    Type.Object({
      sequence: Type.Integer(),
      field: Words,
      old: Type.String(),
      new: Type.String(),
      reason: Type.String(),
      by: Type.Array(Type.String()),
      at: Type.String(),
    }),
  ),
  otherParts: Type.Array(Type.Object({ number: Type.String(), partTitle: Words, at: Type.String() })),
  html: Type.String(),
  pdf: Type.String(),
  /** What this session may do to the record. */
  may: Type.Object({ correct: Type.Boolean(), unmask: Type.Boolean() }),
})
export type RecordView = Static<typeof RecordView>

/** GET /api/search?q → SearchHit[] : by case number, centre, person, record number or text. */
export const SearchHit = Type.Object({
  kind: Type.Union([Type.Literal('case'), Type.Literal('record'), Type.Literal('centre')]),
  title: Type.String(),
  detail: Type.String(),
  case: Type.Union([CaseRef, Type.Null()]),
  record: Type.Union([Type.String(), Type.Null()]),
})
export type SearchHit = Static<typeof SearchHit>

/** POST /api/attachments (multipart, one file) → Attachment; bound to a record by its value in a part. GET /api/records/…/attachments/:id. */
export const Attachment = Type.Object({
  attachment: Type.String(),
  name: Type.String(),
  type: Type.String(),
  size: Type.Integer(),
  sha256: Type.String(),
})
export type Attachment = Static<typeof Attachment>

/** GET /api/people?role&q → persons for a person field. */
export const PersonOption = Type.Object({ person: Type.String(), name: Type.String(), roles: Type.Array(Words) })
export type PersonOption = Static<typeof PersonOption>

/** GET /api/reference → the lists, roles and departments a client labels codes with, and the testing centres the session may see; no case is opened in one that is not active. */
export const Reference = Type.Object({
  lists: Type.Record(Type.String(), Type.Array(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() }))),
  roles: Type.Array(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String() })),
  centres: Type.Array(Type.Object({ code: Type.String(), zh: Type.String(), en: Type.String(), active: Type.Boolean() })),
})
export type Reference = Static<typeof Reference>
