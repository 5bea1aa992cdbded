import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import type { Ledger } from '../database/ledger.ts'
import type { Documents } from '../documents/documents.ts'
import { administratorSigner, writeOrganisationAct } from '../people/organisation-log.ts'
import { accessList } from '../privacy/access-list.ts'
import { eraseKeys } from '../privacy/erase.ts'
import { makeErasureRequests } from '../privacy/erasure-requests.ts'
import { keysOfPerson } from '../privacy/keys-of-person.ts'
import { type HeldValue, personFile } from '../privacy/person-file.ts'
import { restrict } from '../privacy/restrict.ts'
import { administratorOf } from './administrator.ts'
import { answerProblem } from './answer-problem.ts'
import {
  Access,
  AskErasure,
  DecideErasure,
  ErasureDone,
  ErasureRequest,
  PersonFile,
  PersonNamed,
  PlainFile,
  PlainPersonFile,
  Restrict,
} from './api/privacy.ts'
import { type CallerNeeds, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound, refusal } from './problems.ts'

export type PrivacyRouteNeeds = CallerNeeds &
  Readonly<{
    pool: Pool
    ledger: Ledger
    documents: Documents
    organisation: () => Promise<Readonly<{ id: string }>>
    disposal?: Pool
    purgePackages?: () => Promise<void>
    forgetSheets?: (stream: string) => Promise<void>
  }>

const tags = ['privacy']
const RequestId = Type.Object({ id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }) })

/**
 * Personal data: the security administrator answers for it (information, restriction, erasure asked for), the audit
 * administrator decides on erasures and sees who was shown what. Neither takes steps in cases, and nobody is both.
 */
export function privacyRoutes(needs: PrivacyRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    const requests = makeErasureRequests(needs.pool)

    app.post(
      '/api/privacy/file',
      { schema: { tags, summary: 'What is held of a person, masked', body: PersonNamed, response: answers({ 200: PersonFile }) } },
      async (request, reply) => {
        if (officer(request) === null) return answerProblem(request, reply, notForYou)
        const keys = await keysOfPerson(needs.pool, request.body)
        const values = await personFile(keys, needs)
        const accesses = await accessesTo(values, needs.pool)
        return reply.send({
          subjects: keys.length,
          restricted: keys.some(({ restricted }) => restricted),
          values: values.map(maskedView),
          accesses: [...accesses],
        })
      },
    )
    app.post(
      '/api/privacy/file/plain',
      {
        schema: {
          tags,
          summary: 'The same for the person who asks; recorded',
          body: PlainFile,
          response: answers({ 200: PlainPersonFile }),
        },
      },
      async (request, reply) => {
        const by = officer(request)
        if (by === null) return answerProblem(request, reply, notForYou)
        const values = await personFile(await keysOfPerson(needs.pool, request.body), needs)
        if (values.length === 0) return answerProblem(request, reply, notFound)
        const { at } = await needs.ledger.now()
        const shown = new Map(values.map((one) => [one.record ?? one.caseNumber, one.case]))
        await writeOrganisationAct(
          {
            organisation: (await needs.organisation()).id,
            session: by.session,
            beside: [],
            says: (now) =>
              [...shown].map(([record, id]) => ({
                kind: 'access' as const,
                by: administratorSigner(by, by.role, now),
                case: id,
                record,
                path: '',
                reason: tidy(request.body.reason),
              })),
          },
          needs,
        )
        const accesses = [...(await accessesTo(values, needs.pool))]
        const plain = values.map((one) => ({ ...maskedView(one), value: one.value }))
        return reply.send({ format: 'guiju-person-file/1' as const, at, values: plain, accesses })
      },
    )
    app.post(
      '/api/privacy/restrictions',
      {
        schema: { tags, summary: 'Restrict what is held of a person, or lift it', body: Restrict, response: answers({ 204: Type.Null() }) },
      },
      async (request, reply) => {
        const by = officer(request)
        if (by === null) return answerProblem(request, reply, notForYou)
        const keys = (await keysOfPerson(needs.pool, request.body)).map(({ id }) => id)
        if (keys.length === 0) return answerProblem(request, reply, notFound)
        const { act, basis } = request.body
        const organisation = (await needs.organisation()).id
        const signer = (at: string) => administratorSigner(by, by.role, at)
        await restrict({ act, keys, basis: tidy(basis), by: signer, organisation, session: by.session }, needs)
        return reply.status(204).send(null)
      },
    )
    app.post(
      '/api/privacy/erasures',
      { schema: { tags, summary: 'Ask for an erasure', body: AskErasure, response: answers({ 202: Type.Object({ id: Type.String() }) }) } },
      async (request, reply) => {
        const by = officer(request)
        if (by === null) return answerProblem(request, reply, notForYou)
        const keys = (await keysOfPerson(needs.pool, request.body)).map(({ id }) => id)
        if (keys.length === 0) return answerProblem(request, reply, notFound)
        return reply.status(202).send({ id: await requests.ask(keys, tidy(request.body.basis), by) })
      },
    )
    app.get(
      '/api/privacy/erasures',
      { schema: { tags, summary: 'Erasures asked for', response: answers({ 200: Type.Array(ErasureRequest) }) } },
      async (request, reply) => {
        if (reader(request) === null) return answerProblem(request, reply, notForYou)
        const decider = administratorOf(request, 'audit_admin')
        const waiting = await requests.open()
        return reply.send(
          waiting.map(({ id, basis, requestedBy, requestedByName, requestedAt, values }) => ({
            id,
            basis,
            requestedBy: requestedByName,
            requestedAt,
            values,
            mayDecide: decider !== null && decider.person !== requestedBy,
          })),
        )
      },
    )
    app.post(
      '/api/privacy/erasures/:id/decision',
      {
        schema: { tags, summary: 'Decide on an erasure', params: RequestId, body: DecideErasure, response: answers({ 200: ErasureDone }) },
      },
      async (request, reply) => decide(request, reply, request.params.id, request.body.agree, needs),
    )
    app.get(
      '/api/privacy/accesses',
      {
        schema: {
          tags,
          summary: 'Who was shown what, latest first',
          querystring: Type.Object({
            before: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
            lang: Type.Optional(Type.String({ maxLength: 10 })),
          }),
          response: answers({ 200: Type.Array(Access) }),
        },
      },
      async (request, reply) => {
        if (reader(request) === null) return answerProblem(request, reply, notForYou)
        return reply.send([...(await accessList(needs.pool, { before: request.query.before ?? null }))])
      },
    )
  }
}

