import { type Static, Type } from 'typebox'
import { CaseRef, Due, Words } from './common.ts'

/** POST /api/campaigns { document, year, } with Idempotency-Key → CampaignResult. Twice opens nothing twice. */
export const StartCampaign = Type.Object(
  { document: Type.String(), year: Type.Integer({ minimum: 2000, maximum: 2100 }) },
  { additionalProperties: false },
)
export const CampaignResult = Type.Object({ opened: Type.Integer(), alreadyOpen: Type.Integer(), notEligible: Type.Integer() })

/** GET /api/campaigns/:document/:year → the year at a glance: one row a centre; `states` is the funnel; `columns` names the values shown (computed from the document's enum/decimal fields named by the query, none by name in the server). */
export const CampaignYear = Type.Object({
  document: Type.String(),
  title: Words,
  year: Type.Integer(),
  years: Type.Array(Type.Integer()),
  states: Type.Array(Type.Object({ state: Type.String(), title: Words, final: Type.Boolean(), count: Type.Integer() })),
  columns: Type.Array(Type.Object({ field: Type.String(), title: Words })),
  rows: Type.Array(
    Type.Object({
      site: Type.String(),
      siteName: Type.String(),
      case: Type.Union([CaseRef, Type.Null()]),
      /** In the reader's language. */
      values: Type.Record(Type.String(), Type.String()),
      due: Type.Union([Due, Type.Null()]),
      records: Type.Integer(),
      linked: Type.Array(CaseRef),
    }),
  ),
  overdue: Type.Integer(),
  missing: Type.Integer(),
  mayStart: Type.Boolean(),
})
export type CampaignYear = Static<typeof CampaignYear>

/** POST /api/exports { scope, order, reason } → 202 ExportJob; GET /api/exports → ExportJob[]; GET /api/exports/:id; DELETE cancels; GET /api/exports/:id/package streams the ZIP; GET /api/exports/:id/report its four-characteristics report as a page. */
export const ExportScope = Type.Union([
  Type.Object({ case: Type.String() }, { additionalProperties: false }),
  Type.Object({ year: Type.Integer(), document: Type.Optional(Type.String()) }, { additionalProperties: false }),
  Type.Object({ centre: Type.String(), year: Type.Optional(Type.Integer()) }, { additionalProperties: false }),
  Type.Object({ batch: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false }),
  Type.Object(
    {
      standard: Type.String({ minLength: 1, maxLength: 100 }),
      clause: Type.String({ minLength: 1, maxLength: 20 }),
      year: Type.Optional(Type.Integer()),
    },
    { additionalProperties: false },
  ),
])
export const StartExport = Type.Object(
  {
    scope: ExportScope,
    /** In which order the records stand; without, case by case. */
    order: Type.Optional(Type.String({ maxLength: 60 })),
    reason: Type.String({ minLength: 4, maxLength: 500 }),
  },
  { additionalProperties: false },
)

/** GET /api/exports/choices → what one may ask for beside cases, centres and years. */
export const ExportChoices = Type.Object({
  orders: Type.Array(Type.Object({ code: Type.String(), title: Words, volumes: Type.Array(Words) })),
  batches: Type.Array(Type.Object({ batch: Type.String(), cases: Type.Integer() })),
  clauses: Type.Array(Type.Object({ standard: Type.String(), clause: Type.String(), title: Words, documents: Type.Array(Type.String()) })),
})
export type ExportChoices = Static<typeof ExportChoices>

const CheckedItem = Type.Object({
  code: Type.String(),
  group: Type.Union([Type.Literal('authenticity'), Type.Literal('completeness'), Type.Literal('usability'), Type.Literal('security')]),
  title: Words,
  result: Type.Union([
    Type.Literal('passed'),
    Type.Literal('failed'),
    Type.Literal('by-verifier'),
    Type.Literal('not-applicable'),
    Type.Literal('not-checked'),
  ]),
  findings: Type.Array(Type.Object({ code: Type.String(), count: Type.Integer() })),
  evidence: Words,
})
/** What the verifier found when the finished package was read back. */
export const ExportReport = Type.Object({
  verdict: Type.String(),
  exitCode: Type.Integer(),
  findings: Type.Integer(),
  shown: Type.Array(Type.Object({ kind: Type.String(), where: Words, what: Words })),
  characteristics: Type.Object({
    standard: Type.String(),
    passed: Type.Integer(),
    failed: Type.Integer(),
    items: Type.Array(CheckedItem),
  }),
})
export const ExportJob = Type.Object({
  id: Type.String(),
  scope: Type.Unknown(),
  order: Type.Object({ code: Type.String(), title: Words }),
  reason: Type.String(),
  by: Type.String(),
  at: Type.String(),
  status: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('expired'),
    Type.Literal('cancelled'),
    Type.Literal('failed'),
  ]),
  phase: Type.Union([Type.Literal('cases'), Type.Literal('records'), Type.Literal('lists'), Type.Literal('verifying')]),
  cases: Type.Object({ done: Type.Integer(), total: Type.Integer() }),
  records: Type.Integer(),
  pages: Type.Integer(),
  bytes: Type.Integer(),
  sha256: Type.Union([Type.String(), Type.Null()]),
  /** Cases that lack something, cases that should be there and are not, series of numbers with gaps; null before it is known. */
  lacks: Type.Union([Type.Object({ cases: Type.Integer(), absent: Type.Integer(), numbers: Type.Integer() }), Type.Null()]),
  expiresAt: Type.Union([Type.String(), Type.Null()]),
  report: Type.Union([ExportReport, Type.Null()]),
  problem: Type.Union([Type.String(), Type.Null()]),
})
export type ExportJob = Static<typeof ExportJob>
