import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import type { Documents } from '../documents/documents.ts'
import { liveClauses } from '../documents/live-clauses.ts'
import type { DocumentPress } from '../documents/print/document-press.ts'
import { answerProblem } from './answer-problem.ts'
import { Clause } from './api/documents.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { policyOfPage } from './face-policy.ts'
import { languageOf } from './language.ts'
import { notFound, refusal } from './problems.ts'

export type DocumentRouteNeeds = CallerNeeds & Readonly<{ pool: Pool; documents: Documents; documentPress: DocumentPress }>

const Printed = Type.Object({ code: Type.String({ maxLength: 20 }) })
const OnDay = Type.Object({
  /** The revision in force on this day; today unless said. */
  on: Type.Optional(Type.String({ format: 'date' })),
  lang: Type.Optional(Type.String({ maxLength: 10 })),
})

const notForOne = refusal(
  'not-allowed',
  '条款覆盖统计全部案卷，须由授权不限于某一鉴定所的人员查看。',
  'Expected a role held for all centres, but you hold none.',
)

/** The controlled documents as people read them, and where the standard is met. */
export function documentRoutes(needs: DocumentRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/documents/:code/html',
      {
        schema: {
          tags: ['documents'],
          summary: 'The revision in force as a controlled document, on a page',
          params: Printed,
          querystring: OnDay,
          response: answers({ 200: bytesOf('text/html') }),
        },
      },
      async (request, reply) => {
        const page = await needs.documentPress.html(request.params.code, request.query.on ?? (await needs.today()), languageOf(request))
        if (page === null) return answerProblem(request, reply, notFound)
        return reply.type('text/html; charset=utf-8').header('content-security-policy', policyOfPage(page)).send(page)
      },
    )
    app.get(
      '/api/documents/:code/pdf',
      {
        schema: {
          tags: ['documents'],
          summary: 'The revision in force as a controlled document, PDF/A',
          params: Printed,
          querystring: OnDay,
          response: answers({ 200: bytesOf('application/pdf') }),
        },
      },
      async (request, reply) => {
        const { code } = request.params
        const pdf = await needs.documentPress.pdf(code, request.query.on ?? (await needs.today()), languageOf(request))
        if (pdf === null) return answerProblem(request, reply, notFound)
        return reply.type('application/pdf').header('content-disposition', `inline; filename="${code}.pdf"`).send(pdf)
      },
    )
    app.get(
      '/api/clauses',
      {
        schema: {
          tags: ['documents'],
          summary: 'Clause of the standard → documents → steps → live records',
          querystring: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })) }),
          response: answers({ 200: Type.Array(Clause) }),
        },
      },
      async (request, reply) => {
        // Counts over all cases: nobody whose sight is one centre's, or their own, is told them.
        if (callerOf(request).sites !== null) return answerProblem(request, reply, notForOne)
        return reply.send(await liveClauses(await needs.today(), needs))
      },
    )
  }
}
