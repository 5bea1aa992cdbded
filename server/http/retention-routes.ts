import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Signer, Words } from '#engine'
import { retentionClasses } from '#records'
import { namesOf } from '../cases/names-of.ts'
import { beginReading, readRef } from '../cases/reading.ts'
import { retention as classWords } from '../documents/render/make-face.ts'
import { makeIdentifier } from '../identifier.ts'
import { type DueNeeds, dueList } from '../retention/due-list.ts'
import { heldCases, noteHold } from '../retention/holds.ts'
import { openAppraisal } from '../retention/open-appraisal.ts'
import { holdingRole, mayReadRetention, type OrderingDocument, orderingDocuments } from '../retention/ordering-documents.ts'
import { ordersTold } from '../retention/orders.ts'
import { answerProblem } from './answer-problem.ts'
import { answerRejection } from './answer-rejection.ts'
import { AppraisalStarted, DisposalOrder, DueList, Hold, HoldNoted, LiftHold, PlaceHold, StartAppraisal } from './api/retention.ts'
import { type CallerNeeds, callerOf, refuseReadOnly, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { idempotencyOf, keyReused } from './idempotency.ts'
import { notFound, type Refusal, refusal } from './problems.ts'

export type RetentionRouteNeeds = CallerNeeds & Readonly<{ retention: DueNeeds }>

const Lang = Type.Optional(Type.String({ maxLength: 10 }))
const Due = Type.Object({
  class: Type.Optional(Type.String({ maxLength: 10 })),
  form: Type.Optional(Type.String({ maxLength: 20 })),
  year: Type.Optional(Type.Integer({ minimum: 1900, maximum: 9999 })),
  /** What will be due on this day; today unless said. */
  on: Type.Optional(Type.String({ format: 'date' })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  lang: Lang,
})

/** What is due for disposal, legal holds, and what was disposed of. For those outside the house they do not exist. */
export function retentionRoutes(needs: RetentionRouteNeeds): FastifyPluginAsyncTypebox {
  const { retention } = needs
  /** The ordering documents, for somebody who may look; null for everybody else. */
  const seen = async (request: FastifyRequest): Promise<readonly OrderingDocument[] | null> => {
    const ordering = await orderingDocuments(retention.documents, await needs.today())
    return mayReadRetention(callerOf(request).roles, ordering) ? ordering : null
  }
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/retention/due',
      { schema: { tags: ['retention'], summary: 'Records whose term has run out', querystring: Due, response: answers({ 200: DueList }) } },
      async (request, reply) => {
        const ordering = await seen(request)
        if (ordering === null) return answerProblem(request, reply, notFound)
        const today = await needs.today()
        const { class: kept = null, form = null, year = null, on = today, after = null } = request.query
        const found = await dueList({ on, class: kept, form, year, after }, ordering, retention)
        const { roles, readOnly } = callerOf(request)
        return reply.send({
          on,
          total: found.total,
          next: found.next,
          items: found.items.map((item) => ({ ...item, appraisals: [...item.appraisals] })),
          classes: retentionClasses.map((code) => ({ code, title: classWords[code] })),
          documents: ordering.filter(({ steps }) => steps.some(({ fromDueList }) => fromDueList)).map(documentOf),
          may: {
            hold: !readOnly && holdingRole(roles, ordering) !== undefined,
            appraise: !readOnly && ordering.some(({ procedure }) => roles.some(({ role }) => procedure.openedBy.includes(role))),
          },
        })
      },
    )
    app.post(
      '/api/retention/appraisals',
      {
        schema: {
          tags: ['retention'],
          summary: 'Open a case that appraises lines of the due list',
          body: StartAppraisal,
          response: answers({ 201: AppraisalStarted }),
        },
      },
      async (request, reply) => {
        const ordering = await seen(request)
        if (ordering === null) return answerProblem(request, reply, notFound)
        if (refuseReadOnly(request, reply) !== null) return reply
        const idempotency = idempotencyOf(request, reply)
        if (idempotency === null) return reply
        const caller = callerOf(request)
        const { document, numbers, subject } = request.body
        const asked = { document, numbers, subject, person: caller, session: caller.session, idempotency }
        const opened = await openAppraisal(asked, makeIdentifier(), await needs.today(), ordering, retention)
        switch (opened.outcome) {
          case 'opened':
            return reply.status(201).send(opened.answer)
          case 'no-document':
            return answerProblem(request, reply, notFound)
          case 'not-due':
          case 'held':
            return answerProblem(request, reply, notFree(opened.outcome, opened.numbers))
          case 'key-reused':
            return answerProblem(request, reply, keyReused)
          case 'rejected': {
            const { zone } = await retention.organisation()
            const names = await namesOf(opened.procedure, opened.baseline, zone, retention.documents)
            return answerRejection(request, reply, opened.rejection, names)
          }
          default:
            return opened satisfies never
        }
      },
    )
    app.get(
      '/api/retention/holds',
      {
        schema: {
          tags: ['retention'],
          summary: 'Legal holds that stand',
          querystring: Type.Object({ lang: Lang }),
          response: answers({ 200: Type.Array(Hold) }),
        },
      },
      async (request, reply) => {
        if ((await seen(request)) === null) return answerProblem(request, reply, notFound)
        const [held, reading] = await Promise.all([heldCases(retention.pool), beginReading(retention)])
        const holds = await Promise.all(
          held.map(async ({ stream, holds: standing }) => {
            const state = await retention.reader.byId(stream)
            if (state === null) return []
            const number = state.numbers.case_number ?? ''
            const ref = await readRef(reading, { ...state, number })
            return standing.map((hold) => ({ ...hold, case: ref }))
          }),
        )
        return reply.send(holds.flat())
      },
    )
    app.post(
      '/api/retention/holds',
      { schema: { tags: ['retention'], summary: 'Place a legal hold', body: PlaceHold, response: answers({ 201: HoldNoted }) } },
      async (request, reply) => {
        const by = await holderOf(request, reply, await seen(request))
        if (by === null) return reply
        const { case: number, reference, reason } = request.body
        const noted = await noteHold({ act: 'place', case: number, reference, reason, session: callerOf(request).session, by }, retention)
        return noted.outcome === 'noted' ? reply.status(201).send({ hold: noted.hold }) : answerProblem(request, reply, notFound)
      },
    )
    app.post(
      '/api/retention/holds/:hold/lift',
      {
        schema: {
          tags: ['retention'],
          summary: 'Lift a legal hold',
          params: Type.Object({ hold: Type.String({ maxLength: 60 }) }),
          body: LiftHold,
          response: answers({ 200: HoldNoted }),
        },
      },
      async (request, reply) => {
        const by = await holderOf(request, reply, await seen(request))
        if (by === null) return reply
        const { case: number, reason } = request.body
        const { hold } = request.params
        const noted = await noteHold({ act: 'lift', case: number, hold, reason, session: callerOf(request).session, by }, retention)
        return noted.outcome === 'noted' ? reply.send({ hold: noted.hold }) : answerProblem(request, reply, notFound)
      },
    )
    app.get(
      '/api/retention/orders',
      {
        schema: {
          tags: ['retention'],
          summary: 'What was ordered to be disposed of, and what came of it',
          querystring: Type.Object({ lang: Lang }),
          response: answers({ 200: Type.Array(DisposalOrder) }),
        },
      },
      async (request, reply) => {
        if ((await seen(request)) === null) return answerProblem(request, reply, notFound)
        const orders = await ordersTold(retention)
        return reply.send(
          orders.map((order) => ({
            ...order,
            numbers: [...order.numbers],
            waiting: [...order.waiting],
            disposed: order.disposed.map(({ case: of, data }) => ({ case: of, data: [...data] })),
          })),
        )
      },
    )
  }
}

