import type { Pool } from 'pg'
import { type CaseState, type CompiledRelation, maxAutomaticChain } from '#engine'
import { organisationDay } from '../organisation-day.ts'
import type { CaseNeeds } from './case-needs.ts'

const MOST = 500

/** Open cases that look at this one: by a relation their document declares, in the revision each of them began under. */
export async function casesLookingAt(
  state: CaseState,
  pool: Pick<Pool, 'query'>,
  { documents, ledger, organisation }: Pick<CaseNeeds, 'documents' | 'ledger' | 'organisation'>,
): Promise<readonly string[]> {
  const [{ at }, { zone }] = await Promise.all([ledger.now(), organisation()])
  const inForce = await documents.allInForce(organisationDay(at, zone))
  const found = new Set<string>()
  for (const { procedure } of inForce)
    for (const relation of procedure.relations.values()) {
      if (relation.document !== state.document) continue
      for (const id of await candidates(procedure.code, relation, state, pool)) found.add(id)
    }
  found.delete(state.id)
  return [...found]
}

/** Open cases the engine may take a step of because a register has changed, one this case has set in the unit that reached an entry of it. */
export async function casesWokenBy(
  id: string,
  since: number,
  pool: Pick<Pool, 'query'>,
  { documents, ledger, organisation }: Pick<CaseNeeds, 'documents' | 'ledger' | 'organisation'>,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ register: string }>(
    'select distinct register from register_change where stream = $1 and sequence >= $2',
    [id, since - maxAutomaticChain],
  )
  if (rows.length === 0) return []
  const [{ at }, { zone }] = await Promise.all([ledger.now(), organisation()])
  const inForce = await documents.allInForce(organisationDay(at, zone))
  const woken = inForce.filter(({ procedure }) => rows.some(({ register }) => procedure.wokenBy.has(register)))
  if (woken.length === 0) return []
  const codes = woken.map(({ procedure }) => procedure.code)
  return ids(
    await pool.query<{ id: string }>(
      `select id from case_head where document = any($1::text[]) and not closed and id <> $2 order by id limit ${MOST}`,
      [codes, id],
    ),
  )
}

async function candidates(
  document: string,
  { via }: CompiledRelation,
  state: CaseState,
  pool: Pick<Pool, 'query'>,
): Promise<readonly string[]> {
  if (via === 'started') return state.startedBy?.document === document ? [state.startedBy.case] : []
  const open = `select id from case_head where document = $1 and not closed and `
  if (via === 'starter') return ids(await pool.query<{ id: string }>(`${open} started_by = $2 limit ${MOST}`, [document, state.id]))
  const shared = Object.fromEntries(via.flatMap((key) => (Object.hasOwn(state.subject, key) ? [[key, state.subject[key]]] : [])))
  if (Object.keys(shared).length < via.length) return []
  return ids(await pool.query<{ id: string }>(`${open} subject @> $2::jsonb order by id limit ${MOST}`, [document, JSON.stringify(shared)]))
}

function ids({ rows }: Readonly<{ rows: readonly Readonly<{ id: string }>[] }>): readonly string[] {
  return rows.map(({ id }) => id)
}
