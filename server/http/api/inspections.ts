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

/** POST /api/exports { scope, reason } → 202 ExportJob; GET /api/exports → ExportJob[]; GET /api/exports/:id; DELETE cancels; GET /api/exports/:id/package streams the ZIP. */
export const ExportScope = Type.Union([
  Type.Object({ case: Type.String() }, { additionalProperties: false }),
  Type.Object({ year: Type.Integer(), document: Type.Optional(Type.String()) }, { additionalProperties: false }),
  Type.Object({ centre: Type.String(), year: Type.Optional(Type.Integer()) }, { additionalProperties: false }),
])
export const StartExport = Type.Object(
  { scope: ExportScope, reason: Type.String({ minLength: 4, maxLength: 500 }) },
  { additionalProperties: false },
)
export const ExportJob = Type.Object({
  id: Type.String(),
  scope: Type.Unknown(),
  reason: Type.String(),
  by: Type.String(),
  at: Type.String(),
  status: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('cancelled'),
    Type.Literal('failed'),
  ]),
  cases: Type.Object({ done: Type.Integer(), total: Type.Integer() }),
  records: Type.Integer(),
  bytes: Type.Integer(),
  sha256: Type.Union([Type.String(), Type.Null()]),
  problem: Type.Union([Type.String(), Type.Null()]),
})
export type ExportJob = Static<typeof ExportJob>
