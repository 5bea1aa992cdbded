import type { Signer, SubjectValues } from '#engine'
import { type AssuranceAcknowledgedFacts, type AssuranceFacts, assuranceFactsShapes } from './assurance-facts.ts'
import type { HashText } from './entry.ts'
import { type FactsHead, hash, headShape, instant, signer } from './facts-head.ts'
import { type LogKeyNamedFacts, logFactsShapes } from './log-facts.ts'
import { type DrawAnnouncedFacts, type DrawnFacts, drawAnnouncedShape, drawnShape } from './sampling/draw-facts.ts'
import { type SecurityFacts, securityFactsShapes } from './security-facts.ts'
import { count, either, integer, listOf, literal, object, orNull, recordOf, type Shape, text, truth } from './shape.ts'

type Names = Readonly<{ zh: string; en: string }>

/** The first entry of the organisation's stream. A demonstration's clock may be set forward; a real one's never. */
export type OrganisationCreatedFacts = FactsHead<'organisation-created'> &
  Readonly<{ by: Signer; name: Names; zone: string; clock: 'real' | 'simulated' }>

/** One document put in force by a release, with the content hash of everything its cases will be decided by. */
export type ReleasedBaseline = Readonly<{ document: string; revision: string; baseline: HashText; inForceFrom: string }>
export type ReleaseFacts = FactsHead<'release'> &
  Readonly<{ by: Signer; reason: string; released: readonly ReleasedBaseline[]; withdrawn: readonly string[] }>

/** Where a role holds: subject keys and their values; empty for the whole organisation. Dates are organisation dates. */
export type RoleScope = Readonly<Record<string, string>>
export type RoleGrantedFacts = FactsHead<'role-granted'> &
  Readonly<{
    by: Signer
    grant: string
    person: string
    name: string
    role: string
    scope: RoleScope
    from: string
    until: string | null
    reason: string
  }>
export type RoleEndedFacts = FactsHead<'role-ended'> &
  Readonly<{ by: Signer; grant: string; person: string; name: string; role: string; on: string; reason: string }>
export type DeputyNamedFacts = FactsHead<'deputy-named'> &
  Readonly<{
    by: Signer
    person: string
    name: string
    deputy: string
    deputyName: string
    roles: readonly string[]
    from: string
    until: string
    reason: string
  }>

/** A testing centre is known here from now on, by its code; its own state is that of its licence case. */
export type CentreEnteredFacts = FactsHead<'centre-entered'> & Readonly<{ by: Signer; code: string; name: Names; reason: string | null }>
/** What holds of the centre from now on, whether it changed or not. One that is not active gets no role and no case any more. */
export type CentreChangedFacts = FactsHead<'centre-changed'> &
  Readonly<{ by: Signer; code: string; name: Names; active: boolean; reason: string }>

/** One inspection year, or the like, opened in one act. `subjects` are the values claimed; `opened` are the cases made by this act. */
export type CampaignFacts = FactsHead<'campaign'> &
  Readonly<{
    by: Signer
    campaign: string
    common: SubjectValues
    opened: readonly Readonly<{ case: string; subject: SubjectValues }>[]
    existing: readonly string[]
  }>

/** An audit package left the house, or was asked for. `package` is its id; `openings`: whether it shows sensitive values. */
export type ExportFacts = FactsHead<'export'> &
  Readonly<{ by: Signer; package: string; scope: ExportScope; reason: string; openings: boolean }>
/** Which cases a package holds: those that meet every member that is not null. All null: the whole organisation. */
export type ExportScope = Readonly<{
  case: string | null
  document: string | null
  year: number | null
  centre: string | null
  /** Cases whose subject names this examination batch. */
  batch: string | null
  clause: ScopeClause | null
}>
/** A clause of a standard, and the documents that served it when the package was asked for: their cases are meant. */
export type ScopeClause = Readonly<{ standard: string; clause: string; documents: readonly string[] }>
export const wholeOrganisation: ExportScope = { case: null, document: null, year: null, centre: null, batch: null, clause: null }

/** A masked value was shown to somebody. */
export type AccessFacts = FactsHead<'access'> & Readonly<{ by: Signer; case: string; record: string; path: string; reason: string }>
/**
 * What is kept of a person is shown to nobody any more, or again. `keys` name what is meant without naming the person:
 * the keys their values are sealed with.
 */
export type RestrictionFacts = FactsHead<'restriction'> &
  Readonly<{ by: Signer; act: 'placed' | 'lifted'; keys: readonly string[]; basis: string }>
/** The clock of a demonstration was set forward. */
export type ClockSetFacts = FactsHead<'clock-set'> & Readonly<{ by: Signer; to: string }>

