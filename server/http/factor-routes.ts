import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { qrSvg } from '../documents/render/qr.ts'
import type { Doorkeeping } from '../people/doorkeeping.ts'
import { isDemandedOf } from '../people/factors/demand.ts'
import {
  beginPasskey,
  beginTotp,
  confirmTotp,
  type EnrolmentRefusal,
  finishPasskey,
  type Owner,
  removeFactor,
  renewRecoveryCodes,
} from '../people/factors/enrolment.ts'
import { type RelyingParty, relyingPartyOf } from '../people/factors/relying-party.ts'
import { checkPassword } from '../people/sign-in.ts'
import { addressOf } from './address.ts'
import { answerProblem } from './answer-problem.ts'
import {
  BeginFactor,
  BegunPasskey,
  BegunTotp,
  ConfirmTotp,
  EnrolledFactor,
  Factors,
  FinishPasskey,
  OwnPassword,
  RecoveryCodes,
  RenameFactor,
} from './api/factors.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound, type Refusal, refusal } from './problems.ts'
import { lockedNow } from './signature.ts'

export type FactorRouteNeeds = CallerNeeds & Readonly<{ doorkeeping: Doorkeeping; triesPerMinute: number }>

const FactorId = Type.Object({ factor: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }) })

/** The second factors of one's own account. Before anything is changed the password is given again; a wrong one counts. */
export function factorRoutes(needs: FactorRouteNeeds): FastifyPluginAsyncTypebox {
  const { doorkeeping } = needs
  const config = { rateLimit: { max: needs.triesPerMinute, timeWindow: '1 minute' } }
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/factors',
      { schema: { tags: ['session'], summary: 'My second factors', response: answers({ 200: Factors }) } },
      async (request, reply) => {
        const caller = callerOf(request)
        const [all, recovery] = await Promise.all([
          doorkeeping.factors.of(caller.account),
          doorkeeping.factors.recoveryCodesOf(caller.account),
        ])
        const factors = all
          .filter(({ confirmedAt }) => confirmedAt !== null)
          .map(({ id, kind, name, createdAt, lastUsedAt, suspendedAt }) => ({
            id,
            kind,
            name,
            createdAt: createdAt.toISOString(),
            lastUsedAt: lastUsedAt?.toISOString() ?? null,
            suspended: suspendedAt !== null,
          }))
        return reply.send({ factors, recovery, demanded: isDemanded(request), passkeys: partyOf(request, doorkeeping) !== null })
      },
    )
    app.post(
      '/api/factors/totp',
      { config, schema: { tags: ['session'], summary: 'Begin one-time codes', body: BeginFactor, response: answers({ 200: BegunTotp }) } },
      async (request, reply) => {
        if (!(await isOwner(request, reply, request.body.password, doorkeeping))) return reply
        const begun = await beginTotp(ownerOf(request), request.body.name.trim() || '动态口令', doorkeeping)
        if (begun.outcome === 'refused') return answerProblem(request, reply, refusals[begun.because])
        const { factor, secret, address } = begun
        const qr = `data:image/svg+xml;base64,${Buffer.from(qrSvg(address, 'QR'), 'utf8').toString('base64')}`
        return reply.header('cache-control', 'no-store').send({ factor, secret, address, qr })
      },
    )
    app.post(
      '/api/factors/:factor/confirm',
      {
        config,
        schema: {
          tags: ['session'],
          summary: 'End it with a code',
          params: FactorId,
          body: ConfirmTotp,
          response: answers({ 200: EnrolledFactor }),
        },
      },
      async (request, reply) => {
        const attempt = { door: 'account', address: addressOf(request) } as const
        const done = await confirmTotp(ownerOf(request), request.params.factor, request.body.code, attempt, doorkeeping)
        return answerEnrolled(request, reply, done)
      },
    )
    app.post(
      '/api/factors/passkeys/options',
      { config, schema: { tags: ['session'], summary: 'Begin a passkey', body: BeginFactor, response: answers({ 200: BegunPasskey }) } },
      async (request, reply) => {
        const party = partyOf(request, doorkeeping)
        if (party === null) return answerProblem(request, reply, notHere)
        if (!(await isOwner(request, reply, request.body.password, doorkeeping))) return reply
        const begun = await beginPasskey(ownerOf(request), request.body.name.trim() || '通行密钥', party, doorkeeping)
        if (begun.outcome === 'refused') return answerProblem(request, reply, refusals[begun.because])
        return reply.send({ ticket: begun.ticket, options: begun.options })
      },
    )
    app.post(
      '/api/factors/passkeys',
      { config, schema: { tags: ['session'], summary: 'End it', body: FinishPasskey, response: answers({ 200: EnrolledFactor }) } },
      async (request, reply) => {
        const party = partyOf(request, doorkeeping)
        if (party === null) return answerProblem(request, reply, notHere)
        const { id, rawId, type, response } = request.body.response
        const { clientDataJSON, attestationObject, transports } = response
        // Which ways the key can be reached is a hint for the browser; the list of those ways grows, so any word passes.
        const made = {
          id,
          rawId,
          type,
          response: { clientDataJSON, attestationObject, ...(transports === undefined ? {} : { transports: transports as never[] }) },
          clientExtensionResults: {},
        }
        return answerEnrolled(request, reply, await finishPasskey(ownerOf(request), request.body.ticket, made, party, doorkeeping))
      },
    )
    await app.register(changeRoutes(needs))
  }
}

