import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Doorkeeping } from '../people/doorkeeping.ts'
import { relyingPartyOf } from '../people/factors/relying-party.ts'
import { hashOfToken } from '../people/session-token.ts'
import { changePassword, type Origin, SESSION_HOURS, type SignInOutcome, signIn, signInWithFactor } from '../people/sign-in.ts'
import { addressOf, deviceOf } from './address.ts'
import { answerProblem } from './answer-problem.ts'
import { ChangePassword, Credentials, FactorCredentials, Session } from './api/session.ts'
import { type CallerNeeds, callerOf, findCaller, requireCaller, SESSION_COOKIE } from './caller.ts'
import { answers } from './declare-answers.ts'
import { type Refusal, refusal } from './problems.ts'
import { type SessionViewNeeds, sessionView } from './session-view.ts'
import { assertionOf } from './signature.ts'

export type SessionNeeds = CallerNeeds &
  SessionViewNeeds &
  Readonly<{ doorkeeping: Doorkeeping; secureCookies: boolean; signInsPerMinute: number }>

const wrong = refusal('credentials-wrong', '账号或密码不正确。', 'Expected a known login with its password, but they do not match.')
const locked = refusal(
  'account-locked',
  '多次验证失败，账号已锁定，请 15 分钟后再试。',
  'The account is locked after too many failed attempts. Try again in 15 minutes.',
)
const tooMany = refusal(
  'too-many-requests',
  '此地址登录失败次数过多，请 15 分钟后再试。',
  'Too many failed sign-ins came from this address. Try again in 15 minutes.',
)
const wrongFactor = refusal(
  'credentials-wrong',
  '动态口令、恢复码或通行密钥不正确；动态口令每个只能使用一次。',
  'Expected a fresh code, a recovery code or your passkey, but it is wrong; each code serves once.',
)
const expired = refusal('credentials-wrong', '登录已超时，请重新输入密码。', 'The sign-in took too long. Give your password again.')
const factorNeeded = refusal(
  'factor-needed',
  '密码正确，请再用第二因素确认是您本人。',
  'The password is right. Now show your second factor.',
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
        const done = await signIn(request.body.login, request.body.password, originOf(request, needs), needs.doorkeeping)
        return answerSignIn(request, reply, done, wrong, needs)
      },
    )
    app.post(
      '/api/session/factor',
      {
        config: { rateLimit: { max: needs.signInsPerMinute, timeWindow: '1 minute' } },
        schema: { tags: ['session'], summary: 'Sign in: the second factor', body: FactorCredentials, response: answers({ 200: Session }) },
      },
      async (request, reply) => {
        const { ticket, passkey, ...answered } = request.body
        const shown = { ...answered, ...(passkey === undefined ? {} : { passkey: assertionOf(passkey) }) }
        const done = await signInWithFactor(ticket, shown, originOf(request, needs), needs.doorkeeping)
        return answerSignIn(request, reply, done, wrongFactor, needs)
      },
    )
    await app.register(ownSession(needs))
  }
}

function originOf(request: FastifyRequest, { doorkeeping }: SessionNeeds): Origin {
  return { address: addressOf(request), device: deviceOf(request), party: relyingPartyOf(doorkeeping.publicUrl, request.headers.host) }
}

async function answerSignIn(
  request: FastifyRequest,
  reply: FastifyReply,
  done: SignInOutcome,
  whenWrong: Refusal,
  needs: SessionNeeds,
): Promise<FastifyReply> {
  switch (done.outcome) {
    case 'signed-in': {
      request.cookies[SESSION_COOKIE] = done.token
      setCookie(reply, done.token, needs.secureCookies)
      const caller = await findCaller(request, needs)
      if (caller === null) throw new Error('Expected the session just opened, but it is not there')
      return reply.send(await sessionView(caller, needs))
    }
    case 'factor-needed': {
      const { ticket, kinds, options } = done
      return answerProblem(request, reply, factorNeeded, { rejection: { ticket, kinds, options } })
    }
    case 'refused':
      return answerProblem(request, reply, { wrong: whenWrong, locked, expired, 'too-many': tooMany }[done.because])
    default:
      return done satisfies never
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
        const done = await changePassword(callerOf(request), request.body.old, request.body.new, addressOf(request), needs.doorkeeping)
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
