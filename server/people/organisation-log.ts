import type { Pool } from 'pg'
import type { Signer } from '#engine'
import { sealOrganisationFacts } from '#records'
import type { Ledger, Statement } from '../database/ledger.ts'

type Said = Parameters<typeof sealOrganisationFacts>[0]

export type OrganisationLogNeeds = Readonly<{ pool: Pick<Pool, 'query'>; ledger: Ledger }>

/** One act in the organisation: what it says (given the moment of the decision), in which session, and the rows it stands for. */
export type OrganisationAct = Readonly<{
  organisation: string
  session: string | null
  says: (at: string) => readonly Said[]
  beside: readonly Statement[] /** The act is the first of all, or it is none. */
  first?: boolean
}>

const MOST_TRIES = 5

/**
 * Writes an act into the organisation's stream, with the rows it stands for in the same transaction. Somebody else's act
 * in between is no conflict of meaning: the entry is sealed anew behind it.
 * @throws where the stream keeps moving on, or the ledger fails.
 */
export async function writeOrganisationAct(act: OrganisationAct, { pool, ledger }: OrganisationLogNeeds): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const [{ at }, head] = await Promise.all([ledger.now(), headOf(pool, act.organisation)])
    if (act.first === true && head > 0) throw new NotTheFirst(`Expected the organisation to have no entry yet, but it has ${head}`)
    const entries = act.says(at).map((said, index) => ({
      ...sealOrganisationFacts(said, { organisation: act.organisation, sequence: head + index + 1, at, session: act.session }),
      projection: null,
    }))
    const outcome = await ledger.write({ entries, reads: [], agenda: new Map(), claims: [], idempotency: null, beside: act.beside })
    if (outcome.outcome === 'written') return
    if (outcome.outcome !== 'moved-on')
      throw new Error(`Expected an act of the organisation to be written, but the ledger answered ${outcome.outcome}`)
  }
  throw new Error('Expected the organisation to hold still for a moment, but its stream moved on again and again')
}

/** Thrown where an act that had to be the first came second. */
export class NotTheFirst extends Error {
  override readonly name = 'NotTheFirst'
}

async function headOf(pool: Pick<Pool, 'query'>, stream: string): Promise<number> {
  const { rows } = await pool.query<{ sequence: number }>('select sequence from stream where id = $1', [stream])
  return rows[0]?.sequence ?? 0
}

/** Signs for a person who administers; `system` for what the program does at its first start. */
export function administratorSigner(by: Readonly<{ person: string; name: string }> | 'system', role: string, at: string): Signer {
  const nobody = { standsFor: null, signature: null, at } as const
  return by === 'system'
    ? { kind: 'system', person: '', name: '系统', role: 'system', ...nobody }
    : { kind: 'person', person: by.person, name: by.name, role, ...nobody }
}
