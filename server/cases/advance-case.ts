import type { Pool } from 'pg'
import type { Rejection } from '#engine'
import type { CaseNeeds } from './case-needs.ts'
import { agendaOfUnit, beginUnit, followAutomatic } from './case-unit.ts'
import { refreshAgenda } from './refresh-agenda.ts'

export type Advanced = Readonly<
  | { outcome: 'advanced'; taken: readonly string[] }
  | { outcome: 'still' }
  | { outcome: 'stopped'; rejection: Rejection }
  | { outcome: 'no-case' }
>

const MOST_TRIES = 4

/**
 * Takes what the engine itself has to do in a case now: what has come due, and what related cases made possible. The
 * `system` that acts is set here, in process; no request can. Asking again changes nothing. Where there is nothing to do,
 * `refresh` has the case's agenda worked out anew all the same, for what it looks at may have changed.
 */
export async function advanceCase(id: string, needs: CaseNeeds, refresh: Pool | null = null): Promise<Advanced> {
  for (let tries = 1; ; tries++) {
    const unit = await beginUnit(needs, null)
    const state = await unit.sight.byId(id)
    if (state === null) return { outcome: 'no-case' }
    if (state.closed) return { outcome: 'still' }
    const procedure = await needs.documents.procedureOf(state.baseline, state.document)
    const followed = await followAutomatic(unit, procedure, state)
    if ('code' in followed) return { outcome: 'stopped', rejection: followed }
    if (followed.taken.length === 0) {
      if (refresh !== null) await refreshAgenda(unit, procedure, state, refresh)
      return { outcome: 'still' }
    }
    const written = await needs.ledger.write(unit.draft.finish(await agendaOfUnit(unit), null))
    if (written.outcome === 'written') return { outcome: 'advanced', taken: followed.taken }
    if (written.outcome === 'claimed')
      return { outcome: 'stopped', rejection: { code: 'case-exists', document: written.document, number: written.by } }
    if (tries >= MOST_TRIES)
      throw new Error(`Expected case ${id} to hold still for a moment, but the ledger answered ${written.outcome} ${tries} times`)
  }
}
