import {
  type Accepted,
  automaticNow,
  type CaseState,
  type CompiledProcedure,
  decide,
  eventOf,
  maxAutomaticChain,
  openCase,
  type Rejection,
  type SendRequest,
  type StartRequest,
  systemSubmission,
  type WorkingCalendar,
  type World,
} from '#engine'
import type { Opening, SignatureEvidence } from '#records'
import type { CaseNow } from '../database/case-reader.ts'
import type { UnitOfWork } from '../database/ledger.ts'
import { makeIdentifier } from '../identifier.ts'
import { organisationDay } from '../organisation-day.ts'
import { agendaOfCase } from './agenda-of-case.ts'
import type { CaseNeeds } from './case-needs.ts'
import { CasesInSight } from './cases-in-sight.ts'
import { UnitDraft } from './unit-draft.ts'
import { UnitRegisters } from './unit-registers.ts'

/** One attempt at a unit of work: the moment it is decided at, what it sees, and what it has written so far. */
export type CaseUnit = Readonly<{
  at: string
  calendar: WorkingCalendar
  today: string
  sight: CasesInSight
  registers: UnitRegisters
  draft: UnitDraft
  needs: CaseNeeds
}>

/** Begins an attempt. What was `found` for it before is not read again; everything else it decides on is read from here on. */
export async function beginUnit(needs: CaseNeeds, session: string | null, found: CaseNow | null = null): Promise<CaseUnit> {
  const [{ at }, organisation] = await Promise.all([found ?? needs.ledger.now(), needs.organisation()])
  const today = organisationDay(at, organisation.zone)
  const calendar = await needs.documents.calendarOn(today)
  const registers = new UnitRegisters(needs.registers)
  const sight = new CasesInSight(needs.reader, registers)
  if (found !== null) sight.take(found.state)
  return {
    at,
    calendar,
    today,
    sight,
    registers,
    draft: new UnitDraft(sight, registers, { organisation: organisation.id, session, calendar: calendar.revision }, at),
    needs,
  }
}

/** Writes what an accepted decision says: its entry, the cases it opens, the demands it sends. Gives the case after it. */
export async function applyDecision(
  unit: CaseUnit,
  procedure: CompiledProcedure,
  state: CaseState,
  accepted: Accepted,
  world: World,
  evidence: readonly SignatureEvidence[] = [],
): Promise<Readonly<{ state: CaseState; opened: readonly CaseState[] }> | Rejection> {
  const starts = accepted.kind === 'step' ? accepted.starts : []
  const ids = starts.map(() => makeIdentifier())
  const event = eventOf(accepted, { sequence: state.version + 1, at: unit.at, started: ids })
  const counters = ('records' in accepted ? accepted.records : []).map((record) => [record.serial, record.counters] as const)
  const after = unit.draft.append(event, state, procedure, {
    partCounters: new Map(counters),
    ...(await openingsOfShare(unit, state, accepted)),
    evidence,
  })
  await unit.registers.note(procedure, after, event, world)
  const opened: CaseState[] = []
  for (const [index, start] of starts.entries()) {
    const started = await openStarted(unit, after, accepted, start, ids[index] ?? makeIdentifier())
    if ('code' in started) return started
    opened.push(started)
  }
  for (const send of accepted.kind === 'step' ? accepted.sends : []) await demand(unit, after, accepted.step, send)
  return { state: after, opened }
}

/** Openings of the first signature's share that this decision makes a record. */
async function openingsOfShare(
  { needs }: CaseUnit,
  state: CaseState,
  accepted: Accepted,
): Promise<Readonly<{ shared?: readonly Opening[] }>> {
  const used = accepted.kind === 'step' ? accepted.usedContributions : []
  const first = state.waiting.find(({ kind, sequence }) => kind === 'first' && used.includes(sequence))
  return first === undefined ? {} : { shared: await needs.reader.openingsBeside(state.id, first.sequence) }
}

async function openStarted(
  unit: CaseUnit,
  starter: CaseState,
  accepted: Accepted,
  start: StartRequest,
  id: string,
): Promise<CaseState | Rejection> {
  const found = await unit.needs.documents.procedureInForce(start.document, unit.today)
  if (found === null) return { code: 'document-pending', step: accepted.step, document: start.document }
  const [by] = accepted.signers
  if (by === undefined) throw new Error(`Expected somebody to have taken ${accepted.step}, but nobody signed`)
  const startedBy = { case: starter.id, number: starter.numbers.case_number ?? '', document: starter.document, step: accepted.step }
  const opening = openCase(found.procedure, {
    id,
    baseline: found.baseline,
    subject: start.subject,
    by,
    startedBy,
    gives: start.gives,
    at: unit.at,
  })
  if (opening.outcome === 'rejected') return opening.rejection
  const state = unit.draft.append(opening.event, null, found.procedure)
  unit.draft.claim(found.procedure, state)
  return state
}

async function demand(unit: CaseUnit, sender: CaseState, step: string, send: SendRequest): Promise<void> {
  const target = await unit.sight.byId(send.case)
  if (target === null) throw new Error(`Expected case ${send.case} to be there to be sent a step, but it is not`)
  const procedure = await unit.needs.documents.procedureOf(target.baseline, target.document)
  const from = { case: sender.id, number: sender.numbers.case_number ?? '', document: sender.document, step }
  unit.draft.append(
    { kind: 'demanded', sequence: target.version + 1, at: unit.at, demand: { step: send.step, from, gives: send.gives, due: send.due } },
    target,
    procedure,
  )
}

/**
 * Takes the engine's own steps that are due in a case now, one after another, in the same unit. Stops where a step has
 * opened cases: those have no number before the unit is written, and what follows from them is a unit of its own.
 */
export async function followAutomatic(
  unit: CaseUnit,
  procedure: CompiledProcedure,
  from: CaseState,
): Promise<Readonly<{ state: CaseState; taken: readonly string[] }> | Rejection> {
  const taken: string[] = []
  let state = from
  for (;;) {
    const world = await unit.sight.worldOf(procedure, state, unit.at, unit.calendar)
    const due = automaticNow(procedure, state, world)
    if (due === null) return { state, taken }
    if (taken.length >= maxAutomaticChain) return { code: 'automatic-chain-too-long', steps: taken }
    const decision = decide(procedure, state, systemSubmission(state, due), world)
    if (decision.outcome === 'rejected') return { state, taken }
    const applied = await applyDecision(unit, procedure, state, decision, world)
    if ('code' in applied) return applied
    taken.push(due.step)
    state = applied.state
    if (applied.opened.length > 0) return { state, taken }
  }
}

/** The agenda of every case the unit touched, as it stands after all of it. */
export async function agendaOfUnit(unit: CaseUnit): Promise<UnitOfWork['agenda']> {
  unit.registers.forget()
  const touched = unit.draft.touched.map(async (state) => {
    const procedure = await unit.needs.documents.procedureOf(state.baseline, state.document)
    return [state.id, agendaOfCase(procedure, state, await unit.sight.worldOf(procedure, state, unit.at, unit.calendar))] as const
  })
  return new Map(await Promise.all(touched))
}
