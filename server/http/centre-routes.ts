import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Administration } from '../people/administration.ts'
import type { CentreRefusal } from '../people/centres.ts'
import type { PeopleStore } from '../people/people-store.ts'
import { administratorOf, anyAdministrator } from './administrator.ts'
import { answerProblem } from './answer-problem.ts'
import { ChangedCentre, CreatedCentre, NewCentre, TestingCentre } from './api/centres.ts'
import { type CallerNeeds, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound, type Refusal, refusal } from './problems.ts'

export type CentreRouteNeeds = CallerNeeds & Readonly<{ people: PeopleStore; administration: () => Promise<Administration> }>

const CentreCode = Type.Object({ code: Type.String({ minLength: 1, maxLength: 60 }) })

/** The testing centres, which the system administrator enters and changes: roles and cases name them by their codes. */
export function centreRoutes(needs: CentreRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/centres',
      { schema: { tags: ['administration'], summary: 'Testing centres', response: answers({ 200: Type.Array(TestingCentre) }) } },
      async (request, reply) => {
        if (anyAdministrator(request) === null) return answerProblem(request, reply, notForYou)
        const centres = await needs.people.centres()
        return reply.send(centres.map(({ code, zh, en, active }) => ({ code, name: { zh, en }, active })))
      },
    )
    app.post(
      '/api/centres',
      {
        schema: {
          tags: ['administration'],
          summary: 'Enter a testing centre',
          body: NewCentre,
          response: answers({ 201: CreatedCentre }),
        },
      },
      async (request, reply) => {
        const by = administratorOf(request, 'system_admin')
        if (by === null) return answerProblem(request, reply, notForYou)
        const { code, name, reason } = request.body
        const done = await (await needs.administration()).addCentre({ code, name, reason: reason ?? null }, by)
        return done.outcome === 'done' ? reply.status(201).send({ code }) : answerProblem(request, reply, problemOf(done.refusal))
      },
    )
    app.post(
      '/api/centres/:code',
      {
        schema: {
          tags: ['administration'],
          summary: 'Rename a testing centre, close it to new roles and cases or open it again',
          params: CentreCode,
          body: ChangedCentre,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const by = administratorOf(request, 'system_admin')
        if (by === null) return answerProblem(request, reply, notForYou)
        const done = await (await needs.administration()).changeCentre({ code: request.params.code, ...request.body }, by)
        return done.outcome === 'done' ? reply.status(204).send(null) : answerProblem(request, reply, problemOf(done.refusal))
      },
    )
  }
}

const notForYou = refusal(
  'not-allowed',
  '鉴定所由系统管理员登记和变更，其他管理员可以查看。',
  'Testing centres are entered and changed by the system administrator; the other administrators may look.',
)

function problemOf(refused: CentreRefusal): Refusal {
  switch (refused.code) {
    case 'centre-code-taken':
      return refusal(
        'centre-code-taken',
        `机构编码 ${refused.centre} 已登记。`,
        `Expected a code of its own for the centre, but ${refused.centre} is entered already.`,
      )
    case 'centre-code-malformed':
      return refusal(
        'centre-refused',
        `机构编码应为 8 位数字（省 2、市 2、类型 1、顺序 3），现为“${refused.centre}”。`,
        `Expected a code of 8 digits (province 2, city 2, type 1, serial 3), but it is "${refused.centre}".`,
      )
    case 'centre-name-empty':
      return refusal(
        'centre-refused',
        '鉴定所的中文名称和英文名称都应填写。',
        'Expected a name of the centre in Chinese and in English, but one is empty.',
      )
    case 'centre-unknown':
      return notFound
    default:
      return refused satisfies never
  }
}
