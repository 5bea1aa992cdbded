import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { hashOfToken } from '../people/session-token.ts'
import { changePassword, SESSION_HOURS, signIn } from '../people/sign-in.ts'
import { answerProblem } from './answer-problem.ts'
import { ChangePassword, Credentials, Session } from './api/session.ts'
import { type CallerNeeds, callerOf, findCaller, requireCaller, SESSION_COOKIE } from './caller.ts'
import { answers } from './declare-answers.ts'
import { refusal } from './problems.ts'
import { type SessionViewNeeds, sessionView } from './session-view.ts'

export type SessionNeeds = CallerNeeds &
  SessionViewNeeds &
  Readonly<{ secureCookies: boolean; signInsPerMinute: number; realNow: () => Date }>

const wrong = refusal('credentials-wrong', '账号或密码不正确。', 'Expected a known login with its password, but they do not match.')
const locked = refusal(
  'account-locked',
  '密码多次错误，账号已锁定，请 15 分钟后再试。',
  'The account is locked after too many wrong passwords. Try again in 15 minutes.',
)
const weak = refusal(
  'password-weak',
  '密码至少 10 个字符、5 种不同字符，且不含登录名。',
  'Expected at least 10 characters, 5 different ones, and not the login.',
)

/** Signing in and out, and changing one's own password. */
export function sessionRoutes(needs: SessionNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/session',
      {
        config: { rateLimit: { max: needs.signInsPerMinute, timeWindow: '1 minute' } },
        schema: { tags: ['session'], summary: 'Sign in', body: Credentials, response: answers({ 200: Session }) },
      },
      async (request, reply) => {
        const done = await signIn(needs.people, request.body.login, request.body.password, needs.realNow())
        if (done.outcome === 'refused') return answerProblem(request, reply, done.because === 'locked' ? locked : wrong)
        request.cookies[SESSION_COOKIE] = done.token
        setCookie(reply, done.token, needs.secureCookies)
        const caller = await findCaller(request, needs)
        if (caller === null) throw new Error('Expected the session just opened, but it is not there')
        return reply.send(await sessionView(caller, needs))
      },
    )
    await app.register(ownSession(needs))
  }
}

function ownSession(needs: SessionNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get('/api/session', { schema: { tags: ['session'], summary: 'Who am I', response: answers({ 200: Session }) } }, async (request) =>
      sessionView(callerOf(request), needs),
    )
    app.delete(
      '/api/session',
      { schema: { tags: ['session'], summary: 'Sign out', response: answers({ 204: Type.Null() }) } },
      async (request, reply) => {
        await needs.people.endSession(hashOfToken(callerOf(request).token))
        reply.clearCookie(SESSION_COOKIE, { path: '/' })
        return reply.status(204).send(null)
      },
    )
    app.post(
      '/api/session/password',
      {
        config: { rateLimit: { max: needs.signInsPerMinute, timeWindow: '1 minute' } },
        schema: { tags: ['session'], summary: 'Change my password', body: ChangePassword, response: answers({ 204: Type.Null() }) },
      },
      async (request, reply) => {
        const done = await changePassword(needs.people, callerOf(request), request.body.old, request.body.new, needs.realNow())
        if (done === 'changed') return reply.status(204).send(null)
        return answerProblem(request, reply, done === 'weak' ? weak : done === 'locked' ? locked : wrong)
      },
    )
  }
}

/** Strict and HttpOnly: no other site's page can send it along, no script can read it. */
function setCookie(reply: FastifyReply, token: string, secure: boolean): void {
  reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'strict', secure, maxAge: SESSION_HOURS * 3600 })
}
