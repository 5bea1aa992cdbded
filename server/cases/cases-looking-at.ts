import type { Pool } from 'pg'
import { type CaseState, type CompiledRelation, maxAutomaticChain } from '#engine'
import type { ProcedureInForce } from '../documents/documents.ts'

const MOST = 500

/** Whether any document in force declares a relation to this one: otherwise no case of it is looked at by another. */
export function isLookedAt(document: string, inForce: readonly ProcedureInForce[]): boolean {
  return inForce.some(({ procedure }) => [...procedure.relations.values()].some((relation) => relation.document === document))
}

/** Open cases that look at this one: by a relation their document declares, in the revision each of them began under. */
export async function casesLookingAt(
  state: CaseState,
  inForce: readonly ProcedureInForce[],
  pool: Pick<Pool, 'query'>,
): Promise<readonly string[]> {
  const looking = inForce.flatMap(({ procedure }) =>
    [...procedure.relations.values()]
      .filter(({ document }) => document === state.document)
      .map(({ via }) => ({ document: procedure.code, via })),
  )
  const found = new Set([
    ...startersAmong(looking, state),
    ...(await byStarter(looking, state, pool)),
    ...(await bySubject(looking, state, pool)),
  ])
  found.delete(state.id)
  return [...found]
}

/** Open cases the engine may take a step of because a register has changed, one this case has set in the unit that reached an entry of it. */
export async function casesWokenBy(
  id: string,
  since: number,
  inForce: readonly ProcedureInForce[],
  pool: Pick<Pool, 'query'>,
): Promise<readonly string[]> {
  const text = 'select distinct register from register_change where stream = $1 and sequence >= $2'
  const { rows } = await pool.query<{ register: string }>({ name: 'registers-set', text, values: [id, since - maxAutomaticChain] })
  const woken = inForce.filter(({ procedure }) => rows.some(({ register }) => procedure.wokenBy.has(register)))
  if (woken.length === 0) return []
  const codes = woken.map(({ procedure }) => procedure.code)
  return ids(
    await pool.query<{ id: string }>({
      name: 'woken-by-register',
      text: `select id from case_head where document = any($1::text[]) and not closed and id <> $2 order by id limit ${MOST}`,
      values: [codes, id],
    }),
  )
}

type Looking = Readonly<{ document: string; via: CompiledRelation['via'] }>

function startersAmong(looking: readonly Looking[], { startedBy }: CaseState): readonly string[] {
  const isStarter = startedBy !== null && looking.some(({ document, via }) => via === 'started' && document === startedBy.document)
  return isStarter ? [startedBy.case] : []
}

async function byStarter(looking: readonly Looking[], state: CaseState, pool: Pick<Pool, 'query'>): Promise<readonly string[]> {
  const documents = [...new Set(looking.filter(({ via }) => via === 'starter').map(({ document }) => document))]
  if (documents.length === 0) return []
  const text = `select id from case_head where document = any($1::text[]) and not closed and started_by = $2 order by id limit ${MOST}`
  return ids(await pool.query<{ id: string }>({ name: 'looking-at-starter', text, values: [documents, state.id] }))
}

/** One question for all documents that share keys with this case, most of which have no case that does. */
async function bySubject(looking: readonly Looking[], { subject }: CaseState, pool: Pick<Pool, 'query'>): Promise<readonly string[]> {
  const asked = new Map<string, Readonly<{ document: string; keys: string }>>()
  for (const { document, via } of looking) {
    if (via === 'started' || via === 'starter' || via.some((key) => !Object.hasOwn(subject, key))) continue
    const keys = JSON.stringify(Object.fromEntries(via.toSorted().map((key) => [key, subject[key]])))
    asked.set(`${document} ${keys}`, { document, keys })
  }
  if (asked.size === 0) return []
  const text = `select distinct one.id
      from unnest($1::text[], $2::jsonb[]) as asked(document, keys)
      cross join lateral (
        select id from case_head where document = asked.document and not closed and subject @> asked.keys order by id limit ${MOST}
      ) one`
  const values = [[...asked.values()].map(({ document }) => document), [...asked.values()].map(({ keys }) => keys)]
  return ids(await pool.query<{ id: string }>({ name: 'looking-by-subject', text, values }))
}

function ids({ rows }: Readonly<{ rows: readonly Readonly<{ id: string }>[] }>): readonly string[] {
  return rows.map(({ id }) => id)
}
