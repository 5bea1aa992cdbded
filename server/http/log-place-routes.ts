import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { AnchorTrouble } from '../anchors/trouble.ts'
import { mayReadAssurance } from '../assurance/may-read.ts'
import { scopeOf } from '../cases/viewer.ts'
import { makeCaseReader } from '../database/case-reader.ts'
import type { LogStatus } from '../log/log-status.ts'
import { logPlace, logPlacesOf, receiptOf } from '../log/receipts.ts'
import { viewLog } from '../log/view-log.ts'
import { answerProblem } from './answer-problem.ts'
import { CaseLogView, LogPlaceView, LogView } from './api/log.ts'
import { callerOf, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { notFound, refusal } from './problems.ts'
import { findAsked, RecordId, type RecordPlaceNeeds, recordAddress } from './record-address.ts'

export type LogPlaceRouteNeeds = RecordPlaceNeeds &
  Readonly<{ status: () => Promise<LogStatus>; troubles: () => Promise<readonly AnchorTrouble[]> }>

const CaseId = Type.Object({ id: Type.String({ maxLength: 60 }) })
const EntryId = Type.Object({ id: Type.String({ maxLength: 60 }), sequence: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }) })

/** What the log says of a record or a case, and how the log itself stands, for those who may read them. */
export function logPlaceRoutes(needs: LogPlaceRouteNeeds): FastifyPluginAsyncTypebox {
  const { pool } = needs
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/log',
      { schema: { tags: ['log'], summary: 'How the log stands', response: answers({ 200: LogView }) } },
      async (request, reply) => {
        const [status, troubles] = await Promise.all([needs.status(), needs.troubles()])
        // What exactly was answered may name addresses and folders of this installation.
        const sees = await mayReadAssurance(callerOf(request), await needs.today(), needs.cases.documents)
        return reply.send(await viewLog(pool, status, sees ? troubles : troubles.map((one) => ({ ...one, detail: null }))))
      },
    )
    app.get(
      `${recordAddress}/log`,
      {
        schema: { tags: ['log'], summary: 'Where a record stands in the log', params: RecordId, response: answers({ 200: LogPlaceView }) },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        const place = await logPlace(pool, { stream: found.state.id, sequence: found.part.sequence })
        return reply.send({ ...place, kept: [...place.kept] })
      },
    )
    app.get(
      `${recordAddress}/receipt`,
      {
        schema: {
          tags: ['log'],
          summary: 'What proves that the record stands in the log (C2SP tlog-proof)',
          params: RecordId,
          response: answers({ 200: bytesOf('text/plain') }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        const bytes = await receiptOf(pool, { stream: found.state.id, sequence: found.part.sequence })
        const { form, number, serial } = request.params
        return bytes === null ? answerProblem(request, reply, notAnchored) : sendReceipt(reply, `${form}-${number}-${serial}`, bytes)
      },
    )
    app.get(
      '/api/cases/:id/log',
      { schema: { tags: ['log'], summary: 'Where the entries of a case stand', params: CaseId, response: answers({ 200: CaseLogView }) } },
      async (request, reply) => {
        const state = await makeCaseReader(pool, scopeOf(callerOf(request))).byId(request.params.id)
        return state === null ? answerProblem(request, reply, notFound) : reply.send([...(await logPlacesOf(pool, state.id))])
      },
    )
    app.get(
      '/api/cases/:id/log/:sequence/receipt',
      {
        schema: {
          tags: ['log'],
          summary: 'What proves that an entry of the case stands in the log (C2SP tlog-proof)',
          params: EntryId,
          response: answers({ 200: bytesOf('text/plain') }),
        },
      },
      async (request, reply) => {
        const { id, sequence } = request.params
        const state = await makeCaseReader(pool, scopeOf(callerOf(request))).byId(id)
        if (state === null || sequence > state.version) return answerProblem(request, reply, notFound)
        const bytes = await receiptOf(pool, { stream: state.id, sequence })
        return bytes === null
          ? answerProblem(request, reply, notAnchored)
          : sendReceipt(reply, `${state.numbers.case_number ?? state.id}-${sequence}`, bytes)
      },
    )
  }
}

const notAnchored = refusal(
  'not-ready',
  '还没有检查点覆盖这条记录，请稍后再取存证回执。',
  'Expected a checkpoint that holds this record, but there is none yet. Ask again in a minute.',
)

function sendReceipt(reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply {
  return reply
    .type('text/plain; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, '-')}.tlog-proof"`)
    .header('cache-control', 'private, no-store')
    .send(Buffer.from(bytes))
}
