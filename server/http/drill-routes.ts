import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import { drillsOf, isDrillOwed } from '../backup/drill-log.ts'
import { AUDITOR, isAdministratorRole } from '../people/administrators.ts'
import { answerProblem } from './answer-problem.ts'
import { DrillList } from './api/retention.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound } from './problems.ts'

export type DrillRouteNeeds = CallerNeeds & Readonly<{ pool: Pick<Pool, 'query'> }>

const MOST = 100

/** The drills of the backups: for administrators, the auditor, and everybody who works for the whole house. */
export function drillRoutes(needs: DrillRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/backup/drills',
      {
        schema: {
          tags: ['backup'],
          summary: 'Restores that were tried, and whether one is owed',
          querystring: Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })) }),
          response: answers({ 200: DrillList }),
        },
      },
      async (request, reply) => {
        const may = callerOf(request).roles.some(
          ({ role, site, own }) => role === AUDITOR || isAdministratorRole(role) || (site === null && own === undefined),
        )
        if (!may) return answerProblem(request, reply, notFound)
        const drills = await drillsOf(needs.pool, MOST)
        const passed = drills.find(({ outcome }) => outcome === 'passed')
        const owed = isDrillOwed(passed?.at.slice(0, 10) ?? null, await needs.today())
        return reply.send({ drills: drills.map((drill) => ({ ...drill, findings: [...drill.findings] })), owed })
      },
    )
  }
}
