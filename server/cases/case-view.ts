import type { Pool } from 'pg'
import { type CaseState, type CompiledProcedure, happenedIn, type Language, openSteps, type World } from '#engine'
import { recordNumber } from '#records'
import { type CaseLinkFound, makeCaseReader, type PostgresCaseReader } from '../database/case-reader.ts'
import { same } from '../documents/render/labels.ts'
import type { CaseView, HistoryItem, RecordListItem } from '../http/api/cases.ts'
import type { CaseRef } from '../http/api/common.ts'
import { heldRolesFor, scopeOfCase } from '../people/grants.ts'
import type { CaseNeeds } from './case-needs.ts'
import { CasesInSight } from './cases-in-sight.ts'
import { historyOf } from './history.ts'
import { namesOf } from './names-of.ts'
import { openStepView } from './open-step-view.ts'
import { beginReading, type Reading, readRef, refOf, signerView, wordingOf } from './reading.ts'
import { namesForSubjects, subjectLines } from './subject-words.ts'
import { pageRegisters } from './unit-registers.ts'
import { readableParts, readableSerials, scopeOf, type Viewer } from './viewer.ts'

/** A case as one person sees it; null where there is none for them. */
export async function viewCase(
  id: string,
  viewer: Viewer,
  language: Language,
  needs: CaseNeeds & Readonly<{ pool: Pool }>,
): Promise<CaseView | null> {
  const reader = makeCaseReader(needs.pool, scopeOf(viewer))
  const state = await reader.byId(id)
  if (state === null) return null
  const [reading, procedure, entries, links] = await Promise.all([
    beginReading(needs),
    needs.documents.procedureOf(state.baseline, state.document),
    reader.entriesOf(id),
    reader.linksOf(id),
  ])
  const [wording, names, subjectNames, world] = await Promise.all([
    wordingOf(reading, state.baseline),
    namesOf(procedure, state.baseline, reading.zone, needs.documents),
    namesForSubjects([{ procedure, subject: state.subject }], reading),
    new CasesInSight(needs.reader, pageRegisters(needs.registers)).worldOf(procedure, state, reading.at, reading.calendar),
  ])
  const readable = readableSerials(viewer, state, procedure)
  const linked = await linkViews(links, state, world, procedure, reader, reading)
  const actor = {
    kind: 'person' as const,
    person: viewer.person,
    name: viewer.name,
    roles: heldRolesFor(viewer.roles, scopeOfCase(state)),
  }
  const setting = {
    procedure,
    state,
    reading,
    wording,
    names,
    language,
    readOnly: viewer.readOnly,
    readableParts: (sequence: number) => readableParts(viewer, state, procedure, sequence),
    demander: (other: string) => linked.find(({ case: found }) => found.id === other)?.case ?? null,
  }
  const records = state.sealed.map((part) => recordItem(part, state, procedure, wording.labels, readable))
  const hidden = new Set(records.filter(({ mayRead }) => !mayRead).map(({ number }) => number))
  return {
    case: headRef(state, procedure),
    version: state.version,
    openedAt: state.openedAt,
    enteredAt: state.enteredAt,
    document: { code: procedure.code, title: procedure.document.title, revision: procedure.document.revision, baseline: state.baseline },
    subject: [...subjectLines({ procedure, subject: state.subject }, subjectNames)],
    passed: state.passed.map(({ state: code, at }) => ({ state: code, title: procedure.states.get(code)?.title ?? same(code), at })),
    openSteps: openSteps(procedure, state, actor, world).map((step) => openStepView(step, setting)),
    records,
    history: [...historyOf(entries, procedure, wording.labels, hidden, lateEntries(state, procedure, readable, reading))],
    links: linked,
    owed: owedOf(state, procedure),
  }
}

/** Entries whose records were entered later after the event than their forms allow, as far as this reader may read them. */
function lateEntries(
  state: CaseState,
  procedure: CompiledProcedure,
  readable: ReadonlySet<number>,
  { calendar }: Reading,
): ReadonlyMap<number, HistoryItem['enteredLate']> {
  const late = state.sealed
    .filter(({ serial }) => readable.has(serial))
    .flatMap((part) => {
      const declared = procedure.forms.get(part.form)?.form.parts[part.part]
      const claimed = declared === undefined ? [] : happenedIn(declared, part.values, part.at, calendar)
      return claimed.flatMap(({ title, at, workingDays, within, late: isLate }) =>
        isLate ? [{ sequence: part.sequence, told: { title, at, workingDays, within } }] : [],
      )
    })
  return new Map([...Map.groupBy(late, ({ sequence }) => sequence)].map(([sequence, all]) => [sequence, all.map(({ told }) => told)]))
}

