import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { beginReading } from '../cases/reading.ts'
import { recordList } from '../cases/record-list.ts'
import { sheetFile, sheetMediaType } from '../sheets/sheet-file.ts'
import { answerProblem } from './answer-problem.ts'
import { requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { languageOf } from './language.ts'
import { notFound } from './problems.ts'
import { findAsked, type RecordPlaceNeeds, recordAddress, recordPlace } from './record-address.ts'
import { sendSheet } from './send-sheet.ts'

const ListAddress = Type.Object({ ...recordPlace, field: Type.String({ maxLength: 60 }) })
const Lang = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })) })

/** A list of a sealed record as a spreadsheet, for whoever may read the record. */
export function recordSheetRoutes(needs: RecordPlaceNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      `${recordAddress}/sheets/:field`,
      {
        schema: {
          tags: ['records'],
          summary: 'A list of the record as a spreadsheet',
          params: ListAddress,
          querystring: Lang,
          response: answers({ 200: bytesOf(sheetMediaType) }),
        },
      },
      async (request, reply) => {
        const { form, number, serial, field } = request.params
        const [found, reading] = [await findAsked(request, request.params, needs), await beginReading(needs.cases)]
        const language = languageOf(request)
        const list = found === null ? null : await recordList(found, field, reading, language)
        if (list === null) return answerProblem(request, reply, notFound)
        const { columns, items, shown } = list
        const bytes = await sheetFile(
          { about: [], columns, items, fixed: false, room: 0 },
          { zone: reading.zone, language, shown },
          needs.people.named,
        )
        return sendSheet(reply, `${form}_${number}_${serial}_${field}`, bytes)
      },
    )
  }
}
