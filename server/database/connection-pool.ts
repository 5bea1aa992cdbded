import { Pool, type PoolConfig, types } from 'pg'

const dateType = 1082
const timestampWithZone = 1184

/**
 * Connections as the rest of the server expects them: dates come as text (`2026-03-02`), instants as UTC text with
 * milliseconds and Z; several statements may be on their way at once.
 */
export function makePool(connectionString: string, options: PoolConfig = {}): Pool {
  const pool = new Pool({
    connectionString,
    max: 10,
    pipeline: true,
    types: { getTypeParser },
    connectionTimeoutMillis: 10_000,
    ...options,
  })
  // A broken connection is replaced by the pool, and whoever waits for its answer gets the error there. Without a
  // listener of its own, one that breaks between two statements of a transaction would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** -infinity and infinity stay as they are. */
const asInstant = (text: string) => (text.endsWith('infinity') ? text : new Date(text).toISOString())

const getTypeParser: typeof types.getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === dateType) return String
  if (oid === timestampWithZone) return asInstant
  return types.getTypeParser(oid, format as 'text')
}) as typeof types.getTypeParser
