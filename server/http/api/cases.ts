import { type Static, Type } from 'typebox'
import { CaseRef, Due, PersonRef, Words } from './common.ts'
import { proofs } from './signing.ts'

/** GET /api/tasks?cursor → Page(Task): what waits for me, overdue first, then by due date. */
export const Task = Type.Object({
  case: CaseRef,
  subject: Words,
  site: Type.Union([Type.String(), Type.Null()]),
  step: Type.String(),
  stepTitle: Words,
  roles: Type.Array(Type.String()),
  due: Type.Union([Due, Type.Null()]),
  demandedBy: Type.Union([Type.String(), Type.Null()]),
  kind: Type.Union([Type.Literal('step'), Type.Literal('countersign'), Type.Literal('contribute')]),
})
export type Task = Static<typeof Task>

/** GET /api/documents → those the session may see, with `mayOpen` and the subject keys a form for opening needs. */
export const DocumentSummary = Type.Object({
  code: Type.String(),
  kind: Type.String(),
  revision: Type.String(),
  title: Words,
  purpose: Words,
  about: Words,
  mayOpen: Type.Boolean(),
  subject: Type.Array(Type.Object({ key: Type.String(), type: Type.String(), title: Words, optional: Type.Boolean() })),
  /** In the order of the document. */
  states: Type.Array(Type.Object({ state: Type.String(), title: Words })),
  campaign: Type.Union([Type.Null(), Type.Object({ title: Words, mayStart: Type.Boolean(), per: Type.String() })]),
})
export type DocumentSummary = Static<typeof DocumentSummary>

/** POST /api/cases { document, subject } with Idempotency-Key → 201 { id, number }. */
export const OpenCase = Type.Object(
  { document: Type.String(), subject: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()])) },
  { additionalProperties: false },
)

export const OpenedCase = Type.Object({ id: Type.String(), number: Type.String() })
export type OpenedCase = Static<typeof OpenedCase>

/** GET /api/cases?document&year&site&state&closed&text&cursor → Page(CaseListItem). */
export const CaseListItem = Type.Object({
  case: CaseRef,
  subject: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()])),
  /** The subject in one line of words. */
  about: Words,
  siteName: Type.Union([Type.String(), Type.Null()]),
  openedAt: Type.String(),
  changedAt: Type.String(),
  records: Type.Integer(),
  due: Type.Union([Due, Type.Null()]),
})
export type CaseListItem = Static<typeof CaseListItem>

/** Where a filled-in value came from, with a link where there is one. */
export const OriginView = Type.Object({
  kind: Type.String(),
  words: Words,
  caseId: Type.Optional(Type.String()),
  caseNumber: Type.Optional(Type.String()),
})

/** One part an open step fills. `schema` is JSON Schema 2020-12 of the part; x-* keywords carry titles, units, lists and layout hints. */
export const PartToFill = Type.Object({
  form: Type.String(),
  part: Type.String(),
  formTitle: Words,
  partTitle: Words,
  revision: Type.String(),
  schema: Type.Unknown(),
  /** Values already there: filled by the system (read-only) and, for rows, the fixed columns. */
  values: Type.Record(Type.String(), Type.Unknown()),
  readOnly: Type.Array(Type.String()),
  origins: Type.Record(Type.String(), OriginView),
})
export type PartToFill = Static<typeof PartToFill>

export const WhyNot = Type.Object({ code: Type.String(), detail: Type.String(), rejection: Type.Unknown() })

export const OpenStep = Type.Object({
  step: Type.String(),
  title: Words,
  guard: Words,
  to: Type.String(),
  toTitle: Words,
  roles: Type.Array(Type.Object({ role: Type.String(), title: Words })),
  due: Type.Union([Due, Type.Null()]),
  mayTake: Type.Boolean(),
  whyNot: Type.Array(WhyNot),
  signature: Type.Union([Type.Null(), Type.Object({ meaning: Type.String(), meaningTitle: Words })]),
  secondPerson: Type.Union([Type.Null(), Type.Object({ role: Type.String(), title: Words, meaningTitle: Words })]),
  demanded: Type.Union([Type.Null(), Type.Object({ by: CaseRef, due: Type.Union([Due, Type.Null()]) })]),
  automatic: Type.Boolean(),
  /** Present only where the session may take the step. */
  parts: Type.Array(PartToFill),
  /** Contributions that wait: `mayCountersign` / `mayWithdraw` speak of this session. Values are absent while blind. */
  contributions: Type.Array(
    Type.Object({
      sequence: Type.Integer(),
      kind: Type.String(),
      by: PersonRef,
      role: Words,
      at: Type.String(),
      meaning: Type.Union([Words, Type.Null()]),
      mayCountersign: Type.Boolean(),
      mayWithdraw: Type.Boolean(),
      whyNotCountersign: Type.Array(WhyNot),
      values: Type.Union([
        Type.Null(),
        Type.Array(
          Type.Object({
            form: Type.String(),
            part: Type.String(),
            title: Words,
            fields: Type.Array(
              Type.Object({
                title: Words,
                text: Type.String(),
                attachments: Type.Optional(Type.Array(Type.Object({ id: Type.String(), name: Type.String() }))),
              }),
            ),
          }),
        ),
      ]),
    }),
  ),
})
export type OpenStep = Static<typeof OpenStep>

