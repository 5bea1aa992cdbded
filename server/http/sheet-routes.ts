import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { namesOf } from '../cases/names-of.ts'
import { findStepList, type StepList, type StepListNeeds, trySheet } from '../cases/step-list.ts'
import { type SheetProblem, sayCellProblem } from '../sheets/cell-problem.ts'
import { columnName } from '../sheets/sheet.ts'
import { aboutList, sheetFile, sheetMediaType } from '../sheets/sheet-file.ts'
import { answerProblem } from './answer-problem.ts'
import { answerRejection } from './answer-rejection.ts'
import { FilledList, SheetTried } from './api/sheets.ts'
import { type CallerNeeds, callerOf, refuseReadOnly, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { languageOf } from './language.ts'
import { notFound, type Refusal, refusal } from './problems.ts'
import { recordSheetRoutes } from './record-sheet-routes.ts'
import { registerSheetRoutes } from './register-sheet-routes.ts'
import { sendSheet } from './send-sheet.ts'
import { unreadableSheet } from './unreadable-sheet.ts'

export type SheetRouteNeeds = CallerNeeds & Readonly<{ cases: Omit<StepListNeeds, 'pool'>; pool: StepListNeeds['pool'] }>

/** A workbook of 1,000 rows is a tenth of it. */
const SHEET_LIMIT = 5 * 1024 * 1024
const MOST_TOLD = 200
const name = (maxLength: number) => Type.String({ maxLength })
const ListAddress = Type.Object({ id: name(60), step: name(100), form: name(20), part: name(60), field: name(60) })
const Lang = Type.Object({ lang: Type.Optional(name(10)) })
const address = '/api/cases/:id/steps/:step/sheets/:form/:part/:field'

/** Everything that comes from a spreadsheet or goes out to one. Nothing is stored here. */
export function sheetRoutes(needs: SheetRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    await app.register(stepSheetRoutes(needs))
    await app.register(recordSheetRoutes(needs))
    await app.register(registerSheetRoutes({ ...needs, registers: { ...needs.cases, pool: needs.pool } }))
  }
}

/** Lists of an open step: to take away, to try, to take what is on the page away. */
function stepSheetRoutes(needs: SheetRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      address,
      {
        schema: {
          tags: ['cases'],
          summary: 'A list of a step as a spreadsheet to fill in',
          params: ListAddress,
          querystring: Lang,
          response: answers({ 200: bytesOf(sheetMediaType) }),
        },
      },
      async (request, reply) => {
        const list = await listAsked(request, reply, request.params, needs)
        return list === null ? reply : sendList(request, reply, list, list.items, needs)
      },
    )
    app.post(
      `${address}/filled`,
      {
        bodyLimit: SHEET_LIMIT,
        schema: {
          tags: ['cases'],
          summary: 'A list as it stands on the page, as a spreadsheet',
          params: ListAddress,
          querystring: Lang,
          body: FilledList,
          response: answers({ 200: bytesOf(sheetMediaType) }),
        },
      },
      async (request, reply) => {
        const list = await listAsked(request, reply, request.params, needs)
        return list === null ? reply : sendList(request, reply, list, request.body.items, needs)
      },
    )
    app.post(
      address,
      {
        bodyLimit: SHEET_LIMIT + 64 * 1024,
        schema: {
          tags: ['cases'],
          summary: 'Try a spreadsheet: its rows as the form takes them, or what is wrong, row by row (multipart)',
          consumes: ['multipart/form-data'],
          params: ListAddress,
          querystring: Lang,
          response: answers({ 200: SheetTried }),
        },
      },
      async (request, reply) => {
        const list = await listAsked(request, reply, request.params, needs)
        if (list === null) return reply
        if (list.readOnly) return answerProblem(request, reply, filledBySystem)
        const bytes = await fileOf(request)
        if ('code' in bytes) return answerProblem(request, reply, bytes)
        const tried = await trySheet(list, bytes, needs.people)
        if (tried.outcome === 'unreadable') return answerProblem(request, reply, unreadableSheet[tried.because])
        return reply.send(triedView(tried.items, tried.problems, languageOf(request)))
      },
    )
  }
}

/** The list for whoever may take the step; everybody else has been answered, and gets null here. */
async function listAsked(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, ...place }: Static<typeof ListAddress>,
  { cases, pool }: SheetRouteNeeds,
): Promise<StepList | null> {
  const found = await findStepList({ case: id, ...place }, callerOf(request), { ...cases, pool })
  if (found.outcome === 'none') answerProblem(request, reply, notFound)
  else if (refuseReadOnly(request, reply) !== null) return null
  else if (found.outcome === 'refused') {
    const { zone } = await cases.organisation()
    answerRejection(request, reply, found.rejection, await namesOf(found.procedure, found.state.baseline, zone, cases.documents))
  } else return found.list
  return null
}

async function sendList(
  request: FastifyRequest,
  reply: FastifyReply,
  list: StepList,
  items: readonly unknown[],
  { people }: SheetRouteNeeds,
): Promise<FastifyReply> {
  const { field, columns, place, state, zone } = list
  const fixed = field.rows !== undefined
  const number = state.numbers.case_number ?? ''
  const room = fixed || list.readOnly ? 0 : Math.max(0, (field.max_items ?? 1000) - items.length)
  const about = aboutList({ code: place.form, title: list.formTitle }, list.partTitle, field, number)
  const bytes = await sheetFile({ about, columns, items, fixed, room }, { zone, language: languageOf(request) }, people.named)
  return sendSheet(reply, `${place.form}_${number}_${place.field}`, bytes)
}

async function fileOf(request: FastifyRequest): Promise<Buffer | Refusal> {
  const file = request.isMultipart() ? await request.file({ limits: { fileSize: SHEET_LIMIT } }) : undefined
  if (file === undefined) return noFile
  const bytes = await file.toBuffer().catch((error: unknown) => (file.file.truncated ? null : Promise.reject(error)))
  if (bytes !== null && !file.file.truncated) return bytes
  file.file.resume()
  return tooLarge
}

function triedView(items: readonly unknown[], problems: readonly SheetProblem[], language: 'zh' | 'en'): SheetTried {
  return {
    outcome: problems.length === 0 ? 'ready' : 'wrong',
    count: items.length,
    items: problems.length === 0 ? [...items] : [],
    problems: problems.slice(0, MOST_TOLD).map(({ row, column, problem }) => ({
      row,
      column: column === null ? null : columnName(column),
      title: problem.code === 'field' ? problem.problem.title : problem.title,
      code: problem.code === 'field' ? problem.problem.code : problem.code,
      found: problem.found,
      detail: sayCellProblem(problem, language),
    })),
    more: Math.max(0, problems.length - MOST_TOLD),
  }
}

const noFile = refusal(
  'request-malformed',
  '请以 multipart/form-data 上传一个文件。',
  'Expected one file as multipart/form-data, but there is none.',
)
const tooLarge = refusal('too-large', '表格不得超过 5 MB。', 'Expected a spreadsheet of at most 5 MB, but it is larger.')
const filledBySystem = refusal(
  'sheet-refused',
  '这张清单由系统填写，不能导入。',
  'Expected a list that people fill in, but the system fills this one.',
)