export function headRef(state: CaseState, procedure: CompiledProcedure): CaseRef {
  return refOf({ ...state, number: state.numbers.case_number ?? '' }, procedure)
}

export function recordItem(
  part: CaseState['sealed'][number],
  state: CaseState,
  procedure: CompiledProcedure,
  labels: Parameters<typeof signerView>[1],
  readable: ReadonlySet<number>,
): RecordListItem {
  const form = procedure.forms.get(part.form)
  return {
    number: recordNumber({ form: part.form, caseNumber: state.numbers.case_number ?? '', serial: part.serial }),
    form: part.form,
    formTitle: form?.form.title ?? same(part.form),
    part: part.part,
    partTitle: form?.parts.get(part.part)?.title ?? same(part.part),
    serial: part.serial,
    step: part.step,
    stepTitle: procedure.steps.get(part.step)?.title ?? same(part.step),
    at: part.at,
    signers: part.signers.map((signer) => signerView(signer, labels)),
    mayRead: readable.has(part.serial),
  }
}

type Link = CaseView['links'][number]
const linkWords = {
  started: { direction: 'started', relation: { zh: '由本案启动', en: 'Started by this case' } },
  starter: { direction: 'starter', relation: { zh: '启动本案', en: 'Started this case' } },
  demanded: { direction: 'demanded', relation: { zh: '本案要求办理', en: 'Sent a step by this case' } },
  demander: { direction: 'demanded', relation: { zh: '要求本案办理', en: 'Sent this case a step' } },
} as const satisfies Record<CaseLinkFound['direction'], Pick<Link, 'direction' | 'relation'>>

const MOST_RELATED = 10

/** Cases this one started, was started by or exchanged steps with, and those its relations share a subject with; each once, and only those in scope. */
async function linkViews(
  links: readonly CaseLinkFound[],
  state: CaseState,
  world: World,
  procedure: CompiledProcedure,
  reader: PostgresCaseReader,
  reading: Reading,
): Promise<Link[]> {
  const direct = links.map(({ id, direction }) => ({ id, ...linkWords[direction] }))
  const shared = [...procedure.relations.values()]
    .filter(({ via }) => Array.isArray(via))
    .flatMap(({ name }) => (world.related.get(name) ?? []).slice(-MOST_RELATED))
  const related = shared.map(({ id }) => ({ id, direction: 'related' as const, relation: { zh: '同一对象', en: 'Same subject' } }))
  const once = [...new Map([...related, ...direct].filter(({ id }) => id !== state.id).map((link) => [link.id, link])).values()]
  const found = new Map((await reader.byIds(once.map(({ id }) => id))).map((other) => [other.id, other]))
  const views = once.map(async ({ id, direction, relation }) => {
    const other = found.get(id)
    if (other === undefined) return []
    return [{ case: await readRef(reading, { ...other, number: other.numbers.case_number ?? '' }), relation, direction }]
  })
  return (await Promise.all(views)).flat()
}

/** What a running case still waits for. Of what it has sealed nothing can be missing: a step and its records are stored together. */
function owedOf(state: CaseState, procedure: CompiledProcedure): CaseView['owed'] {
  const stepTitle = (step: string) => procedure.steps.get(step)?.title ?? same(step)
  const demands = state.demands.map(({ step, from }) => ({
    zh: `${from.number} 要求办理“${stepTitle(step).zh}”`,
    en: `${from.number} asks for “${stepTitle(step).en}”`,
  }))
  const shares = state.waiting.map(({ step, signer }) => ({
    zh: `“${stepTitle(step).zh}”待合并（${signer.name}）`,
    en: `“${stepTitle(step).en}” waits for others after ${signer.name}`,
  }))
  return { present: state.sealed.length, missing: [], outstanding: [...demands, ...shares] }
}
