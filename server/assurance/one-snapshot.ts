import type { Pool, PoolClient, QueryConfig } from 'pg'

/**
 * Runs `work` with what looks like a pool and is one connection in one transaction that only reads: all it reads is as of
 * one moment, however many parts ask for connections of their own.
 */
export async function onOneSnapshot<T>(pool: Pool, work: (snapshot: Pool) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let healthy = false
  try {
    await client.query('begin isolation level repeatable read read only')
    const done = await work(poolOver(client))
    healthy = true
    return done
  } finally {
    healthy &&= await client.query('rollback').then(
      () => true,
      () => false,
    )
    client.release(!healthy)
  }
}

/** A part that begins or ends a transaction of its own is already in one. */
function poolOver(client: PoolClient): Pool {
  const query = (statement: string | QueryConfig, values?: unknown[]) =>
    typeof statement === 'string' && /^(begin|commit|rollback)\b/.test(statement)
      ? Promise.resolve({ rows: [], rowCount: null })
      : client.query(statement as string, values)
  return { query, connect: async () => ({ query, release() {} }) } as unknown as Pool
}
