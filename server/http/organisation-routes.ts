import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import { hashText, parseStamp, readFacts } from '#records'
import { AUDITOR } from '../people/administrators.ts'
import { answerProblem } from './answer-problem.ts'
import { Page } from './api/common.ts'
import { OrganisationLogItem } from './api/people.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers } from './declare-answers.ts'
import { refusal } from './problems.ts'

const PAGE = 100
const LogQuery = Type.Object({
  before: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
  lang: Type.Optional(Type.String({ maxLength: 10 })),
})
type Row = Readonly<{ sequence: number; facts: Buffer; stamp: string; hash: Buffer }>

const notForYou = refusal(
  'not-allowed',
  '机构日志由审计管理员和审核员查看。',
  'The log of the organisation is for the audit administrator and the auditor.',
)

/** What was done in the organisation: rights given and ended, releases, campaigns, packages taken away, masked values shown. */
export function organisationRoutes(needs: CallerNeeds & Readonly<{ pool: Pool }>): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/organisation/log',
      {
        schema: {
          tags: ['administration'],
          summary: 'The log of the organisation, latest first',
          querystring: LogQuery,
          response: answers({ 200: Page(OrganisationLogItem) }),
        },
      },
      async (request, reply) => {
        if (!callerOf(request).roles.some(({ role, standsFor }) => standsFor === null && (role === 'audit_admin' || role === AUDITOR)))
          return answerProblem(request, reply, notForYou)
        const { rows } = await needs.pool.query<Row>(
          'select sequence, facts, stamp, hash from entry where stream = (select id from organisation) and ($1::int is null or sequence < $1) order by sequence desc limit $2',
          [request.query.before ?? null, PAGE],
        )
        const last = rows.at(-1)
        return reply.send({ items: rows.map(itemOf), next: rows.length < PAGE || last === undefined ? null : String(last.sequence) })
      },
    )
  }
}

function itemOf({ sequence, facts, stamp, hash }: Row) {
  const read = readFacts(facts)
  const stamped = parseStamp(stamp)
  const said = read.outcome === 'read' ? read.facts : null
  return {
    sequence,
    kind: said?.kind ?? 'unreadable',
    at: said?.at ?? '',
    recordedAt: stamped?.recordedAt ?? '',
    clock: stamped?.clock ?? '',
    by: said !== null && 'by' in said ? said.by.name : '',
    facts: said,
    hash: hashText(hash),
  }
}
