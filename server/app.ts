import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync, LogController } from 'fastify'
import { answerProblem } from './http/answer-problem.ts'
import { Problem } from './http/api/common.ts'
import { guardEdge, refusalOf } from './http/edge.ts'
import { logAnswers } from './http/log.ts'
import { openApi } from './http/open-api.ts'
import { securityHeaders } from './http/security-headers.ts'
import { validatorCompiler } from './http/validation.ts'
import { serveWebClient } from './http/web-client.ts'
import { makeIdentifier } from './identifier.ts'

export type AppNeeds = Readonly<{
  log: FastifyBaseLogger
  /** Behind TLS: cookies are Secure and browsers are told to stay with it. */
  secure: boolean
  /** Whether the addresses a proxy in front names are believed. */
  trustProxy: boolean
  requestsPerMinute: number
  /** Folder of the built web client; where it is missing only the API answers. */
  webClient: string
  /** The routes, in the order they are registered. */
  routes: readonly FastifyPluginAsync[]
}>

const BODY_LIMIT = 2 * 1024 * 1024
export const UPLOAD_LIMIT = 20 * 1024 * 1024

/** Puts the HTTP door together: every plugin by hand, in order. Opens no socket. */
export async function makeApp(needs: AppNeeds): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: needs.log,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: (error, request, reply) => answerProblem(request, reply, refusalOf(error)),
    trustProxy: needs.trustProxy,
    bodyLimit: BODY_LIMIT,
    genReqId: () => makeIdentifier(),
    routerOptions: { maxParamLength: 300 },
    forceCloseConnections: 'idle',
  })
  app.setValidatorCompiler(validatorCompiler)
  app.decorateRequest('caller', null)
  guardEdge(app)
  logAnswers(app)
  await app.register(helmet, securityHeaders(needs.secure))
  await app.register(cookie)
  await app.register(rateLimit, { max: needs.requestsPerMinute, timeWindow: '1 minute', keyGenerator: callingFrom })
  await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT, files: 1, fields: 0, parts: 1 } })
  await app.register(swagger, openApi)
  app.addSchema(Problem)
  for (const routes of needs.routes) await app.register(routes)
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  await serveWebClient(app, needs.webClient)
  return app
}

/** Whom requests are counted for. Who hung up before being heard has no address any more: no fault, and nobody to limit. */
function callingFrom({ ip }: Readonly<{ ip: string | undefined }>): string {
  return ip === undefined ? 'gone' : normalizeIP(ip, 64)
}
