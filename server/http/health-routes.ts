import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { answerProblem } from './answer-problem.ts'
import { answers } from './declare-answers.ts'
import { refusal } from './problems.ts'

const Fine = Type.Object({ status: Type.Literal('ok') })

/** `/health`: the process answers. `/ready`: it can also reach its database, so it may be sent requests. */
export function healthRoutes(isReady: () => Promise<boolean>): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/health',
      { config: { rateLimit: false }, schema: { tags: ['operation'], summary: 'Alive', security: [], response: answers({ 200: Fine }) } },
      async () => ({ status: 'ok' as const }),
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
