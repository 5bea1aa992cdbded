import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { answerProblem } from './answer-problem.ts'
import { answers } from './declare-answers.ts'
import { refusal } from './problems.ts'

const Fine = Type.Object({ status: Type.Literal('ok') })

const Alive = Type.Object({ status: Type.Union([Type.Literal('ok'), Type.Literal('degraded')]), alarms: Type.Array(Type.String()) })

/**
 * `/health`: the process answers, and says which alarms nobody has taken note of. `/ready`: it can also reach its database,
 * so it may be sent requests; an alarm is for people and takes no machine out of service.
 */
export function healthRoutes(isReady: () => Promise<boolean>, alarms: () => Promise<readonly string[]>): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/health',
      { config: { rateLimit: false }, schema: { tags: ['operation'], summary: 'Alive', security: [], response: answers({ 200: Alive }) } },
      async () => {
        const raised = [...(await alarms().catch(() => []))]
        return { status: raised.length === 0 ? ('ok' as const) : ('degraded' as const), alarms: raised }
      },
    )
    app.get(
      '/ready',
      {
        config: { rateLimit: false },
        schema: { tags: ['operation'], summary: 'Ready to serve', security: [], response: answers({ 200: Fine }) },
      },
      async (request, reply) => {
        const ready = await isReady().catch(() => false)
        return ready
          ? reply.send({ status: 'ok' as const })
          : answerProblem(
              request,
              reply,
              refusal('database-away', '数据库暂时连接不上。', 'Expected the database to answer, but it does not.'),
            )
      },
    )
  }
}