async function decide(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  agree: boolean,
  needs: PrivacyRouteNeeds,
): Promise<FastifyReply> {
  const by = administratorOf(request, 'audit_admin')
  if (by === null) return answerProblem(request, reply, notForYou)
  const requests = makeErasureRequests(needs.pool)
  const asked = await requests.find(id)
  if (asked === null) return answerProblem(request, reply, notFound)
  if (asked.requestedBy === by.person) return answerProblem(request, reply, samePerson)
  if (!agree) {
    await requests.withdraw(id)
    return reply.send({ outcome: 'declined', cases: 0, values: 0 })
  }
  const done = await eraseKeys(
    {
      keys: asked.keys,
      basis: `${asked.basis}（${asked.requestedByName} 申请，${by.name} 同意）`,
      by: (at) => administratorSigner(by, by.role, at),
      session: by.session,
      beside: [{ text: 'delete from erasure_request where id = $1', values: [id] }],
    },
    {
      pool: needs.pool,
      ledger: needs.ledger,
      organisation: (await needs.organisation()).id,
      disposal: needs.disposal,
      purgePackages: needs.purgePackages,
      forgetSheets: needs.forgetSheets,
    },
  )
  return done.outcome === 'erased' ? reply.send(done) : answerProblem(request, reply, stillNeeded(done.because, done.cases))
}

/** The administrator who answers for personal data. */
const officer = (request: FastifyRequest) => administratorOf(request, 'security_admin')
const reader = (request: FastifyRequest) => officer(request) ?? administratorOf(request, 'audit_admin')

const tidy = (text: string) => text.normalize('NFC').trim()

function accessesTo(values: readonly HeldValue[], pool: Pool) {
  const records = new Set(values.map(({ record, caseNumber }) => record ?? caseNumber))
  return accessList(pool, { records })
}

function maskedView({ case: id, caseNumber, caseTitle, closed, value: _, ...rest }: HeldValue) {
  return { ...rest, case: { id, number: caseNumber, title: caseTitle, closed } }
}

const notForYou = refusal(
  'not-allowed',
  '个人信息由安全管理员负责，删除由审计管理员决定。',
  'Personal data are answered for by the security administrator; erasures are decided by the audit administrator.',
)

const samePerson = refusal('not-allowed', '删除须由申请人以外的人决定。', 'Expected somebody else than who asked to decide on an erasure.')

function stillNeeded(because: 'running' | 'held', cases: readonly string[]) {
  const named = cases.slice(0, 5).join('、')
  return because === 'running'
    ? refusal(
        'erasure-refused',
        `案卷 ${named} 尚未办结，仍需使用这些信息。可先限制处理。`,
        `Expected every case to be closed before its values are erased, but ${named} still runs. Restrict them meanwhile.`,
      )
    : refusal(
        'erasure-refused',
        `案卷 ${named} 处于冻结保管，不得删除。`,
        `Expected no legal hold on what is erased, but ${named} is held.`,
      )
}
