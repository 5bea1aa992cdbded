import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { mayReadRegisters } from '../registers/may-read.ts'
import { readRegister } from '../registers/read-registers.ts'
import { sheetMediaType } from '../sheets/sheet-file.ts'
import { writeTable } from '../sheets/write-table.ts'
import { writeWorkbook } from '../sheets/write-workbook.ts'
import { answerProblem } from './answer-problem.ts'
import { callerOf, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { languageOf } from './language.ts'
import { notFound } from './problems.ts'
import type { RegisterRouteNeeds } from './register-routes.ts'
import { sendSheet } from './send-sheet.ts'

/** More than any register has in a lifetime, and little enough for one answer. */
const MOST_ROWS = 50_000
const numeric: ReadonlySet<string> = new Set(['integer', 'number'])

/** A register as a spreadsheet, for whoever may read it, today or as it stood on a day. */
export function registerSheetRoutes(needs: RegisterRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      '/api/registers/:register/sheet.xlsx',
      {
        schema: {
          tags: ['registers'],
          summary: 'Rows of a register as a spreadsheet',
          params: Type.Object({ register: Type.String({ maxLength: 60 }) }),
          querystring: Type.Object({
            on: Type.Optional(Type.String({ format: 'date' })),
            text: Type.Optional(Type.String({ maxLength: 200 })),
            lang: Type.Optional(Type.String({ maxLength: 10 })),
          }),
          response: answers({ 200: bytesOf(sheetMediaType) }),
        },
      },
      async (request, reply) => {
        const { register } = request.params
        const mayRead = await mayReadRegisters(callerOf(request).roles, await needs.today(), needs.registers.documents)
        const page = mayRead ? await readRegister(register, request.query, needs.registers, MOST_ROWS) : null
        if (page === null) return answerProblem(request, reply, notFound)
        const language = languageOf(request)
        const columns = [
          { title: page.keyTitle, numeric: false },
          ...page.columns.map(({ title, type }) => ({ title, numeric: numeric.has(type) })),
        ]
        const blank = { zh: '', en: '' }
        const rows = page.items.map(({ name, cells }) => [name, ...page.columns.map(({ key }) => cells[key] ?? blank)])
        const sheet = writeTable({ name: page.title[language], columns, rows }, language)
        return sendSheet(reply, `${register}${page.on === null ? '' : `_${page.on}`}`, await writeWorkbook([sheet]))
      },
    )
  }
}
