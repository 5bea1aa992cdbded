import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Doorkeeping } from '../people/doorkeeping.ts'
import { readDemand } from '../people/factors/demand.ts'
import { resetFactors, setDemand, unlock } from '../people/factors/office.ts'
import { hashOfToken } from '../people/session-token.ts'
import { administratorOf } from './administrator.ts'
import { answerProblem } from './answer-problem.ts'
import { Because, OwnSessions, Security, SetDemand } from './api/factors.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound, refusal } from './problems.ts'

export type SecurityRouteNeeds = CallerNeeds & Readonly<{ doorkeeping: Doorkeeping }>

const Id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const MOST_EVENTS = 200

/** One's own sessions; and locks, failed attempts and alarms for those who look after them. */
export function securityRoutes(needs: SecurityRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/sessions',
      { schema: { tags: ['session'], summary: 'Where I am signed in', response: answers({ 200: OwnSessions }) } },
      async (request) => {
        const { account, token } = callerOf(request)
        return [...(await needs.people.sessionsOf(account, hashOfToken(token)))]
      },
    )
    app.post(
      '/api/sessions/end-others',
      { schema: { tags: ['session'], summary: 'End my other sessions', response: answers({ 204: Type.Null() }) } },
      async (request, reply) => {
        const { account, token } = callerOf(request)
        await needs.people.endOtherSessions(account, hashOfToken(token))
        return reply.status(204).send(null)
      },
    )
    app.post(
      '/api/sessions/:session/end',
      {
        schema: {
          tags: ['session'],
          summary: 'End one of my sessions',
          params: Type.Object({ session: Type.String({ pattern: '^[0-9a-f]{24}$' }) }),
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const ended = await needs.people.endSessionNamed(callerOf(request).account, request.params.session)
        return ended ? reply.status(204).send(null) : answerProblem(request, reply, notFound)
      },
    )
    await app.register(officeRoutes(needs))
  }
}

function officeRoutes({ doorkeeping }: SecurityRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/security',
      { schema: { tags: ['administration'], summary: 'Locks, failed attempts and alarms', response: answers({ 200: Security }) } },
      async (request, reply) => {
        const acts = administratorOf(request, 'security_admin')
        if (acts === null && administratorOf(request, 'audit_admin') === null) return answerProblem(request, reply, notForYou)
        const [demand, alarms, locked, events] = await Promise.all([
          readDemand(doorkeeping.pool),
          doorkeeping.events.unnoticed(),
          doorkeeping.events.locked(),
          doorkeeping.events.recent(MOST_EVENTS),
        ])
        return reply.send({ demand, mayAct: acts !== null, alarms, locked: [...locked], events: [...events] })
      },
    )
    app.post(
      '/api/security/notice',
      { schema: { tags: ['administration'], summary: 'Alarms were looked at', response: answers({ 204: Type.Null() }) } },
      async (request, reply) => {
        if (administratorOf(request, 'security_admin') === null) return answerProblem(request, reply, notForYou)
        await doorkeeping.events.notice()
        return reply.status(204).send(null)
      },
    )
    app.post(
      '/api/security/demand',
      {
        schema: {
          tags: ['administration'],
          summary: 'Of whom a second factor is demanded',
          body: SetDemand,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const by = administratorOf(request, 'security_admin')
        if (by === null) return answerProblem(request, reply, notForYou)
        await setDemand(request.body.demand, request.body.reason.trim(), by, doorkeeping)
        return reply.status(204).send(null)
      },
    )
    app.post(
      '/api/security/accounts/:account/unlock',
      {
        schema: {
          tags: ['administration'],
          summary: 'Take a lock off; recorded',
          params: Type.Object({ account: Id }),
          body: Because,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const by = administratorOf(request, 'security_admin')
        if (by === null) return answerProblem(request, reply, notForYou)
        const done = await unlock(request.params.account, request.body.reason.trim(), by, doorkeeping)
        return done ? reply.status(204).send(null) : answerProblem(request, reply, notFound)
      },
    )
    app.post(
      '/api/people/:person/factors/reset',
      {
        schema: {
          tags: ['administration'],
          summary: 'Take away the factors of somebody who lost them; recorded',
          params: Type.Object({ person: Id }),
          body: Because,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const by = administratorOf(request, 'security_admin')
        if (by === null) return answerProblem(request, reply, notForYou)
        const done = await resetFactors(request.params.person, request.body.reason.trim(), by, doorkeeping)
        return done ? reply.status(204).send(null) : answerProblem(request, reply, notFound)
      },
    )
  }
}

const notForYou = refusal(
  'not-allowed',
  '登录安全由安全管理员处理，审计管理员可以查看。',
  'This is for the security administrator; the audit administrator may look.',
)
