import type { Signer } from '#engine'
import { type ExportScope, sealOrganisationFacts } from '#records'
import type { Ledger } from '../database/ledger.ts'

export type RecordedExport = Readonly<{
  id: string
  scope: ExportScope
  reason: string
  openings: boolean
  by: Readonly<{ person: string; name: string; role: string; kind: 'person' | 'system' }>
  session: string | null
}>
export type RecordExportNeeds = Readonly<{
  ledger: Ledger
  organisation: string /** Present sequence of the organisation's stream. */
  head: () => Promise<number>
}>

const MOST_TRIES = 5

/** Writes into the organisation's stream who takes what out of the house and why, before a byte of it leaves. Gives the moment. */
export async function recordExport(asked: RecordedExport, { ledger, organisation, head }: RecordExportNeeds): Promise<string> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const [{ at }, last] = await Promise.all([ledger.now(), head()])
    const by: Signer = { ...asked.by, standsFor: null, signature: null, at }
    const sealed = sealOrganisationFacts(
      { kind: 'export', by, package: asked.id, scope: asked.scope, reason: asked.reason, openings: asked.openings },
      { organisation, sequence: last + 1, at, session: asked.session },
    )
    const written = await ledger.write({
      entries: [{ ...sealed, projection: null }],
      reads: [],
      agenda: new Map(),
      claims: [],
      idempotency: null,
    })
    if (written.outcome === 'written') return at
    if (written.outcome !== 'moved-on') throw new Error(`Expected the export to be recorded, but the ledger answered ${written.outcome}`)
  }
  throw new Error('Expected the organisation’s stream to hold still for a moment, but it moved on again and again')
}
