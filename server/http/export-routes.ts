import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { ExportScope as PackageScope } from '#records'
import { isUuid, type PostgresCaseReader } from '../database/case-reader.ts'
import type { Documents } from '../documents/documents.ts'
import type { ExportJobs } from '../inspections/export-jobs.ts'
import { exportableDocuments } from '../inspections/may-export.ts'
import { answerProblem } from './answer-problem.ts'
import { ExportJob, type ExportScope, StartExport } from './api/inspections.ts'
import { type CallerNeeds, callerOf, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { notFound, refusal } from './problems.ts'

export type ExportRouteNeeds = CallerNeeds & Readonly<{ jobs: ExportJobs; documents: Documents; reader: PostgresCaseReader }>

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
        const { person, name, session, roles } = callerOf(request)
        const job = await needs.jobs.start({
          scope,
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
      '/api/exports/:id',
      { schema: { tags: ['audit'], summary: 'How far it is', params: JobId, response: answers({ 200: ExportJob }) } },
      async (request, reply) => {
        const job = await needs.jobs.find(request.params.id, await ownOnly(request, needs))
        return job === null ? answerProblem(request, reply, notFound) : reply.send(job)
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
        if (job.status !== 'done')
          return answerProblem(
            request,
            reply,
            refusal('not-ready', '审核包尚未完成。', 'Expected the package to be finished, but it is not.'),
          )
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

const notForYou = refusal(
  'not-allowed',
  '审核包由审核员、审计管理员或文件归口角色导出；归口角色须指明自己归口的文件。',
  'Expected the auditor, the audit administrator, or the owner of the document, who has to name it.',
)

/** A case may be named by its id or its number; what is not said is not narrowed. Null: no such case. */
async function scopeAsked(scope: Static<typeof ExportScope>, { reader }: ExportRouteNeeds): Promise<PackageScope | null> {
  const all = { case: null, document: null, year: null, centre: null, batch: null, clause: null }
  if ('case' in scope) {
    const found = isUuid(scope.case) ? await reader.byId(scope.case) : await reader.byNumber(scope.case)
    return found === null ? null : { ...all, case: found.numbers.case_number ?? '', document: found.document }
  }
  if ('centre' in scope) return { ...all, centre: scope.centre, year: scope.year ?? null }
  return { ...all, year: scope.year, document: scope.document ?? null }
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
