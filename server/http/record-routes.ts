import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import { sayProblem } from '#engine'
import { attachmentIds } from '#records'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { correctRecord } from '../cases/correct-record.ts'
import { type FoundRecord, findRecord } from '../cases/find-record.ts'
import { beginReading } from '../cases/reading.ts'
import type { RecordPress } from '../cases/record-face.ts'
import { viewRecord } from '../cases/record-view.ts'
import type { AttachmentStore } from '../database/attachment-store.ts'
import { rolesToday } from '../people/grants.ts'
import { type OrganisationLogNeeds, writeOrganisationAct } from '../people/organisation-log.ts'
import { checkPassword } from '../people/sign-in.ts'
import { answerProblem, sendProblem } from './answer-problem.ts'
import { Corrected, Correction, Unmask, Unmasked } from './api/corrections.ts'
import { RecordView } from './api/records.ts'
import { type CallerNeeds, callerOf, refuseReadOnly, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { idempotencyOf, keyReused } from './idempotency.ts'
import { languageOf } from './language.ts'
import { notFound, refusal } from './problems.ts'
import { lockedNow, readSignature, type SignatureNeeds } from './signature.ts'

export type RecordRouteNeeds = CallerNeeds &
  SignatureNeeds &
  OrganisationLogNeeds &
  Readonly<{ cases: CaseNeeds; pool: Pool; press: RecordPress; files: AttachmentStore }>

const Place = { form: Type.String({ maxLength: 20 }), number: Type.String({ maxLength: 40 }), serial: Type.String({ maxLength: 12 }) }
const RecordId = Type.Object(Place)
const FileId = Type.Object({ ...Place, id: Type.String({ maxLength: 60 }) })
const Lang = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })), sheet: Type.Optional(Type.String({ maxLength: 1 })) })
const address = '/api/records/:form/:number/:serial'

/** One record: its page, its face on screen and paper, its files. Who may not read it gets the 404 of one that is not there. */
export function recordRoutes(needs: RecordRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.get(
      address,
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
        const found = await find(request, request.params, needs)
        return found === null
          ? answerProblem(request, reply, notFound)
          : reply.send(await viewRecord(found, await beginReading(needs.cases)))
      },
    )
    app.get(
      `${address}/html`,
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
        const found = await find(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        const page = await needs.press.html({ ...found, whole: request.query.sheet === '1' }, languageOf(request))
        return reply
          .type('text/html; charset=utf-8')
          .header('content-security-policy', policyOfFace(page))
          .header('cache-control', 'private, no-store')
          .send(page)
      },
    )
    app.get(
      `${address}/pdf`,
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
        const found = await find(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
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
      `${address}/attachments/:id`,
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
        const found = await find(request, request.params, needs)
        const { id } = request.params
        const file = found === null || !attachmentIds(found.part.values).includes(id) ? null : await needs.files.find(id)
        return file === null ? answerProblem(request, reply, notFound) : sendFile(reply, file, needs.files)
      },
    )
    await app.register(changeRoutes(needs))
  }
}

type Params = Readonly<{ form: string; number: string; serial: string }>

