import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { FoundRecord } from '../cases/find-record.ts'
import { beginReading } from '../cases/reading.ts'
import { recordCsv } from '../cases/record-csv.ts'
import type { RecordPress } from '../cases/record-face.ts'
import { viewRecord } from '../cases/record-view.ts'
import type { AttachmentStore } from '../database/attachment-store.ts'
import { openFiles } from '../privacy/open-files.ts'
import { disposalOfRecord } from '../retention/disposal-of-record.ts'
import { answerProblem } from './answer-problem.ts'
import { RecordView } from './api/records.ts'
import { callerOf, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { policyOfPage } from './face-policy.ts'
import { languageOf } from './language.ts'
import { disposedUnder, notFound } from './problems.ts'
import { findAsked, RecordId, type RecordPlaceNeeds, recordAddress, recordPlace } from './record-address.ts'
import { type RecordChangeNeeds, recordChangeRoutes } from './record-change-routes.ts'
import { sendFile } from './send-file.ts'

export type RecordRouteNeeds = RecordPlaceNeeds & RecordChangeNeeds & Readonly<{ press: RecordPress; files: AttachmentStore }>

const FileId = Type.Object({ ...recordPlace, id: Type.String({ maxLength: 60 }) })
const Lang = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })), sheet: Type.Optional(Type.String({ maxLength: 1 })) })

/** One record: its page, its face on screen and paper, its files. Who may not read it gets the 404 of one that is not there. */
export function recordRoutes(needs: RecordRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      recordAddress,
      {
        schema: {
          tags: ['records'],
          summary: 'A record with its evidence',
          params: RecordId,
          querystring: Lang,
          response: answers({ 200: RecordView }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        return found === null
          ? answerProblem(request, reply, notFound)
          : reply.send(await viewRecord(found, callerOf(request), await beginReading(needs.cases)))
      },
    )
    app.get(
      `${recordAddress}/html`,
      {
        schema: {
          tags: ['records'],
          summary: 'Its face as a page',
          params: RecordId,
          querystring: Lang,
          response: answers({ 200: bytesOf('text/html') }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        const disposed = await disposalOfRecord(found)
        if (disposed !== null) return answerProblem(request, reply, disposedUnder(disposed.basis))
        const page = await needs.press.html({ ...found, whole: request.query.sheet === '1' }, languageOf(request))
        return reply
          .type('text/html; charset=utf-8')
          .header('content-security-policy', policyOfPage(page))
          .header('cache-control', 'private, no-store')
          .send(page)
      },
    )
    app.get(
      `${recordAddress}/pdf`,
      {
        schema: {
          tags: ['records'],
          summary: 'Its face as PDF/A-3b, the data embedded',
          params: RecordId,
          querystring: Lang,
          response: answers({ 200: bytesOf('application/pdf') }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        const disposed = await disposalOfRecord(found)
        if (disposed !== null) return answerProblem(request, reply, disposedUnder(disposed.basis))
        const pdf = await pdfOf(found, request.query.sheet === '1', languageOf(request), needs.press)
        const { form, number, serial } = request.params
        return reply
          .type('application/pdf')
          .header('content-disposition', `inline; filename="${form}_${number}_${serial}.pdf"`)
          .header('cache-control', 'private, no-store')
          .send(pdf)
      },
    )
    app.get(
      `${recordAddress}/csv`,
      {
        schema: {
          tags: ['records'],
          summary: 'What it says and who signed it, as a table',
          params: RecordId,
          querystring: Lang,
          response: answers({ 200: bytesOf('text/csv') }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        const disposed = await disposalOfRecord(found)
        if (disposed !== null) return answerProblem(request, reply, disposedUnder(disposed.basis))
        const reading = await beginReading(needs.cases)
        const view = await viewRecord(found, callerOf(request), reading)
        const { form, number, serial } = request.params
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${form}_${number}_${serial}.csv"`)
          .header('cache-control', 'private, no-store')
          .send(recordCsv(view, reading.zone, languageOf(request)))
      },
    )
    app.get(
      `${recordAddress}/attachments/:id`,
      {
        schema: {
          tags: ['records'],
          summary: 'A file the record names',
          params: FileId,
          querystring: Lang,
          response: answers({ 200: bytesOf('application/octet-stream') }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        const { id } = request.params
        const file = found === null || !openFiles(found.part.values, found.procedure).includes(id) ? null : await needs.files.find(id)
        return file === null ? answerProblem(request, reply, notFound) : sendFile(reply, file, needs.files)
      },
    )
    await app.register(recordChangeRoutes(needs))
  }
}

/** The canonical bytes of the records shown, so that paper and data travel together. */
async function pdfOf(found: FoundRecord, whole: boolean, language: 'zh' | 'en', press: RecordPress): Promise<Buffer> {
  const payloads = await found.reader.payloadsOf(found.state.id)
  const shown = payloads.filter(({ serial, form }) =>
    whole ? form === found.part.form && found.readable.has(serial) : serial === found.part.serial,
  )
  const embedded = shown.map(({ recordNumber, bytes }) => ({
    name: `${(recordNumber ?? '').replaceAll('/', '_')}.json`,
    bytes,
    description: recordNumber ?? '',
  }))
  return Buffer.from(await press.pdf({ ...found, whole }, language, embedded))
}
