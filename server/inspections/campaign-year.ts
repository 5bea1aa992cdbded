import { type CaseState, type CompiledProcedure, correctedValues, type Field, type Language, type SealedPart } from '#engine'
import { beginReading, dueView, type Reading, readRef, wordingOf } from '../cases/reading.ts'
import { readableSerials, scopeOf, type Viewer } from '../cases/viewer.ts'
import { type ListedCase, makeCaseLists } from '../database/case-lists.ts'
import { makeCaseReader } from '../database/case-reader.ts'
import { type Wording, wordValue } from '../documents/render/value-words.ts'
import type { CampaignYear } from '../http/api/inspections.ts'
import { campaignAct } from './campaign-act.ts'
import { type CampaignNeeds, eligibleCentres } from './start-campaign.ts'

const MOST_CASES = 500
const MOST_COLUMNS = 6

/** One year of a campaign at a glance: a row a centre, the funnel of states, and the values its forms compute. */
export async function campaignYear(
  document: string,
  year: number,
  viewer: Viewer,
  language: Language,
  needs: CampaignNeeds,
): Promise<CampaignYear | null> {
  const reading = await beginReading(needs)
  const found = await needs.documents.procedureInForce(document, reading.today)
  const campaign = found?.procedure.document.campaign
  if (found === null || campaign === undefined) return null
  const { procedure } = found
  const scope = scopeOf(viewer)
  const lists = makeCaseLists(needs.pool)
  const [{ items: cases }, years] = await Promise.all([
    lists.cases({ document, year }, { limit: MOST_CASES, cursor: null }, scope),
    yearsOf(document, needs),
  ])
  const sites = [...reading.centres.keys()].filter((site) => viewer.sites === null || viewer.sites.includes(site))
  const eligible = new Set(
    await eligibleCentres(
      campaign.where,
      sites.filter((site) => reading.centres.get(site)?.active === true),
      needs.pool,
    ),
  )
  const columns = columnsOf(procedure)
  const bySite = new Map(cases.map((one) => [one.site ?? '', one]))
  const shown = sites.filter((site) => bySite.has(site) || eligible.has(site))
  const rows = await Promise.all(shown.map((site) => rowOf(site, bySite.get(site) ?? null, columns, viewer, language, reading, needs)))
  return {
    document,
    title: procedure.document.title,
    year,
    years: [...years],
    states: [...procedure.states.values()].map(({ code, title, final }) => ({
      state: code,
      title,
      final,
      count: cases.filter(({ state }) => state === code).length,
    })),
    columns: columns.map(({ key, field }) => ({ field: key, title: field.title })),
    rows,
    overdue: rows.filter(({ due }) => due?.overdue === true).length,
    missing: rows.filter((row) => row.case === null).length,
    mayStart: campaignAct(procedure, viewer) !== null,
  }
}

async function yearsOf(document: string, { pool, ledger }: CampaignNeeds): Promise<readonly number[]> {
  const [{ rows }, { at }] = await Promise.all([
    pool.query<{ year: number }>('select distinct year from case_head where document = $1', [document]),
    ledger.now(),
  ])
  const present = Number(at.slice(0, 4))
  return [...new Set([...rows.map(({ year }) => year), present])].toSorted((one, other) => other - one)
}

type Column = Readonly<{ key: string; field: Field }>

/**
 * Single values that follow by rule in the document's forms: totals, grades, verdicts. No field is known by name. A value
 * a step sets to a constant says no more than the state does; a key two parts give different titles would be read in two
 * ways; neither is a column. Where there are more than fit, what the document comes to last is shown.
 */
function columnsOf(procedure: CompiledProcedure): readonly Column[] {
  const inferred = new Set(
    [...procedure.steps.values()].flatMap(({ fills }) => [...fills].filter(([, rule]) => rule.reads.length > 0).map(([key]) => key)),
  )
  const forms = [...procedure.forms.values()].toSorted((one, other) => one.form.code.localeCompare(other.form.code))
  const declared = forms.flatMap(({ form, parts }) =>
    [...parts.values()].flatMap((part) => [...part.fields.values()].map(({ key, field }) => ({ key, field, form }))),
  )
  const fields = new Map<string, Field>()
  for (const { key, field, form } of declared) {
    const figures = field.type === 'number' || field.type === 'enum' || field.type === 'integer'
    const always = field.sensitive === undefined && field.optional !== true
    const open = form.confidentiality === 'public' || form.confidentiality === 'internal'
    const alike = declared.every((other) => other.key !== key || other.field.title.zh === field.title.zh)
    if (figures && open && alike && always && (field.computed !== undefined || inferred.has(key))) fields.set(key, field)
  }
  return [...fields].slice(-MOST_COLUMNS).map(([key, field]) => ({ key, field }))
}

async function rowOf(
  site: string,
  listed: ListedCase | null,
  columns: readonly Column[],
  viewer: Viewer,
  language: Language,
  reading: Reading,
  needs: CampaignNeeds,
): Promise<CampaignYear['rows'][number]> {
  const siteName = reading.centres.get(site)?.zh ?? site
  if (listed === null) return { site, siteName, case: null, values: {}, due: null, records: 0, linked: [] }
  const reader = makeCaseReader(needs.pool, scopeOf(viewer))
  const [state, links] = await Promise.all([reader.byId(listed.id), reader.linksOf(listed.id)])
  const linked = links
    .filter(({ direction }) => direction === 'started')
    .map(async (link) => {
      const other = await reader.byId(link.id)
      return other === null ? [] : [await readRef(reading, { ...other, number: other.numbers.case_number ?? '' })]
    })
  return {
    site,
    siteName,
    case: await readRef(reading, listed),
    values: state === null ? {} : await valuesOf(state, columns, viewer, language, reading),
    due: listed.due === null ? null : dueView(reading, listed.due),
    records: listed.records,
    linked: (await Promise.all(linked)).flat(),
  }
}

async function valuesOf(
  state: CaseState,
  columns: readonly Column[],
  viewer: Viewer,
  language: Language,
  reading: Reading,
): Promise<Record<string, string>> {
  const procedure = await reading.documents.procedureOf(state.baseline, state.document)
  const readable = readableSerials(viewer, state, procedure)
  const wording: Wording = await wordingOf(reading, state.baseline)
  const sealed = state.sealed.filter(({ serial, counts }) => readable.has(serial) && counts !== false)
  return Object.fromEntries(
    columns.flatMap(({ key }) => {
      const found = sealed.findLast((part) => correctedValues(state, part)[key] !== undefined)
      const field = found === undefined ? undefined : fieldOf(procedure, found, key)
      return found === undefined || field === undefined
        ? []
        : [[key, wordValue(field, correctedValues(state, found)[key], wording).text[language]] as const]
    }),
  )
}

/** The field as the part that filled it last declares it: its words, and no other's. */
function fieldOf(procedure: CompiledProcedure, { form, part }: SealedPart, key: string): Field | undefined {
  return procedure.forms.get(form)?.parts.get(part)?.fields.get(key)?.field
}
