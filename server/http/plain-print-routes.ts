import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { RecordPress } from '../cases/record-face.ts'
import { mayAnswerFor } from '../cases/viewer.ts'
import type { AttachmentStore } from '../database/attachment-store.ts'
import { writeOrganisationAct } from '../people/organisation-log.ts'
import { placeOfFile } from '../privacy/open-files.ts'
import { isRestricted } from '../privacy/restrict.ts'
import { answerProblem } from './answer-problem.ts'
import { callerOf, refuseReadOnly, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { languageOf } from './language.ts'
import { notFound, refusal } from './problems.ts'
import { findAsked, RecordId, type RecordPlaceNeeds, recordAddress, recordPlace } from './record-address.ts'
import type { RecordChangeNeeds } from './record-change-routes.ts'
import { sendFile } from './send-file.ts'

export type PlainPrintNeeds = RecordPlaceNeeds &
  Pick<RecordChangeNeeds, 'ledger'> &
  Readonly<{ press: RecordPress; files: AttachmentStore }>

const FileId = Type.Object({ ...recordPlace, id: Type.String({ maxLength: 60 }) })
const Reason = Type.Object({ reason: Type.String({ minLength: 4, maxLength: 500 }) }, { additionalProperties: false })
const Lang = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })) })

/**
 * A paper that has to carry the number itself, as a certificate or an admission ticket does. Printing it shows every
 * sensitive value of the record, so it is recorded like unmasking them (`path` ''), with the reason; the file is kept nowhere.
 */
export function plainPrintRoutes(needs: PlainPrintNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.post(
      `${recordAddress}/plain-print`,
      {
        schema: {
          tags: ['records'],
          summary: 'Its face with sensitive values in full; recorded with the reason',
          params: RecordId,
          querystring: Lang,
          body: Reason,
          response: answers({ 200: bytesOf('application/pdf') }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        if (refuseReadOnly(request, reply) !== null) return reply
        if (!mayAnswerFor(callerOf(request), found.state, found.procedure)) return answerProblem(request, reply, noPart)
        if (await isRestricted(needs.pool, { stream: found.state.id, serial: found.part.serial, path: '' }))
          return answerProblem(request, reply, restricted)
        await recordAccess(request, { ...request.params, stream: found.state.id, path: '' }, request.body.reason, needs)
        const { form, number, serial } = request.params
        const pdf = await needs.press.pdf({ ...found, whole: false, unmasked: true }, languageOf(request), [])
        return reply
          .type('application/pdf')
          .header('content-disposition', `inline; filename="${form}_${number}_${serial}.pdf"`)
          .header('cache-control', 'private, no-store')
          .send(Buffer.from(pdf))
      },
    )
    app.post(
      `${recordAddress}/attachments/:id/show`,
      {
        schema: {
          tags: ['records'],
          summary: 'A file of a sensitive field, a photo for one; recorded with the reason',
          params: FileId,
          querystring: Lang,
          body: Reason,
          response: answers({ 200: bytesOf('application/octet-stream') }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        const path = found === null ? null : placeOfFile(found.part.values, found.procedure, request.params.id)
        const file = path === null ? null : await needs.files.find(request.params.id)
        if (found === null || path === null || file === null) return answerProblem(request, reply, notFound)
        if (refuseReadOnly(request, reply) !== null) return reply
        if (!mayAnswerFor(callerOf(request), found.state, found.procedure)) return answerProblem(request, reply, noPart)
        const place = { ...request.params, stream: found.state.id, path }
        if (await isRestricted(needs.pool, { stream: found.state.id, serial: found.part.serial, path }))
          return answerProblem(request, reply, restricted)
        await recordAccess(request, place, request.body.reason, needs)
        return sendFile(reply, file, needs.files)
      },
    )
  }
}

type Shown = Readonly<{ form: string; number: string; serial: string; stream: string; path: string }>

/** Who is shown what, and why, before it is shown. */
async function recordAccess(
  request: FastifyRequest,
  { form, number, serial, stream, path }: Shown,
  reason: string,
  needs: PlainPrintNeeds,
) {
  const { person, name, session, roles } = callerOf(request)
  await writeOrganisationAct(
    {
      organisation: (await needs.cases.organisation()).id,
      session,
      beside: [],
      says: (at) => [
        {
          kind: 'access',
          by: { kind: 'person', person, name, role: roles[0]?.role ?? '', standsFor: null, signature: null, at },
          case: stream,
          record: `${form}/${number}/${serial}`,
          path,
          reason: reason.normalize('NFC').trim(),
        },
      ],
    },
    needs,
  )
}

const noPart = refusal(
  'not-allowed',
  '打印原值须持有本文件的角色。',
  'Expected a role of this document to print the values in full, but you hold none.',
)

const restricted = refusal(
  'not-allowed',
  '记录中有已限制处理的个人信息，不能打印原值。',
  'Expected a record whose values may be shown, but what is kept of a person in it is restricted.',
)
