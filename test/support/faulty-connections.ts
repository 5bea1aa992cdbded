import type { Pool, PoolClient } from 'pg'
import type { Connections } from '../../server/database/transaction.ts'

export class InjectedFault extends Error {}

/**
 * Connections of which each fails around its k-th statement, once. `before`: the statement never reaches the database.
 * `after`: it is carried out, the answer is lost, and so is the connection — as when the process dies between two statements.
 */
export function failingAt(pool: Pool, k: number, when: 'before' | 'after'): Connections & Readonly<{ failed: () => boolean }> {
  let sent = 0
  let failed = false
  const connect = async () => {
    const client = await pool.connect()
    let lost = false
    const query = async (...args: Parameters<PoolClient['query']>) => {
      if (lost) throw new InjectedFault('the connection is gone')
      sent += 1
      const here = sent === k && !failed
      if (here) failed = true
      if (here && when === 'before') {
        lost = true
        throw new InjectedFault('lost before the statement')
      }
      const answer = await client.query(...args)
      if (here) {
        lost = true
        throw new InjectedFault('lost after the statement')
      }
      return answer
    }
    return { query: query as unknown as PoolClient['query'], release: (destroy?: Error | boolean) => client.release(lost || destroy) }
  }
  return { connect, query: pool.query.bind(pool) as Pool['query'], failed: () => failed }
}