function find(request: FastifyRequest, { form, number, serial }: Params, { pool, cases }: RecordRouteNeeds): Promise<FoundRecord | null> {
  return findRecord(`${form}/${number}/${serial}`, callerOf(request), { pool, documents: cases.documents })
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

/** The face may hold its own style and pictures made on the spot; no script, no form, nothing from elsewhere. */
function policyOfFace(page: string): string {
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(
    ([, css = '']) => `'sha256-${createHash('sha256').update(css).digest('base64')}'`,
  )
  return `default-src 'none'; style-src ${styles.join(' ') || "'none'"}; img-src data:; font-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'`
}

function sendFile(
  reply: FastifyReply,
  file: Readonly<{ id: string; name: string; type: string; size: number }>,
  files: AttachmentStore,
): FastifyReply {
  const named = `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`
  return reply
    .type(file.type)
    .header('content-disposition', named)
    .header('content-length', file.size)
    .header('cache-control', 'private, no-store')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(Readable.from(files.read(file.id)))
}

function changeRoutes(needs: RecordRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      `${address}/corrections`,
      {
        schema: {
          tags: ['records'],
          summary: 'Correct a value; two persons answer for it',
          params: RecordId,
          body: Correction,
          response: answers({ 200: Corrected }),
        },
      },
      async (request, reply) => {
        const found = await find(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        if (refuseReadOnly(request, reply) !== null) return reply
        const idempotency = idempotencyOf(request, reply)
        if (idempotency === null) return reply
        const signed = await readSignature(request, reply, request.body.password, needs)
        if (signed.outcome === 'answered') return reply
        const second = await secondPerson(request, reply, request.body.agreedBy, needs)
        if (second === null) return reply
        const caller = callerOf(request)
        const { field, value, reason } = request.body
        const done = await correctRecord(
          {
            case: found.state.id,
            serial: found.part.serial,
            field,
            value,
            reason,
            by: caller,
            agreedBy: second,
            session: caller.session,
            idempotency,
          },
          needs.cases,
        )
        switch (done.outcome) {
          case 'corrected':
            return reply.send({ sequence: done.sequence, readBy: [...done.readBy] })
          case 'no-case':
            return answerProblem(request, reply, notFound)
          case 'key-reused':
            return answerProblem(request, reply, keyReused)
          case 'refused':
            return answerProblem(request, reply, correctionRefusals[done.because])
          case 'invalid': {
            const language = languageOf(request)
            const fields = done.problems.map((problem) => ({
              form: done.form,
              part: done.part,
              path: problem.path,
              code: problem.code,
              detail: sayProblem(problem, language),
            }))
            return sendProblem(reply, {
              type: 'urn:guiju:rejection:part-invalid',
              title: language === 'zh' ? '不能更正' : 'This cannot be corrected',
              status: 422,
              detail: fields[0]?.detail ?? '',
              code: 'part-invalid',
              instance: request.id,
              fields,
            })
          }
          default:
            return done satisfies never
        }
      },
    )
    app.post(
      `${address}/unmask`,
      {
        schema: {
          tags: ['records'],
          summary: 'Show a masked value; recorded with the reason',
          params: RecordId,
          body: Unmask,
          response: answers({ 200: Unmasked }),
        },
      },
      async (request, reply) => {
        const found = await find(request, request.params, needs)
        const value = found === null ? undefined : valueAt(found.part.values, request.body.path)
        if (found === null || value === undefined) return answerProblem(request, reply, notFound)
        const { person, name, session, roles } = callerOf(request)
        const { id } = await needs.cases.organisation()
        const { form, number, serial } = request.params
        const by = (at: string) => ({
          kind: 'person' as const,
          person,
          name,
          role: roles[0]?.role ?? '',
          standsFor: null,
          signature: null,
          at,
        })
        const reason = request.body.reason.normalize('NFC').trim()
        await writeOrganisationAct(
          {
            organisation: id,
            session,
            beside: [],
            says: (at) => [
              { kind: 'access', by: by(at), case: found.state.id, record: `${form}/${number}/${serial}`, path: request.body.path, reason },
            ],
          },
          needs,
        )
        return reply.send({ value })
      },
    )
  }
}

const correctionRefusals = {
  'not-correctable': refusal(
    'correction-refused',
    '这一栏由系统得出,或不能在此更正。',
    'Expected a field a person filled in, but this one follows from others or cannot be corrected here.',
  ),
  'same-person': refusal(
    'correction-refused',
    '更正须由另一人同意,不能由同一人确认。',
    'Expected a second person to agree, but it is the same person.',
  ),
  'role-missing': refusal(
    'correction-refused',
    '更正人与同意人都须持有本文件的角色。',
    'Expected both persons to hold a role of this document, but one does not.',
  ),
  'nothing-changed': refusal('correction-refused', '更正后的值与原值相同或为空。', 'Expected another value, but it is the same, or empty.'),
} as const

/** The second person at the same desk gives login and password; a wrong one counts against their own account. */
async function secondPerson(
  request: FastifyRequest,
  reply: FastifyReply,
  offered: Readonly<{ login: string; password: string }>,
  { people, realNow, today }: RecordRouteNeeds,
) {
  const account = await people.accountByLogin(offered.login.normalize('NFC'))
  const verdict = await checkPassword(people, account, offered.password, realNow())
  if (verdict === 'right' && account !== null)
    return { person: account.person, name: account.name, roles: rolesToday(await people.standingOf(account.person), await today()) }
  answerProblem(
    request,
    reply,
    verdict === 'locked'
      ? lockedNow
      : refusal(
          'signature-refused',
          '同意人的账号或口令不正确。',
          'Expected the second person’s login with its password, but they do not match.',
        ),
  )
  return null
}

/** The value a JSON pointer names, by own keys alone. */
function valueAt(values: unknown, path: string): unknown {
  return path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, token) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined,
      values,
    )
}
