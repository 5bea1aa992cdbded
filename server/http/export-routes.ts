import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { type Static, Type } from 'typebox'
import { characteristicsPage, type FourCharacteristics, type ExportScope as PackageScope, wholeOrganisation } from '#records'
import { isUuid, type PostgresCaseReader } from '../database/case-reader.ts'
import type { Documents } from '../documents/documents.ts'
import { clauseScope, exportChoices, fileOrders } from '../inspections/export-choices.ts'
import type { ExportJobs } from '../inspections/export-jobs.ts'
import { exportableDocuments } from '../inspections/may-export.ts'
import { answerProblem } from './answer-problem.ts'
import { ExportChoices, ExportJob, type ExportScope, StartExport } from './api/inspections.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { notFound, refusal } from './problems.ts'

export type ExportRouteNeeds = CallerNeeds &
  Readonly<{ jobs: ExportJobs; documents: Documents; reader: PostgresCaseReader; pool: Pick<Pool, 'query'> }>

const JobId = Type.Object({ id: Type.String({ maxLength: 60 }) })

/** Audit packages: asked for with a reason, made in the background, fetched when whole. Each is an entry of the organisation before a byte leaves. */
export function exportRoutes(needs: ExportRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.post(
      '/api/exports',
      { schema: { tags: ['audit'], summary: 'Ask for an audit package', body: StartExport, response: answers({ 202: ExportJob }) } },
      async (request, reply) => {
        const scope = await scopeAsked(request.body.scope, needs)
        if (scope === null) return answerProblem(request, reply, notFound)
        if (!(await mayTake(request, scope, needs))) return answerProblem(request, reply, notForYou)
        const asked = request.body.order
        const orders = await fileOrders(needs)
        const order = asked === undefined ? orders[0] : orders.find(({ code }) => code === asked)
        if (order === undefined) return answerProblem(request, reply, notFound)
        const { person, name, session, roles } = callerOf(request)
        const job = await needs.jobs.start({
          scope,
          order,
          reason: request.body.reason,
          by: { person, name, role: roles[0]?.role ?? '' },
          session,
        })
        return reply.status(202).send(job)
      },
    )
    app.get(
      '/api/exports',
      { schema: { tags: ['audit'], summary: 'Packages asked for', response: answers({ 200: Type.Array(ExportJob) }) } },
      async (request) => needs.jobs.list(await ownOnly(request, needs)),
    )
    app.get(
      '/api/exports/choices',
      { schema: { tags: ['audit'], summary: 'Orders, batches and clauses to choose from', response: answers({ 200: ExportChoices }) } },
      async () => exportChoices(needs.pool, needs),
    )
    app.get(
      '/api/exports/:id',
      { schema: { tags: ['audit'], summary: 'How far it is', params: JobId, response: answers({ 200: ExportJob }) } },
      async (request, reply) => {
        const job = await needs.jobs.find(request.params.id, await ownOnly(request, needs))
        return job === null ? answerProblem(request, reply, notFound) : reply.send(job)
      },
    )
    app.get(
      '/api/exports/:id/report',
      {
        schema: {
          tags: ['audit'],
          summary: 'The four-characteristics report of the finished package, as a page that prints',
          params: JobId,
          response: answers({ 200: bytesOf('text/html') }),
        },
      },
      async (request, reply) => {
        const job = await needs.jobs.find(request.params.id, await ownOnly(request, needs))
        if (job === null) return answerProblem(request, reply, notFound)
        if (job.report === null) return answerProblem(request, reply, notReady)
        const report: FourCharacteristics = {
          ...job.report.characteristics,
          format: 'guiju-four-characteristics/1',
          standard: 'DA/T 70-2018',
          seen: 'verified',
        }
        return reply
          .type('text/html; charset=utf-8')
          .header('content-disposition', `attachment; filename="four-characteristics-${job.id}.html"`)
          .send(characteristicsPage(report, job.id))
      },
    )
    app.delete(
      '/api/exports/:id',
      { schema: { tags: ['audit'], summary: 'Cancel it', params: JobId, response: answers({ 204: Type.Null() }) } },
      async (request, reply) => {
        const job = await needs.jobs.find(request.params.id, callerOf(request).person)
        if (job === null) return answerProblem(request, reply, notFound)
        await needs.jobs.cancel(job.id)
        return reply.status(204).send(null)
      },
    )
    app.get(
      '/api/exports/:id/package',
      { schema: { tags: ['audit'], summary: 'The package', params: JobId, response: answers({ 200: bytesOf('application/zip') }) } },
      async (request, reply) => {
        const job = await needs.jobs.find(request.params.id, callerOf(request).person)
        if (job === null) return answerProblem(request, reply, notFound)
        if (job.status !== 'done') return answerProblem(request, reply, job.status === 'expired' ? expired : notReady)
        return sendPackage(reply, job, needs.jobs)
      },
    )
  }
}

function sendPackage(reply: FastifyReply, job: ExportJob, jobs: ExportJobs): FastifyReply {
  return reply
    .type('application/zip')
    .header('content-length', job.bytes)
    .header('content-disposition', `attachment; filename="guiju-${job.id}.zip"`)
    .header('cache-control', 'private, no-store')
    .send(jobs.open(job.id))
}

const notReady = refusal('not-ready', '审核包尚未完成。', 'Expected the package to be finished, but it is not.')
const expired = refusal(
  'not-ready',
  '审核包已过保存期，或因所含敏感信息依法删除而一并删除，请重新导出；导出记录仍在。',
  'Expected the package to be kept still, but its time is over, or values it showed were erased: ask for it again. The entry about it stays.',
)

const notForYou = refusal(
  'not-allowed',
  '审核包由审核员、审计管理员或文件归口角色导出；归口角色须指明自己归口的文件。',
  'Expected the auditor, the audit administrator, or the owner of the document, who has to name it.',
)

/** A case may be named by its id or its number; what is not said is not narrowed. Null: no such case, or no such clause. */
async function scopeAsked(scope: Static<typeof ExportScope>, needs: ExportRouteNeeds): Promise<PackageScope | null> {
  const { reader } = needs
  if ('case' in scope) {
    const found = isUuid(scope.case) ? await reader.byId(scope.case) : await reader.byNumber(scope.case)
    return found === null ? null : { ...wholeOrganisation, case: found.numbers.case_number ?? '', document: found.document }
  }
  if ('batch' in scope) return { ...wholeOrganisation, batch: scope.batch }
  if ('clause' in scope) {
    const clause = await clauseScope(scope.standard, scope.clause, needs)
    return clause === null ? null : { ...wholeOrganisation, clause, year: scope.year ?? null }
  }
  if ('centre' in scope) return { ...wholeOrganisation, centre: scope.centre, year: scope.year ?? null }
  return { ...wholeOrganisation, year: scope.year, document: scope.document ?? null }
}

async function mayTake(request: FastifyRequest, { document }: PackageScope, { documents, today }: ExportRouteNeeds): Promise<boolean> {
  const exportable = await exportableDocuments(callerOf(request), await today(), documents)
  return exportable === null || (document !== null && exportable.includes(document))
}

/** The auditor sees every package that left; others their own. */
async function ownOnly(request: FastifyRequest, { documents, today }: ExportRouteNeeds): Promise<string | null> {
  const caller = callerOf(request)
  return (await exportableDocuments(caller, await today(), documents)) === null ? null : caller.person
}
