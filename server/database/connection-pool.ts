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
  // A connection that breaks while idle is replaced by the pool; whoever uses one that breaks gets the error there.
  pool.on('error', () => {})
  return pool
}

/** -infinity and infinity stay as they are. */
const asInstant = (text: string) => (text.endsWith('infinity') ? text : new Date(text).toISOString())

const getTypeParser: typeof types.getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === dateType) return String
  if (oid === timestampWithZone) return asInstant
  return types.getTypeParser(oid, format as 'text')
}) as typeof types.getTypeParser