type Subject = Readonly<{ key: string; type: string; title: Readonly<{ zh: string; en: string }>; optional: boolean }>

function documentOf({ procedure }: OrderingDocument): { code: string; title: Words; subject: Subject[] } {
  const subject = [...procedure.subject].map(([key, { type, title, optional }]) => ({ key, type, title, optional: optional === true }))
  return { code: procedure.code, title: procedure.document.title, subject }
}

function notFree(because: 'not-due' | 'held', numbers: readonly string[]): Refusal {
  const listed = numbers.slice(0, 5).join('、')
  return because === 'held'
    ? refusal('not-ready', `处于保全中：${listed}。`, `Expected lines under no legal hold, but these are: ${listed}.`)
    : refusal('not-ready', `未到期或不存在：${listed}。`, `Expected lines that are due, but these are not: ${listed}.`)
}

/** Who notes a hold, as the role that may; null: answered already. */
async function holderOf(
  request: FastifyRequest,
  reply: FastifyReply,
  ordering: readonly OrderingDocument[] | null,
): Promise<((at: string) => Signer) | null> {
  if (ordering === null) {
    answerProblem(request, reply, notFound)
    return null
  }
  if (refuseReadOnly(request, reply) !== null) return null
  const { person, name, roles } = callerOf(request)
  const held = holdingRole(roles, ordering)
  if (held === undefined) {
    answerProblem(
      request,
      reply,
      refusal('not-allowed', '您没有可以保全或解除保全的角色。', 'Expected a role that may place a legal hold, but you hold none.'),
    )
    return null
  }
  return (at) => ({ kind: 'person', person, name, role: held.role, standsFor: held.standsFor, signature: null, at })
}
