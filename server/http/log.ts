import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { type DestinationStream, pino } from 'pino'

/**
 * The log says which route answered what and how long it took. It holds no body, no cookie, no query, no name: people's
 * data belong in records, where their reading is recorded.
 */
export function makeLog(level: string, to?: DestinationStream): FastifyBaseLogger {
  const options = { level, base: null, serializers: { err: speakOfError, req: () => undefined, res: () => undefined } }
  return to === undefined ? pino(options) : pino(options, to)
}

type LoggedError = Readonly<{ type: string; code?: unknown; message?: string; stack?: string; cause?: LoggedError }>

// A message of the database may quote the value it refused, so of those errors only the code and the place are kept.
function speakOfError(error: Error & { code?: unknown; severity?: unknown }): LoggedError {
  const fromDatabase = error.severity !== undefined || (typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code))
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    ...(error.code === undefined ? {} : { code: error.code }),
    ...(fromDatabase ? {} : { message: error.message }),
    stack: frames.slice(0, 12).join('\n'),
    ...(error.cause instanceof Error ? { cause: speakOfError(error.cause) } : {}),
  }
}

/** One line an answer: id, method, route (the pattern, not the address), status, milliseconds. */
export function logAnswers(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    )
  })
}
