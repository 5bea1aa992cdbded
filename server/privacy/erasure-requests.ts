import type { Pool } from 'pg'
import { makeIdentifier } from '../identifier.ts'

/** An erasure one person has asked for; another decides. */
export type ErasureRequest = Readonly<{
  id: string
  keys: readonly string[]
  basis: string
  requestedBy: string
  requestedByName: string
  requestedAt: string
  values: number
}>

export type ErasureRequests = Readonly<{
  ask(keys: readonly string[], basis: string, by: Readonly<{ person: string; name: string }>): Promise<string>
  open(): Promise<readonly ErasureRequest[]>
  find(id: string): Promise<ErasureRequest | null>
  withdraw(id: string): Promise<void>
}>

const columns = `id, keys, basis, requested_by as "requestedBy", requested_by_name as "requestedByName", requested_at as "requestedAt",
  (select count(*)::int from opening o where o.key = any(r.keys)) as values`

export function makeErasureRequests(pool: Pick<Pool, 'query'>): ErasureRequests {
  return {
    async ask(keys, basis, { person, name }) {
      const id = makeIdentifier()
      await pool.query('insert into erasure_request (id, keys, basis, requested_by, requested_by_name) values ($1, $2, $3, $4, $5)', [
        id,
        keys,
        basis,
        person,
        name,
      ])
      return id
    },
    open: async () => (await pool.query<ErasureRequest>(`select ${columns} from erasure_request r order by requested_at, id`)).rows,
    find: async (id) => (await pool.query<ErasureRequest>(`select ${columns} from erasure_request r where id = $1`, [id])).rows[0] ?? null,
    async withdraw(id) {
      await pool.query('delete from erasure_request where id = $1', [id])
    },
  }
}
