import { DatabaseFault, sqlState } from '../database/database-fault.ts'

/** Codes of Node and SQLSTATEs (class 08, 57P0x, 53300) that say the database cannot be reached, not that the statement is wrong. */
const away = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|08...|57P0[123]|53300)$/
/** `pg` says these without a code. */
const awayWords = /Connection terminated|connection error|timeout exceeded when trying to connect|Cannot use a pool after calling end/

/**
 * Whether an error says that the database, or the way to it, went away: nothing is known to be wrong with the request, and
 * the same may be tried again. A fault of the database that carries an SQLSTATE of its own is a fault of ours.
 */
export function isDatabaseAway(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const code = 'code' in cause ? cause.code : undefined
    if (typeof code === 'string' && (away.test(code) || (code === 'ENOENT' && 'syscall' in cause && cause.syscall === 'connect')))
      return true
    if (awayWords.test(cause.message)) return true
    if (cause instanceof DatabaseFault && sqlState(cause.cause) === undefined) return true
  }
  return false
}
