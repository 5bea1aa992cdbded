import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg'
import { DatabaseFault, sqlState } from './database-fault.ts'

type Connection = Pick<PoolClient, 'query' | 'release'>

/** Where connections come from. Tests put one that fails between it and the pool. */
export type Connections = Readonly<{ connect(): Promise<Connection> }> & Pick<Pool, 'query'>

/** One open transaction. `sendAll` puts statements on their way together, which is one journey instead of many. */
export type Transaction = Readonly<{
  send<R extends QueryResultRow>(statement: Statement): Promise<QueryResult<R>>
  sendAll(statements: readonly Statement[]): Promise<readonly QueryResult[]>
}>

/** A statement with a name is parsed once for each connection. */
export type Statement = Readonly<{ name?: string; text: string; values: readonly unknown[] }>

/** What the work wants done with its transaction. */
export type Ending<T> = Readonly<{ end: 'commit' | 'rollback'; result: T }>

/** `first` are the answers to the statements sent together with the BEGIN. */
export type Work<T> = (transaction: Transaction, first: readonly QueryResult[]) => Promise<Ending<T>>

const serializationFailure = '40001'
const deadlockDetected = '40P01'
const attempts = 6

/**
 * Runs `work` in a transaction, and again where PostgreSQL chose it as the victim of a deadlock. Throws DatabaseFault
 * where the database fails: whether the unit was stored is then uncertain if the COMMIT had been sent.
 */
export async function inTransaction<T>(pool: Connections, first: readonly Statement[], work: Work<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await once(pool, first, work)
    } catch (error) {
      const state = error instanceof DatabaseFault ? sqlState(error.cause) : undefined
      if ((state !== serializationFailure && state !== deadlockDetected) || attempt === attempts) throw error
    }
}

/** Sends one statement that is its own transaction. Where it fails under way, whether it was carried out is uncertain. */
export async function alone<R extends QueryResultRow>(pool: Connections, statement: Statement): Promise<QueryResult<R>> {
  const client = await answered(pool.connect())
  let inDoubt = false
  try {
    return await answered(client.query<R>(prepared(statement)))
  } catch (error) {
    inDoubt = !(error instanceof DatabaseFault) || sqlState(error.cause) === undefined
    throw error
  } finally {
    client.release(inDoubt)
  }
}

/** The answer of the database; whatever goes wrong on the way becomes a DatabaseFault. */
export async function answered<T>(running: Promise<T>): Promise<T> {
  try {
    return await running
  } catch (cause) {
    throw new DatabaseFault(`Expected the database to answer, but it did not: ${cause instanceof Error ? cause.message : 'no reason'}`, {
      cause,
    })
  }
}

async function once<T>(pool: Connections, first: readonly Statement[], work: Work<T>): Promise<T> {
  const client = await answered(pool.connect())
  const send = <R extends QueryResultRow>(statement: Statement) => answered(client.query<R>(prepared(statement)))
  const sendAll = (statements: readonly Statement[]) => together(statements.map((statement) => send(statement)))
  let healthy = false
  try {
    const [, ...answers] = await together([answered(client.query('begin')), ...first.map((statement) => send(statement))])
    const ending = await work({ send, sendAll }, answers)
    // COMMIT goes alone, when every answer is in: behind a statement that could not be sent it would store half a unit.
    const { command } = await answered(client.query(ending.end))
    if (ending.end === 'commit' && command !== 'COMMIT')
      throw new Error(`Expected the transaction to be committed, but the database answered ${command}.`)
    healthy = true
    return ending.result
  } catch (error) {
    healthy = await rollsBack(client)
    throw error
  } finally {
    // One that cannot even roll back may still have something on its way: it is not used again.
    client.release(!healthy)
  }
}

/** Waits for all, then throws the first failure: nobody leaves while a statement is on its way. */
async function together<T>(running: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(running)
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

const rollsBack = (client: Connection): Promise<boolean> =>
  client.query('rollback').then(
    () => true,
    () => false,
  )

const prepared = ({ name, text, values }: Statement): QueryConfig => ({
  ...(name === undefined ? {} : { name }),
  text,
  values: [...values],
})