/** A backup was restored beside the house and tested. `missing`: entries it does not hold; `lossSeconds`: age of the oldest of them. */
export type DrillFacts = FactsHead<'drill'> &
  Readonly<{
    by: Signer
    backup: HashText
    takenAt: string
    entries: number
    missing: number
    lossSeconds: number
    restoreSeconds: number
    outcome: 'passed' | 'failed'
    findings: readonly string[]
  }>

export type OrganisationFacts =
  | DrawAnnouncedFacts
  | DrawnFacts
  | OrganisationCreatedFacts
  | ReleaseFacts
  | RoleGrantedFacts
  | RoleEndedFacts
  | DeputyNamedFacts
  | CentreEnteredFacts
  | CentreChangedFacts
  | CampaignFacts
  | ExportFacts
  | AccessFacts
  | RestrictionFacts
  | ClockSetFacts
  | SecurityFacts
  | LogKeyNamedFacts
  | DrillFacts
  | AssuranceFacts
  | AssuranceAcknowledgedFacts

const subject: Shape<SubjectValues> = recordOf(either(text, integer))
const released = object<ReleasedBaseline>({ document: text, revision: text, baseline: hash, inForceFrom: text })
const scopeClause = object<ScopeClause>({ standard: text, clause: text, documents: listOf(text) })
export const exportScope = object<ExportScope>({
  case: orNull(text),
  document: orNull(text),
  year: orNull(integer),
  centre: orNull(text),
  batch: orNull(text),
  clause: orNull(scopeClause),
})
const names = object<Names>({ zh: text, en: text })
const opened = object<Readonly<{ case: string; subject: SubjectValues }>>({ case: text, subject })

export const organisationFactsShapes: { readonly [K in OrganisationFacts['kind']]: Shape<Extract<OrganisationFacts, { kind: K }>> } = {
  ...securityFactsShapes,
  ...logFactsShapes,
  ...assuranceFactsShapes,
  'organisation-created': object<OrganisationCreatedFacts>({
    ...headShape('organisation-created'),
    by: signer,
    name: names,
    zone: text,
    clock: literal('real', 'simulated'),
  }),
  release: object<ReleaseFacts>({ ...headShape('release'), by: signer, reason: text, released: listOf(released), withdrawn: listOf(text) }),
  'role-granted': object<RoleGrantedFacts>({
    ...headShape('role-granted'),
    by: signer,
    grant: text,
    person: text,
    name: text,
    role: text,
    scope: recordOf(text),
    from: text,
    until: orNull(text),
    reason: text,
  }),
  'role-ended': object<RoleEndedFacts>({
    ...headShape('role-ended'),
    by: signer,
    grant: text,
    person: text,
    name: text,
    role: text,
    on: text,
    reason: text,
  }),
  'deputy-named': object<DeputyNamedFacts>({
    ...headShape('deputy-named'),
    by: signer,
    person: text,
    name: text,
    deputy: text,
    deputyName: text,
    roles: listOf(text),
    from: text,
    until: text,
    reason: text,
  }),
  'centre-entered': object<CentreEnteredFacts>({
    ...headShape('centre-entered'),
    by: signer,
    code: text,
    name: names,
    reason: orNull(text),
  }),
  'centre-changed': object<CentreChangedFacts>({
    ...headShape('centre-changed'),
    by: signer,
    code: text,
    name: names,
    active: truth,
    reason: text,
  }),
  campaign: object<CampaignFacts>({
    ...headShape('campaign'),
    by: signer,
    campaign: text,
    common: subject,
    opened: listOf(opened),
    existing: listOf(text),
  }),
  export: object<ExportFacts>({ ...headShape('export'), by: signer, package: text, scope: exportScope, reason: text, openings: truth }),
  access: object<AccessFacts>({ ...headShape('access'), by: signer, case: text, record: text, path: text, reason: text }),
  restriction: object<RestrictionFacts>({
    ...headShape('restriction'),
    by: signer,
    act: literal('placed', 'lifted'),
    keys: listOf(text),
    basis: text,
  }),
  'draw-announced': drawAnnouncedShape,
  drawn: drawnShape,
  'clock-set': object<ClockSetFacts>({ ...headShape('clock-set'), by: signer, to: instant }),
  drill: object<DrillFacts>({
    ...headShape('drill'),
    by: signer,
    backup: hash,
    takenAt: instant,
    entries: count,
    missing: count,
    lossSeconds: count,
    restoreSeconds: count,
    outcome: literal('passed', 'failed'),
    findings: listOf(text),
  }),
}
