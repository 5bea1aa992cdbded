import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AskedBy, Assurance } from '../assurance/make-assurance.ts'
import { mayReadAssurance } from '../assurance/may-read.ts'
import type { Documents } from '../documents/documents.ts'
import { answerProblem } from './answer-problem.ts'
import { Acknowledgement, AssuranceRun, AssuranceView } from './api/assurance.ts'
import { type CallerNeeds, callerOf, refuseReadOnly, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound, refusal } from './problems.ts'

export type AssuranceRouteNeeds = CallerNeeds & Readonly<{ assurance: Assurance; documents: Documents }>

const SHOWN = 30
const tags = ['audit']
const RunId = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** What the nightly comparison has found; who may, has one made now, and takes note of what it found. */
export function assuranceRoutes(needs: AssuranceRouteNeeds): FastifyPluginAsyncTypebox {
  const { assurance } = needs
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.addHook('preHandler', async (request, reply) =>
      (await mayReadAssurance(callerOf(request), await needs.today(), needs.documents))
        ? undefined
        : answerProblem(request, reply, notForYou),
    )
    app.get(
      '/api/assurance',
      { schema: { tags, summary: 'What was compared, and what was found', response: answers({ 200: AssuranceView }) } },
      async (request) => {
        const [{ alarm }, runs] = await Promise.all([assurance.standing(), assurance.latest(SHOWN)])
        return { alarm, runs: [...runs], mayAct: !callerOf(request).readOnly } as AssuranceView
      },
    )
    app.post(
      '/api/assurance/runs',
      { schema: { tags, summary: 'Compare everything now', response: answers({ 202: AssuranceRun }) } },
      async (request, reply) => {
        if (refuseReadOnly(request, reply) !== null) return reply
        return reply.status(202).send((await assurance.start('person', askedBy(request))) as AssuranceRun)
      },
    )
    app.post(
      '/api/assurance/runs/:id/acknowledgement',
      {
        schema: {
          tags,
          summary: 'Take note of what was found',
          params: RunId,
          body: Acknowledgement,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        if (refuseReadOnly(request, reply) !== null) return reply
        const done = await assurance.acknowledge(request.params.id, request.body.reason.trim(), askedBy(request))
        if (done.outcome === 'unknown') return answerProblem(request, reply, notFound)
        return done.outcome === 'done' ? reply.status(204).send(null) : answerProblem(request, reply, nothingThere)
      },
    )
  }
}

function askedBy(request: FastifyRequest): AskedBy {
  const { person, name, session, roles } = callerOf(request)
  return { person, name, session, role: roles[0]?.role ?? '' }
}

const notForYou = refusal(
  'not-allowed',
  '比对结果由管理员、审核员和文件归口人员查看。',
  'Expected an administrator, the auditor or the owner of a document.',
)
const nothingThere = refusal(
  'not-found',
  '这次比对没有待确认的结果。',
  'Expected a run that waits to be taken note of, but this one does not.',
)
