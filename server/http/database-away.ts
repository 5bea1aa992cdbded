/** Codes of Node and SQLSTATEs (class 08, 57P0x, 53300) that say the database cannot be reached, not that the statement is wrong. */
const away = /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|08...|57P0[123]|53300)$/
/** `pg` says these without a code. */
const awayWords = /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|the database system is|Cannot use a pool after calling end/

/** Whether an error says that the database went away: the same request may be tried again. Looks through wrapped causes. */
export function isDatabaseAway(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const code = (cause as { code?: unknown }).code
    if (typeof code === 'string' && away.test(code) && (code !== 'ENOENT' || /connect/.test(cause.message))) return true
    if (awayWords.test(cause.message)) return true
  }
  return false
}