function changeRoutes({ doorkeeping, triesPerMinute }: FactorRouteNeeds): FastifyPluginAsyncTypebox {
  const config = { rateLimit: { max: triesPerMinute, timeWindow: '1 minute' } }
  return async (app) => {
    app.post(
      '/api/factors/:factor/name',
      {
        schema: {
          tags: ['session'],
          summary: 'Rename a factor',
          params: FactorId,
          body: RenameFactor,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const { account } = callerOf(request)
        const name = request.body.name.trim()
        if (name === '' || !(await doorkeeping.factors.rename(account, request.params.factor, name)))
          return answerProblem(request, reply, notFound)
        return reply.status(204).send(null)
      },
    )
    app.post(
      '/api/factors/:factor/remove',
      {
        config,
        schema: {
          tags: ['session'],
          summary: 'Remove a factor',
          params: FactorId,
          body: OwnPassword,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        if (!(await isOwner(request, reply, request.body.password, doorkeeping))) return reply
        const done = await removeFactor(ownerOf(request), request.params.factor, isDemanded(request), doorkeeping)
        if (done.outcome === 'refused')
          return answerProblem(request, reply, done.because === 'factor-unknown' ? notFound : refusals[done.because])
        return reply.status(204).send(null)
      },
    )
    app.post(
      '/api/factors/recovery',
      {
        config,
        schema: { tags: ['session'], summary: 'New recovery codes', body: OwnPassword, response: answers({ 200: RecoveryCodes }) },
      },
      async (request, reply) => {
        if (!callerOf(request).hasFactor) return answerProblem(request, reply, notFound)
        if (!(await isOwner(request, reply, request.body.password, doorkeeping))) return reply
        const recoveryCodes = [...(await renewRecoveryCodes(ownerOf(request), doorkeeping))]
        return reply.header('cache-control', 'no-store').send({ recoveryCodes })
      },
    )
  }
}

function partyOf(request: FastifyRequest, { publicUrl }: Doorkeeping): RelyingParty | null {
  return relyingPartyOf(publicUrl, request.headers.host)
}

function ownerOf(request: FastifyRequest): Owner {
  const { account, person, name, login, session, roles } = callerOf(request)
  return { account, person, name, login, session, role: roles[0]?.role ?? '' }
}

function isDemanded(request: FastifyRequest): boolean {
  const { demand, roles } = callerOf(request)
  return isDemandedOf(demand, roles)
}

/** Answers and is false where the password is not the caller's own. */
async function isOwner(request: FastifyRequest, reply: FastifyReply, password: string, doorkeeping: Doorkeeping): Promise<boolean> {
  const account = await doorkeeping.people.accountOf(callerOf(request).account)
  const verdict = await checkPassword(account, password, { door: 'account', address: addressOf(request) }, doorkeeping)
  if (verdict === 'right') return true
  answerProblem(request, reply, verdict === 'locked' ? lockedNow : wrongPassword)
  return false
}

function answerEnrolled(request: FastifyRequest, reply: FastifyReply, done: Awaited<ReturnType<typeof confirmTotp>>): FastifyReply {
  if (done.outcome === 'refused')
    return answerProblem(request, reply, done.because === 'factor-unknown' ? notFound : refusals[done.because])
  const { factor, recoveryCodes } = done
  return reply.header('cache-control', 'no-store').send({ factor, recoveryCodes: recoveryCodes === null ? null : [...recoveryCodes] })
}

const wrongPassword = refusal(
  'signature-refused',
  '密码不正确，未作任何更改。',
  'Expected your own password again, but it is wrong. Nothing was changed.',
)
const notHere = refusal(
  'factor-refused',
  '当前访问地址不能使用通行密钥，请用本单位的正式地址（https）或 http://localhost 访问。',
  'Passkeys cannot be used at this address. Use the public address of this house (https), or http://localhost.',
)
const refusals: Readonly<Record<EnrolmentRefusal, Refusal>> = {
  'too-many': refusal('factor-refused', '第二因素最多 10 个，请先移除不用的。', 'Expected at most 10 factors. Remove one first.'),
  'code-wrong': refusal(
    'factor-refused',
    '动态口令不正确，请核对手机时间后输入最新的口令。',
    'Expected a code of the secret just shown, but it is another. Check the clock of the device and give the newest code.',
  ),
  'passkey-wrong': refusal(
    'factor-refused',
    '通行密钥未能登记：答复不是针对本次请求的，或未验证使用者本人。',
    'The passkey was not enrolled: the answer is not to this question, or the person was not verified.',
  ),
  'factor-unknown': notFound,
  'last-factor': refusal(
    'factor-refused',
    '您的岗位须有第二因素，最后一个不能移除；请先启用另一个。',
    'A second factor is demanded of you, so the last one stays. Enrol another first.',
  ),
}