/** Who answers for something: name, role, what the signature means and how it was made; null where nothing was signed. */
export const SignerView = Type.Object({
  name: Type.String(),
  role: Words,
  system: Type.Boolean(),
  meaning: Type.Union([Words, Type.Null()]),
  method: Type.Union([Words, Type.Null()]),
})

export const RecordListItem = Type.Object({
  number: Type.String(),
  form: Type.String(),
  formTitle: Words,
  part: Type.String(),
  partTitle: Words,
  serial: Type.Integer(),
  step: Type.String(),
  stepTitle: Words,
  at: Type.String(),
  signers: Type.Array(SignerView),
  mayRead: Type.Boolean(),
})
export type RecordListItem = Static<typeof RecordListItem>

export const HistoryItem = Type.Object({
  sequence: Type.Integer(),
  kind: Type.String(),
  at: Type.String(),
  recordedAt: Type.String(),
  clock: Type.String(),
  title: Words,
  from: Type.Union([Words, Type.Null()]),
  to: Type.Union([Words, Type.Null()]),
  by: Type.Array(SignerView),
  records: Type.Array(Type.String()),
  late: Type.Union([Type.Null(), Type.Object({ due: Type.String(), workingDays: Type.Integer() })]),
  /** Entered later after the event than the form allows: which field says when it happened, and by how many working days. */
  enteredLate: Type.Array(Type.Object({ title: Words, at: Type.String(), workingDays: Type.Integer(), within: Type.Integer() })),
  reason: Type.Union([Type.String(), Type.Null()]),
  hash: Type.String(),
})
export type HistoryItem = Static<typeof HistoryItem>

/** GET /api/cases/:id → CaseView; 404 where the session may not see the case. `version` goes back as expectedVersion. */
export const CaseView = Type.Object({
  case: CaseRef,
  version: Type.Integer(),
  openedAt: Type.String(),
  enteredAt: Type.String(),
  document: Type.Object({ code: Type.String(), title: Words, revision: Type.String(), baseline: Type.String() }),
  subject: Type.Array(Type.Object({ key: Type.String(), title: Words, text: Words })),
  passed: Type.Array(Type.Object({ state: Type.String(), title: Words, at: Type.String() })),
  openSteps: Type.Array(OpenStep),
  records: Type.Array(RecordListItem),
  history: Type.Array(HistoryItem),
  links: Type.Array(
    Type.Object({
      case: CaseRef,
      relation: Words,
      direction: Type.Union([Type.Literal('started'), Type.Literal('starter'), Type.Literal('related'), Type.Literal('demanded')]),
    }),
  ),
  owed: Type.Object({ present: Type.Integer(), missing: Type.Array(Type.String()), outstanding: Type.Array(Words) }),
})
export type CaseView = Static<typeof CaseView>

/** GET /api/cases/:id/diagram.svg?lang → SVG. GET /api/cases/:id/steps/:step/preview is not offered: openSteps carries all. */

/** POST /api/cases/:id/steps/:step, header Idempotency-Key → Submitted. Where the step needs a signature: `password`, `totp` or `passkey`. */
export const SubmitStep = Type.Object(
  {
    expectedVersion: Type.Integer({ minimum: 0 }),
    parts: Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()), {
      description: 'Keyed `<form>/<part>`; the fields a person fills.',
    }),
    ...proofs,
    as: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type SubmitStep = Static<typeof SubmitStep>

/** POST /api/cases/:id/contributions/:sequence/countersign and …/withdraw. */
export const Countersign = Type.Object({ expectedVersion: Type.Integer({ minimum: 0 }), ...proofs }, { additionalProperties: false })
export const Withdraw = Type.Object(
  { expectedVersion: Type.Integer({ minimum: 0 }), reason: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
)

export const Submitted = Type.Object({
  outcome: Type.Union([Type.Literal('step'), Type.Literal('contribution'), Type.Literal('withdrawal')]),
  case: Type.String(),
  version: Type.Integer(),
  state: Type.String(),
  records: Type.Array(Type.String()),
  opened: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), document: Type.String() })),
})
export type Submitted = Static<typeof Submitted>
