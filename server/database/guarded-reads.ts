import type { Pool, QueryConfig, QueryResult } from 'pg'

/** The connections the server works through; `reader`: those of the role that sees only what a transaction may read. */
export type ServingPool = Pool & Readonly<{ reader?: Pool }>

/** What a reader needs of a pool. */
export type Reads = Pick<Pool, 'query'>

/**
 * Where reads for somebody go. Whoever sees every centre (`scope` null) is read for by the application's role. For
 * everybody else each statement runs as the reading role, in a transaction that says what may be read: a statement that
 * forgot its own condition then shows nothing of another centre. All travel together: it is one journey, as without.
 */
export function readsWithin(pool: Reads & Readonly<{ reader?: Pool }>, scope: readonly string[] | null): Reads {
  const { reader } = pool
  if (scope === null || reader === undefined) return pool
  const said = scope.filter((one) => !one.includes('\n')).join('\n')
  return { query: ((statement: QueryConfig) => readOnce(reader, said, statement)) as Reads['query'] }
}

async function readOnce(reader: Pool, scope: string, statement: QueryConfig): Promise<QueryResult> {
  const client = await reader.connect()
  const [begun, scoped, read, ended] = await Promise.allSettled([
    client.query('begin read only'),
    client.query({ name: 'reading-scope', text: "select set_config('guiju.scope', $1, true)", values: [scope] }),
    client.query(statement),
    client.query('commit'),
  ])
  const whole = [begun, scoped, ended].every(({ status }) => status === 'fulfilled')
  // A statement the database refused has ended its transaction; one that did not get through leaves a connection in doubt.
  client.release(!whole)
  const failed = [begun, scoped, read, ended].find((one) => one.status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  if (read.status === 'fulfilled') return read.value
  throw new Error('Expected a read to be answered, but it was not.')
}
