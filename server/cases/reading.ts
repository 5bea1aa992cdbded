import type { CompiledProcedure, Signer, Words, WorkingCalendar } from '#engine'
import type { Documents } from '../documents/documents.ts'
import { type Labels, makeLabels, same } from '../documents/render/labels.ts'
import { meaningTitle, methodTitle } from '../documents/render/signature-words.ts'
import type { Wording } from '../documents/render/value-words.ts'
import type { CaseRef, Due } from '../http/api/common.ts'
import { organisationDay } from '../organisation-day.ts'
import type { Centre, PeopleStore } from '../people/people-store.ts'
import type { CaseNeeds } from './case-needs.ts'

/** What every page needs to put a case into words: the moment, the calendar, the centres' names. Made once a request. */
export type Reading = Readonly<{
  at: string
  today: string
  zone: string
  calendar: WorkingCalendar
  centres: ReadonlyMap<string, Words & Readonly<{ active: boolean }>>
  documents: Documents
  people: Pick<PeopleStore, 'namesOf'>
}>

export async function beginReading({
  ledger,
  organisation,
  documents,
  people,
}: Pick<CaseNeeds, 'ledger' | 'organisation' | 'documents'> &
  Readonly<{ people: Pick<PeopleStore, 'centres' | 'namesOf'> }>): Promise<Reading> {
  const [{ at }, { zone }, centres] = await Promise.all([ledger.now(), organisation(), people.centres()])
  const today = organisationDay(at, zone)
  return {
    at,
    today,
    zone,
    calendar: await documents.calendarOn(today),
    centres: new Map(centres.map(({ code, zh, en, active }: Centre) => [code, { zh, en, active }])),
    documents,
    people,
  }
}

/** The words of the baseline a case is pinned to. */
export async function labelsOf(reading: Reading, baseline: string): Promise<Labels> {
  const { library } = await reading.documents.readBaseline(baseline)
  return makeLabels(library.reference.map(({ value }) => value))
}

export async function wordingOf(reading: Reading, baseline: string): Promise<Wording> {
  return { labels: await labelsOf(reading, baseline), zone: reading.zone, unmasked: false }
}

type Head = Readonly<{ id: string; number: string; document: string; baseline: string; state: string; closed: boolean }>

export function refOf(head: Omit<Head, 'baseline'>, procedure: CompiledProcedure): CaseRef {
  const { id, number, document, state, closed } = head
  return {
    id,
    number,
    document,
    title: procedure.document.title,
    state,
    stateTitle: procedure.states.get(state)?.title ?? same(state),
    closed,
  }
}

export async function readRef(reading: Reading, head: Head): Promise<CaseRef> {
  return refOf(head, await reading.documents.procedureOf(head.baseline, head.document))
}

/** A due instant for people: 24:00 of a day is the first instant of the next, and is called by the day it ends. */
export function dueView(reading: Reading, at: string, provisional = false): Due {
  const on = organisationDay(new Date(Date.parse(at) - 1).toISOString(), reading.zone)
  return { on, at, overdue: at <= reading.at, provisional, workingDaysLeft: reading.calendar.workdaysBetween(reading.today, on) }
}

export type SignerView = Readonly<{ name: string; role: Words; system: boolean; meaning: Words | null; method: Words | null }>

export function signerView({ kind, name, role, signature }: Signer, labels: Labels): SignerView {
  return {
    name,
    role: kind === 'system' ? { zh: '系统', en: 'System' } : labels.role(role),
    system: kind === 'system',
    meaning: signature === null ? null : meaningTitle(signature.meaning),
    method: signature === null ? null : methodTitle(signature.method),
  }
}
