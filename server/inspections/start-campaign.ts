import type { Pool } from 'pg'
import { type CompiledProcedure, openCase, type Signer, type SubjectValues } from '#engine'
import { sealOrganisationFacts } from '#records'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { agendaOfUnit, beginUnit } from '../cases/case-unit.ts'
import { claimKey } from '../cases/unit-draft.ts'
import type { Viewer } from '../cases/viewer.ts'
import { makeIdentifier } from '../identifier.ts'
import { campaignAct } from './campaign-act.ts'

export type CampaignRequest = Readonly<{ document: string; year: number; viewer: Viewer; session: string | null }>
export type CampaignOutcome = Readonly<
  | { outcome: 'started'; opened: number; alreadyOpen: number; notEligible: number }
  | { outcome: 'no-campaign' }
  | { outcome: 'not-allowed' }
  | { outcome: 'not-by-year'; keys: readonly string[] }
>
export type CampaignNeeds = CaseNeeds & Readonly<{ pool: Pool }>

const AT_ONCE = 50
const MOST_TRIES = 6

/**
 * Opens a year of a document for every eligible centre, in one act. A centre that has its case is passed over, so asking
 * twice opens nothing twice; units of at most fifty cases, each with its entry in the organisation's stream, so that a
 * break in between leaves whole units, and the next try does the rest.
 */
export async function startCampaign(request: CampaignRequest, needs: CampaignNeeds): Promise<CampaignOutcome> {
  const { today } = await beginUnit(needs, null)
  const found = await needs.documents.procedureInForce(request.document, today)
  const campaign = found?.procedure.document.campaign
  if (found === null || campaign === undefined) return { outcome: 'no-campaign' }
  if (campaignAct(found.procedure, request.viewer) === null) return { outcome: 'not-allowed' }
  const keys = otherKeys(found.procedure, campaign.per)
  if (keys.length > 0) return { outcome: 'not-by-year', keys }

  const centres = (await needs.people.centres()).filter(({ active }) => active)
  const eligible = await eligibleCentres(
    campaign.where,
    centres.map(({ code }) => code),
    needs.pool,
  )
  const subjects = eligible.map((site) => subjectOf(found.procedure, campaign.per, site, request.year))
  let opened = 0
  for (let from = 0; from < subjects.length; from += AT_ONCE) opened += await openSome(subjects.slice(from, from + AT_ONCE), request, needs)
  return { outcome: 'started', opened, alreadyOpen: eligible.length - opened, notEligible: centres.length - eligible.length }
}

/** Required keys a campaign could not fill: beside the centre there is only the year. */
function otherKeys(procedure: CompiledProcedure, per: string): readonly string[] {
  return [...procedure.subject]
    .filter(([key, { type, optional }]) => key !== per && type !== 'year' && optional !== true)
    .map(([key]) => key)
}

function subjectOf(procedure: CompiledProcedure, per: string, site: string, year: number): SubjectValues {
  const years = [...procedure.subject].filter(([, { type }]) => type === 'year').map(([key]) => [key, year] as const)
  return { [per]: site, ...Object.fromEntries(years) }
}

type Where = NonNullable<CompiledProcedure['document']['campaign']>['where']

/** Centres that have a case of the named document in one of the named states; without a condition, all. */
export async function eligibleCentres(where: Where, centres: readonly string[], pool: Pick<Pool, 'query'>): Promise<readonly string[]> {
  if (where === undefined) return centres
  const { rows } = await pool.query<{ site: string }>(
    'select distinct site from case_head where document = $1 and state = any($2) and site = any($3)',
    [where.document, where.states, centres],
  )
  const found = new Set(rows.map(({ site }) => site))
  return centres.filter((site) => found.has(site))
}

/** One unit: the cases that are not there yet, and the act that opened them. Decided anew where somebody else opened one meanwhile. */
async function openSome(
  subjects: readonly SubjectValues[],
  { document, viewer, session }: CampaignRequest,
  needs: CampaignNeeds,
): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const unit = await beginUnit(needs, session)
    const found = await needs.documents.procedureInForce(document, unit.today)
    const role = found === null ? null : campaignAct(found.procedure, viewer)
    if (found === null || role === null) return 0
    const { procedure, baseline } = found
    const { missing, existing } = await sortOut(procedure, subjects, needs.pool)
    if (missing.length === 0) return 0
    const by: Signer = {
      kind: 'person',
      person: viewer.person,
      name: viewer.name,
      role: role.role,
      standsFor: role.standsFor,
      signature: null,
      at: unit.at,
    }
    const opened = missing.map((subject) => {
      const id = makeIdentifier()
      const opening = openCase(procedure, { id, baseline, subject, by, startedBy: null, gives: {}, at: unit.at })
      if (opening.outcome === 'rejected')
        throw new Error(`Expected ${document} to take ${JSON.stringify(subject)}, but its ${opening.rejection.code}`)
      unit.draft.claim(procedure, unit.draft.append(opening.event, null, procedure))
      return { case: id, subject }
    })
    const organisation = await needs.organisation()
    const head = await needs.pool.query<{ sequence: number }>('select sequence from stream where id = $1', [organisation.id])
    const act = sealOrganisationFacts(
      { kind: 'campaign', by, campaign: document, common: commonOf(subjects), opened, existing },
      { organisation: organisation.id, sequence: (head.rows[0]?.sequence ?? 0) + 1, at: unit.at, session },
    )
    const planned = unit.draft.finish(await agendaOfUnit(unit), null)
    const written = await needs.ledger.write({ ...planned, entries: [...planned.entries, { ...act, projection: null }] })
    if (written.outcome === 'written') return opened.length
  }
  throw new Error(`Expected the cases of ${document} to hold still for a moment, but others kept opening them`)
}

async function sortOut(
  procedure: CompiledProcedure,
  subjects: readonly SubjectValues[],
  pool: Pick<Pool, 'query'>,
): Promise<Readonly<{ missing: readonly SubjectValues[]; existing: readonly string[] }>> {
  const keys = procedure.document.unique ?? [...procedure.subject.keys()]
  const byKey = new Map(subjects.map((subject) => [claimKey(keys, subject), subject]))
  const { rows } = await pool.query<{ key: string; stream: string }>(
    'select key, stream from claim where document = $1 and key = any($2)',
    [procedure.code, [...byKey.keys()]],
  )
  for (const { key } of rows) byKey.delete(key)
  return { missing: [...byKey.values()], existing: rows.map(({ stream }) => stream) }
}

/** The values all cases of the act share: the year. */
function commonOf(subjects: readonly SubjectValues[]): SubjectValues {
  const [first = {}, ...rest] = subjects
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => typeof value === 'number' && rest.every((other) => other[key] === value)),
  )
}
