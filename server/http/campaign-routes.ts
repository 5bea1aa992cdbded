import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { campaignYear } from '../inspections/campaign-year.ts'
import { type CampaignNeeds, startCampaign } from '../inspections/start-campaign.ts'
import { answerProblem } from './answer-problem.ts'
import { CampaignResult, CampaignYear, StartCampaign } from './api/inspections.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { languageOf } from './language.ts'
import { notFound, refusal } from './problems.ts'

export type CampaignRouteNeeds = CallerNeeds & Readonly<{ campaigns: CampaignNeeds }>

const YearId = Type.Object({ document: Type.String({ maxLength: 20 }), year: Type.Integer({ minimum: 1900, maximum: 2999 }) })
const Lang = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })) })

/** A year of a document for all centres: opening it in one act, and seeing it at a glance. */
export function campaignRoutes(needs: CampaignRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    // Asking twice opens nothing twice by itself: the claims on centre and year see to it, with or without an Idempotency-Key.
    app.post(
      '/api/campaigns',
      {
        schema: {
          tags: ['inspections'],
          summary: 'Open a year for all eligible centres',
          body: StartCampaign,
          response: answers({ 200: CampaignResult }),
        },
      },
      async (request, reply) => {
        const caller = callerOf(request)
        const done = await startCampaign({ ...request.body, viewer: caller, session: caller.session }, needs.campaigns)
        switch (done.outcome) {
          case 'started':
            return reply.send({ opened: done.opened, alreadyOpen: done.alreadyOpen, notEligible: done.notEligible })
          case 'no-campaign':
            return answerProblem(request, reply, notFound)
          case 'not-allowed':
            return answerProblem(
              request,
              reply,
              refusal(
                'not-allowed',
                '启动批次须由文件规定的角色办理，且其授权不限于某一鉴定所。',
                'Expected the role the document names for this, held for all centres, but you do not hold it.',
              ),
            )
          case 'not-by-year':
            return answerProblem(
              request,
              reply,
              refusal(
                'value-unknown',
                `本文件还须逐案填写：${done.keys.join('、')}。`,
                `Expected a document whose cases differ by centre and year alone, but this one also needs: ${done.keys.join(', ')}.`,
              ),
            )
          default:
            return done satisfies never
        }
      },
    )
    app.get(
      '/api/campaigns/:document/:year',
      {
        schema: {
          tags: ['inspections'],
          summary: 'The year at a glance',
          params: YearId,
          querystring: Lang,
          response: answers({ 200: CampaignYear }),
        },
      },
      async (request, reply) => {
        const view = await campaignYear(
          request.params.document,
          request.params.year,
          callerOf(request),
          languageOf(request),
          needs.campaigns,
        )
        return view === null ? answerProblem(request, reply, notFound) : reply.send(view)
      },
    )
  }
}
