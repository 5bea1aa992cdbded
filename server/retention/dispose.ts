import type { Pool } from 'pg'
import { type CaseState, type DisposalBar, evolve } from '#engine'
import {
  dataOfRecords,
  disposedUnder,
  type EventRead,
  eventOfEntry,
  factsOf,
  type HashText,
  type Named,
  parseNamed,
  sealNotice,
} from '#records'
import type { CaseNeeds } from '../cases/case-needs.ts'
import type { StoredPayload } from '../database/case-reader.ts'
import { administratorSigner } from '../people/organisation-log.ts'
import { type BarNeeds, barOf, type CaseTerms, termsOfCase } from './bars.ts'
import { deleteDisposed } from './delete-disposed.ts'
import { noteTerms } from './terms.ts'

export type DisposeNeeds = CaseNeeds &
  BarNeeds &
  Readonly<{
    /** Connections of the role that may delete, and may do nothing else. */ deleting: Pick<
      Pool,
      'connect'
    > /** Forgets sheets of a case that were laid out before. */
    forgetSheets?: (stream: string) => Promise<void>
  }>
export type Disposed = Readonly<{ payloads: number; waiting: readonly Readonly<{ number: string; because: DisposalBar }>[] }>

/** Hashes one entry names at most, so that its facts stay within their bound. */
const MOST_IN_ONE_ENTRY = 5000

/**
 * Carries out what a record ordered. For each case: an entry says what goes and on the strength of which record, then
 * payloads, openings and files go. Cut off anywhere it is taken up again: what an entry names and is still there goes then.
 * What may not go (yet) stays and is named: a hold placed after the order holds it back.
 */
export async function dispose(basis: string, numbers: readonly string[], today: string, needs: DisposeNeeds): Promise<Disposed> {
  const named = numbers.flatMap((number) => {
    const found = parseNamed(number)
    return found === null ? [] : [{ number, named: found }]
  })
  const waiting: Disposed['waiting'][number][] = []
  let payloads = 0
  for (const [caseNumber, items] of Map.groupBy(named, (one) => one.named.caseNumber)) {
    const terms = await termsOfCase(caseNumber, needs)
    if (terms === null) continue
    const judged = items.map((item) => ({ ...item, because: barOf(item.named, terms, today) }))
    waiting.push(...judged.flatMap(({ number, because }) => (because === null ? [] : [{ number, because }])))
    const free = judged.filter(({ because }) => because === null).map((one) => one.named)
    if (free.length > 0 || !terms.held) payloads += await disposeInCase(basis, free, terms, needs)
  }
  return { payloads, waiting }
}

async function disposeInCase(basis: string, free: readonly Named[], { state, held }: CaseTerms, needs: DisposeNeeds): Promise<number> {
  const present = await needs.reader.payloadsOf(state.id)
  const serials = new Set(
    state.sealed.filter(({ form, serial }) => free.some((one) => names(one, form, serial))).map(({ serial }) => serial),
  )
  const left = present.filter(({ serial }) => serial > 0 && !serials.has(serial))
  const facts = factsOf(await needs.reader.entriesOf(state.id))
  const known = disposedUnder(facts)
  const there = new Set(present.map(({ hash }) => hash))
  const goes = dataOfRecords(facts, serials, left.length === 0).filter((hash) => there.has(hash) && !known.has(hash))
  for (let at = 0; at < goes.length; at += MOST_IN_ONE_ENTRY)
    await noteDisposal(basis, state.id, goes.slice(at, at + MOST_IN_ONE_ENTRY), needs)
  const gone = new Set([...goes, ...known.keys()])
  const rows = present.filter(({ hash }) => gone.has(hash))
  if (held || rows.length === 0) return 0
  await deleteDisposed(state.id, rows, needs.deleting)
  await needs.forgetSheets?.(state.id)
  const [procedure, { zone }] = await Promise.all([needs.documents.procedureOf(state.baseline, state.document), needs.organisation()])
  await noteTerms(state, procedure, zone, needs.pool)
  return rows.length
}

function names(named: Named, form: string, serial: number): boolean {
  return named.kind === 'case' || (named.form === form && (named.kind === 'form' || named.serial === serial))
}

const MOST_TRIES = 4

/** The entry of a disposal, with the case as it reads without what goes: exactly what a rebuild gives afterwards. */
async function noteDisposal(basis: string, stream: string, data: readonly HashText[], needs: DisposeNeeds): Promise<void> {
  const gone: ReadonlySet<string> = new Set(data)
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const [{ at }, { id: organisation }, entries, payloads] = await Promise.all([
      needs.ledger.now(),
      needs.organisation(),
      needs.reader.entriesOf(stream),
      needs.reader.payloadsOf(stream),
    ])
    const all = disposedUnder(factsOf(entries))
    const state = replayWithout(
      entries,
      payloads.filter(({ hash }) => !gone.has(hash) && !all.has(hash)),
    )
    const sequence = state.version + 1
    const entry = sealNotice(
      { kind: 'disposal', by: administratorSigner('system', 'system', at), basis, data },
      {
        organisation,
        stream,
        document: state.document,
        baseline: state.baseline,
        session: null,
        closed: state.taken.at(-1)?.sequence ?? null,
        sequence,
        at,
      },
    )
    const unit = { reads: [], agenda: new Map(), claims: [], idempotency: null }
    const written = await needs.ledger.write({ ...unit, entries: [{ ...entry, projection: { ...state, version: sequence } }] })
    if (written.outcome === 'written') return
    if (written.outcome !== 'moved-on') throw new Error(`Expected a disposal to be noted, but the ledger answered ${written.outcome}`)
  }
  throw new Error(`Expected case ${stream} to hold still for a moment, but it moved on again and again`)
}

type Entries = Awaited<ReturnType<DisposeNeeds['reader']['entriesOf']>>

/** The case its entries give where only these payloads are there. */
export function replayWithout(entries: Entries, payloads: readonly StoredPayload[]): CaseState {
  const byHash = new Map(payloads.map((payload) => [payload.hash, payload]))
  let state: CaseState | null = null
  for (const entry of entries) {
    const read = eventOfEntry(entry, (hash) => byHash.get(hash))
    if (read.outcome === 'unreadable') throw new Error(`Expected entry ${entry.sequence} of ${entry.stream} to be readable, but it is not`)
    state = after(state, read, entry.sequence)
  }
  if (state === null) throw new Error('Expected a case to have entries, but it has none')
  return state
}

function after(state: CaseState | null, read: Exclude<EventRead, { outcome: 'unreadable' }>, sequence: number): CaseState | null {
  if (read.outcome === 'event') return evolve(state, read.event)
  return state === null ? null : { ...state, version: sequence }
}
