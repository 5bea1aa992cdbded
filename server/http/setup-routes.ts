import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Founded, Founding, FoundingRefusal } from '../people/found-organisation.ts'
import { answerProblem } from './answer-problem.ts'
import { Setup, SetupRequest } from './api/session.ts'
import { answers } from './declare-answers.ts'
import { type Refusal, refusal } from './problems.ts'

export type SetupNeeds = Readonly<{
  isFounded: () => Promise<boolean>
  /** Makes the organisation, and puts the files of this installation in force. */
  found: (founding: Founding) => Promise<Founded>
  triesPerMinute: number
}>

/** The first run: an organisation and its three administrators, once. Afterwards the address only says that it is done. */
export function setupRoutes(needs: SetupNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/setup',
      {
        schema: { tags: ['operation'], summary: 'Whether the first run is still to come', security: [], response: answers({ 200: Setup }) },
      },
      async () => ({ needed: !(await needs.isFounded()) }),
    )
    app.post(
      '/api/setup',
      {
        config: { rateLimit: { max: needs.triesPerMinute, timeWindow: '1 minute' } },
        schema: {
          tags: ['operation'],
          summary: 'First run',
          security: [],
          body: SetupRequest,
          response: answers({ 201: Type.Object({ founded: Type.Boolean() }) }),
        },
      },
      async (request, reply) => {
        const done = await needs.found({
          name: request.body.organisation,
          kind: 'real',
          zone: 'Asia/Shanghai',
          administrators: request.body.administrators,
          demand: request.body.secondFactor ?? 'nobody',
        })
        return done.outcome === 'founded'
          ? reply.status(201).send({ founded: true })
          : answerProblem(request, reply, problemOf(done.refusal))
      },
    )
  }
}

function problemOf(refused: FoundingRefusal): Refusal {
  switch (refused.code) {
    case 'already-founded':
      return refusal(
        'setup-done',
        '首次设置已经完成，不能再次进行。',
        'Expected a database without an organisation, but the first set-up is done.',
      )
    case 'administrators-not-three':
      return refusal(
        'value-unknown',
        '须有三名管理员：系统、安全、审计各一名。',
        'Expected one system, one security and one audit administrator.',
      )
    case 'login-taken':
      return refusal('login-taken', '三名管理员的登录名须各不相同。', 'Expected three different logins.')
    case 'password-weak':
      return refusal(
        'password-weak',
        `账号 ${refused.login} 的密码太弱：至少 10 个字符、5 种不同字符，且不含登录名。`,
        `Expected a password of at least 10 characters for ${refused.login}, 5 different ones, and not the login.`,
      )
    default:
      return refused satisfies never
  }
}
