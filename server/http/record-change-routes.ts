import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { sayProblem } from '#engine'
import { isCommitment } from '#records'
import { correctRecord } from '../cases/correct-record.ts'
import { numberOfSerial } from '../cases/unit-draft.ts'
import { mayAnswerFor } from '../cases/viewer.ts'
import { rolesToday } from '../people/grants.ts'
import { type OrganisationLogNeeds, writeOrganisationAct } from '../people/organisation-log.ts'
import { isRestricted } from '../privacy/restrict.ts'
import { answerProblem, sendProblem } from './answer-problem.ts'
import { Corrected, Correction, Unmask, Unmasked } from './api/corrections.ts'
import { Signing } from './api/signing.ts'
import { callerOf, refuseReadOnly } from './caller.ts'
import { answers } from './declare-answers.ts'
import { idempotencyOf, keyReused } from './idempotency.ts'
import { languageOf } from './language.ts'
import { notFound, refusal } from './problems.ts'
import { findAsked, RecordId, type RecordPlaceNeeds, recordAddress } from './record-address.ts'
import { readSecondPerson, readSignature, type SignatureNeeds, servesOnce } from './signature.ts'
import { matterOfCorrection } from './signing-matter.ts'
import { answerSigning } from './signing-routes.ts'

export type RecordChangeNeeds = RecordPlaceNeeds & SignatureNeeds & OrganisationLogNeeds

/** What is done to a sealed record: a value put right beside it, a masked value shown. Both leave entries, neither changes it. */
export function recordChangeRoutes(needs: RecordChangeNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      `${recordAddress}/corrections`,
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
        const found = await findAsked(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        if (refuseReadOnly(request, reply) !== null) return reply
        const idempotency = idempotencyOf(request, reply)
        if (idempotency === null) return reply
        // What proves a signer may be used up by the first try: a retry gets the answer of that.
        const recalled = servesOnce(request.body) || request.body.agreedBy.totp !== undefined ? await needs.cases.recall(idempotency) : null
        if (recalled?.outcome === 'replayed') return reply.send(recalled.answer as Static<typeof Corrected>)
        const { id: organisation } = await needs.cases.organisation()
        const record = numberOfSerial(found.state, found.part.serial)
        const matter = matterOfCorrection(organisation, found.state, record, request.body)
        const signed = await readSignature(request, reply, request.body, matter, needs)
        if (signed.outcome === 'answered') return reply
        if (signed.signature === null) return answerProblem(request, reply, unsigned)
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
            by: { ...caller, signature: signed.signature },
            agreedBy: second,
            session: caller.session,
            idempotency,
            ...(signed.evidence.length === 0 ? {} : { evidence: { version: matter.version, signed: signed.evidence } }),
            settles: signed.settles,
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
      `${recordAddress}/corrections/signing`,
      {
        schema: {
          tags: ['records'],
          summary: 'What signing a correction takes',
          params: RecordId,
          body: Correction,
          response: answers({ 200: Signing }),
        },
      },
      async (request, reply) => {
        const found = await findAsked(request, request.params, needs)
        if (found === null) return answerProblem(request, reply, notFound)
        if (refuseReadOnly(request, reply) !== null) return reply
        const { id, zone } = await needs.cases.organisation()
        const matter = matterOfCorrection(id, found.state, numberOfSerial(found.state, found.part.serial), request.body)
        return answerSigning(request, reply, matter, { ...needs, zone, now: async () => (await needs.ledger.now()).at })
      },
    )
    app.post(
      `${recordAddress}/unmask`,
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
        const found = await findAsked(request, request.params, needs)
        const value = found === null ? undefined : valueAt(found.part.values, request.body.path)
        if (found === null || value === undefined) return answerProblem(request, reply, notFound)
        if (refuseReadOnly(request, reply) !== null) return reply
        if (!mayAnswerFor(callerOf(request), found.state, found.procedure)) return answerProblem(request, reply, noPart)
        if (isCommitment(value)) return answerProblem(request, reply, erased)
        const place = { stream: found.state.id, serial: found.part.serial, path: request.body.path }
        if (await isRestricted(needs.pool, place)) return answerProblem(request, reply, restricted)
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

const restricted = refusal(
  'not-allowed',
  '该个人信息已限制处理，不予显示。',
  'Expected a value that may be shown, but what is kept of this person is restricted.',
)

const erased = refusal('not-found', '该值已依法删除，不可恢复。', 'Expected a value, but it was erased and cannot come back.')

const noPart = refusal(
  'not-allowed',
  '查看原值须持有本文件的角色。',
  'Expected a role of this document to see a masked value, but you hold none.',
)

const correctionRefusals = {
  'not-correctable': refusal(
    'correction-refused',
    '这一栏由系统得出，或不能在此更正。',
    'Expected a field a person filled in, but this one follows from others or cannot be corrected here.',
  ),
  'same-person': refusal(
    'correction-refused',
    '更正须由另一人同意，不能由同一人确认。',
    'Expected a second person to agree, but it is the same person.',
  ),
  'role-missing': refusal(
    'correction-refused',
    '更正人与同意人都须持有本文件的角色。',
    'Expected both persons to hold a role of this document, but one does not.',
  ),
  'moved-on': refusal(
    'correction-refused',
    '案卷在您签署之后又有变动，请重新签署。',
    'Expected the case as it was when you signed, but it has moved on. Sign again.',
  ),
  'nothing-changed': refusal('correction-refused', '更正后的值与原值相同或为空。', 'Expected another value, but it is the same, or empty.'),
} as const

/** The second person with the roles they hold today. */
async function secondPerson(
  request: FastifyRequest,
  reply: FastifyReply,
  offered: Parameters<typeof readSecondPerson>[2],
  needs: RecordChangeNeeds,
) {
  const second = await readSecondPerson(request, reply, offered, needs)
  if (second === null) return null
  const { person, name } = second.account
  const today = await needs.today()
  const roles = rolesToday(await needs.people.standingOf(person), today, await needs.ownRoles(today))
  return { person, name, signature: { method: second.method }, roles }
}

const unsigned = refusal('signature-refused', '更正须由本人签署。', 'Expected a correction to be signed, but nothing signs it.')

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
