import type { Pool } from 'pg'
import type { Signer } from '#engine'
import { type Facts, readFacts, type StandingHold, sealNotice, standingHolds } from '#records'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { makeIdentifier } from '../identifier.ts'

export type HoldRequest = Readonly<
  { by: (at: string) => Signer; session: string | null; reason: string } & (
    | { act: 'place'; case: string; reference: string }
    | { act: 'lift'; case: string; hold: string }
  )
>
export type HoldOutcome = Readonly<{ outcome: 'noted'; hold: string } | { outcome: 'no-case' } | { outcome: 'no-hold' }>

const MOST_TRIES = 4

/** Places or lifts a legal hold: an entry in the case's own stream, while it runs and after it closed. */
export async function noteHold(request: HoldRequest, needs: Pick<CaseNeeds, 'ledger' | 'reader' | 'organisation'>): Promise<HoldOutcome> {
  const placed = makeIdentifier()
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const state = await needs.reader.byNumber(request.case)
    if (state === null) return { outcome: 'no-case' }
    const [{ at }, { id: organisation }, entries] = await Promise.all([
      needs.ledger.now(),
      needs.organisation(),
      needs.reader.entriesOf(state.id),
    ])
    const said = saidOf(request, placed, standingHolds(entries.flatMap(({ facts }) => caseFactsIn(facts))))
    if (said === null) return { outcome: 'no-hold' }
    const sequence = state.version + 1
    const entry = sealNotice(
      { kind: 'hold', by: request.by(at), reason: request.reason.normalize('NFC').trim(), ...said },
      {
        organisation,
        stream: state.id,
        document: state.document,
        baseline: state.baseline,
        session: request.session,
        closed: state.closed ? (state.taken.at(-1)?.sequence ?? null) : null,
        sequence,
        at,
      },
    )
    const unit = { reads: [], agenda: new Map(), claims: [], idempotency: null }
    const written = await needs.ledger.write({ ...unit, entries: [{ ...entry, projection: { ...state, version: sequence } }] })
    if (written.outcome === 'written') return { outcome: 'noted', hold: said.hold }
    if (written.outcome !== 'moved-on') throw new Error(`Expected a hold to be noted, but the ledger answered ${written.outcome}`)
  }
  throw new Error(`Expected case ${request.case} to hold still for a moment, but it moved on again and again`)
}

function saidOf(request: HoldRequest, placed: string, standing: readonly StandingHold[]) {
  if (request.act === 'place') return { act: 'placed' as const, hold: placed, reference: request.reference.normalize('NFC').trim() }
  const found = standing.find(({ hold }) => hold === request.hold)
  return found === undefined ? null : { act: 'lifted' as const, hold: found.hold, reference: found.reference }
}

const caseFactsIn = (facts: Uint8Array): readonly Extract<Facts, { kind: 'hold' }>[] => {
  const read = readFacts(facts)
  return read.outcome === 'read' && read.facts.kind === 'hold' ? [read.facts] : []
}

export type HeldCase = Readonly<{ stream: string; holds: readonly StandingHold[] }>

/** Every case under a hold, with the holds that stand. */
export async function heldCases(pool: Pick<Pool, 'query'>): Promise<readonly HeldCase[]> {
  const { rows } = await pool.query<{ stream: string; facts: Buffer }>(
    "select stream, facts from entry where kind = 'hold' order by stream, sequence",
  )
  return [...Map.groupBy(rows, ({ stream }) => stream)].flatMap(([stream, entries]) => {
    const holds = standingHolds(entries.flatMap(({ facts }) => caseFactsIn(facts)))
    return holds.length === 0 ? [] : [{ stream, holds }]
  })
}
