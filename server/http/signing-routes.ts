import { randomBytes } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import { type HashText, hashText, sha256, statementText } from '#records'
import type { CaseNeeds } from '../cases/case-needs.ts'
import type { Ask } from '../cases/submit-step.ts'
import { scopeOf } from '../cases/viewer.ts'
import { isUuid, makeCaseReader } from '../database/case-reader.ts'
import { isUsable } from '../people/factors/factor.ts'
import { requestOptions } from '../people/factors/passkeys.ts'
import { relyingPartyOf } from '../people/factors/relying-party.ts'
import { meaningClass, runningSeries } from '../people/factors/signing-series.ts'
import { hashOfToken } from '../people/session-token.ts'
import { answerProblem } from './answer-problem.ts'
import { Countersign, SubmitStep } from './api/cases.ts'
import { Signing } from './api/signing.ts'
import { callerOf, refuseReadOnly } from './caller.ts'
import { answers } from './declare-answers.ts'
import { notFound, refusal } from './problems.ts'
import type { SignatureNeeds } from './signature.ts'
import { matterOfStep, type SigningMatter } from './signing-matter.ts'

export type SigningRouteNeeds = SignatureNeeds & Readonly<{ cases: CaseNeeds; pool: Pool }>

const STEP_LIMIT = 8 * 1024 * 1024
const StepId = Type.Object({ id: Type.String({ maxLength: 60 }), step: Type.String({ maxLength: 100 }) })
const ContributionId = Type.Object({ id: Type.String({ maxLength: 60 }), sequence: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }) })

/**
 * What signing a submission takes now, asked with the very body that will be submitted: the factors this person has, a
 * series that runs, and a challenge for a passkey that is bound to it. Nothing is decided here.
 */
export function signingRoutes(needs: SigningRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/cases/:id/steps/:step/signing',
      {
        bodyLimit: STEP_LIMIT,
        schema: {
          tags: ['cases'],
          summary: 'What signing a step takes',
          params: StepId,
          body: SubmitStep,
          response: answers({ 200: Signing }),
        },
      },
      async (request, reply) => {
        const { parts, as, expectedVersion } = request.body
        const ask: Ask = { kind: 'step', step: request.params.step, parts, ...(as === undefined ? {} : { as }) }
        return prepare(request, reply, request.params.id, ask, expectedVersion, needs)
      },
    )
    app.post(
      '/api/cases/:id/contributions/:sequence/countersign/signing',
      {
        schema: {
          tags: ['cases'],
          summary: 'What signing as the second person takes',
          params: ContributionId,
          body: Countersign,
          response: answers({ 200: Signing }),
        },
      },
      async (request, reply) => {
        const ask: Ask = { kind: 'countersign', contribution: request.params.sequence }
        return prepare(request, reply, request.params.id, ask, request.body.expectedVersion, needs)
      },
    )
  }
}

async function prepare(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  ask: Ask,
  expectedVersion: number,
  needs: SigningRouteNeeds,
): Promise<FastifyReply> {
  const state = isUuid(id) ? await makeCaseReader(needs.pool, scopeOf(callerOf(request))).byId(id) : null
  if (state === null) return answerProblem(request, reply, notFound)
  if (refuseReadOnly(request, reply) !== null) return reply
  const organisation = await needs.cases.organisation()
  const procedure = await needs.cases.documents.procedureOf(state.baseline, state.document)
  const matter = matterOfStep(organisation.id, state, procedure, { ask, expectedVersion, body: request.body })
  return answerSigning(request, reply, matter, { ...needs, zone: organisation.zone, now: async () => (await needs.cases.ledger.now()).at })
}

type AnswerNeeds = SignatureNeeds & Readonly<{ zone: string; now: () => Promise<string> }>

/** Says what signing the matter takes. A challenge is asked only upon the case as it is now. */
export async function answerSigning(
  request: FastifyRequest,
  reply: FastifyReply,
  matter: SigningMatter | null,
  needs: AnswerNeeds,
): Promise<FastifyReply> {
  const caller = callerOf(request)
  const factors = (await needs.factors.of(caller.account)).filter(isUsable)
  const has = { totp: factors.some(({ kind }) => kind === 'totp'), passkey: factors.some(({ kind }) => kind === 'passkey') }
  const common = { at: await needs.now(), zone: needs.zone, has }
  if (matter === null) return reply.send({ ...common, meaning: null, series: null, passkey: null })
  const running = await runningSeries(needs.pool, hashOfToken(caller.token), meaningClass(matter.meaning))
  const series = running === null ? null : { signed: running.signed, endsAt: running.endsAt }
  const party = relyingPartyOf(needs.publicUrl, request.headers.host)
  if (!has.passkey || party === null) return reply.send({ ...common, meaning: matter.meaning, series, passkey: null })
  const previous = await headAt(matter, needs)
  if (previous === null) return answerProblem(request, reply, movedOn)
  const statement = statementText({
    format: 'guiju-signing/1',
    ...matter,
    previous,
    person: caller.person,
    relyingParty: party.id,
    nonce: randomBytes(16).toString('base64url'),
  })
  const challenge = sha256(new TextEncoder().encode(statement))
  const { ticket } = await needs.challenges.ask({ account: caller.account, purpose: 'sign', about: statement, challenge })
  const options = await requestOptions(party, factors, challenge)
  return reply.send({ ...common, meaning: matter.meaning, series, passkey: options === null ? null : { ticket, options } })
}

/** Hash of the case's last entry, where that is the one the page has seen. */
async function headAt(matter: SigningMatter, { pool }: AnswerNeeds): Promise<HashText | null> {
  const { rows } = await pool.query<{ hash: Buffer }>('select hash from stream where id = $1 and sequence = $2', [
    matter.case,
    matter.version,
  ])
  const [row] = rows
  return row === undefined ? null : hashText(row.hash)
}

const movedOn = refusal(
  'not-ready',
  '案卷已有新的进展，请刷新后再签署。',
  'Expected the case as the page shows it, but it has moved on. Reload and sign again.',
)
