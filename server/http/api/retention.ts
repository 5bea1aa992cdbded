import { type Static, Type } from 'typebox'
import { CaseRef, Words } from './common.ts'

const Text = Type.String()
const OrNull = <T extends Parameters<typeof Type.Array>[0]>(type: T) => Type.Union([type, Type.Null()])

/** Records of one form in a closed case that have to be kept no longer. */
export const DueItem = Type.Object({
  number: Text,
  case: CaseRef,
  about: Text,
  form: Text,
  formTitle: Words,
  class: Text,
  records: Type.Integer(),
  beganOn: Text,
  keptUntil: Text,
  held: Type.Boolean(),
  appraisals: Type.Array(CaseRef),
})
export type DueItem = Static<typeof DueItem>

const SubjectKey = Type.Object({ key: Text, type: Text, title: Words, optional: Type.Boolean() })
/** A document whose cases may be opened from the list, and what such a case is about. */
export const AppraisalDocument = Type.Object({ code: Text, title: Words, subject: Type.Array(SubjectKey) })
export type AppraisalDocument = Static<typeof AppraisalDocument>

export const DueList = Type.Object({
  on: Text,
  total: Type.Integer(),
  items: Type.Array(DueItem),
  next: OrNull(Text),
  classes: Type.Array(Type.Object({ code: Text, title: Words })),
  documents: Type.Array(AppraisalDocument),
  may: Type.Object({ hold: Type.Boolean(), appraise: Type.Boolean() }),
})
export type DueList = Static<typeof DueList>

export const StartAppraisal = Type.Object(
  {
    document: Type.String({ maxLength: 20 }),
    numbers: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { minItems: 1, maxItems: 1000, uniqueItems: true }),
    subject: Type.Record(Type.String({ maxLength: 60 }), Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Integer()])),
  },
  { additionalProperties: false },
)
export type StartAppraisal = Static<typeof StartAppraisal>
export const AppraisalStarted = Type.Object({ id: Text, number: Text })

export const Hold = Type.Object({ hold: Text, case: CaseRef, at: Text, by: Text, reference: Text, reason: Text })
export type Hold = Static<typeof Hold>
const Reason = Type.String({ minLength: 4, maxLength: 500 })
export const PlaceHold = Type.Object(
  { case: Type.String({ maxLength: 60 }), reference: Type.String({ minLength: 1, maxLength: 200 }), reason: Reason },
  { additionalProperties: false },
)
export type PlaceHold = Static<typeof PlaceHold>
export const LiftHold = Type.Object({ case: Type.String({ maxLength: 60 }), reason: Reason }, { additionalProperties: false })
export const HoldNoted = Type.Object({ hold: Text })

/** What a record ordered to be disposed of, and how far that is. The record is the certificate. */
export const DisposalOrder = Type.Object({
  basis: Text,
  case: CaseRef,
  orderedAt: Text,
  doneAt: OrNull(Text),
  numbers: Type.Array(Text),
  payloads: Type.Integer(),
  waiting: Type.Array(Type.Object({ number: Text, because: Words })),
  /** Hashes that stay, by case: what the entries say was disposed of. */
  disposed: Type.Array(Type.Object({ case: Text, data: Type.Array(Text) })),
})
export type DisposalOrder = Static<typeof DisposalOrder>

export const Drill = Type.Object({
  sequence: Type.Integer(),
  at: Text,
  by: Text,
  backup: Text,
  takenAt: Text,
  entries: Type.Integer(),
  missing: Type.Integer(),
  lossSeconds: Type.Integer(),
  restoreSeconds: Type.Integer(),
  outcome: Type.Union([Type.Literal('passed'), Type.Literal('failed')]),
  findings: Type.Array(Text),
})
export type Drill = Static<typeof Drill>
export const DrillList = Type.Object({ drills: Type.Array(Drill), owed: Type.Boolean() })
export type DrillList = Static<typeof DrillList>
