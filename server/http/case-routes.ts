import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import type { CaseNeeds } from '../cases/case-needs.ts'
import { viewCase } from '../cases/case-view.ts'
import { namesOf } from '../cases/names-of.ts'
import { actorFor, openCaseFor } from '../cases/open-case.ts'
import { type Ask, submitStep } from '../cases/submit-step.ts'
import { readableParts, scopeOf } from '../cases/viewer.ts'
import type { AttachmentStore } from '../database/attachment-store.ts'
import { makeCaseReader } from '../database/case-reader.ts'
import { diagramSvg } from '../documents/render/diagram-svg.ts'
import { makeIdentifier } from '../identifier.ts'
import { openFiles } from '../privacy/open-files.ts'
import { answerProblem } from './answer-problem.ts'
import { answerRejection } from './answer-rejection.ts'
import { CaseView, Countersign, OpenCase, OpenedCase, SubmitStep, Submitted, Withdraw } from './api/cases.ts'
import type { Proofs } from './api/signing.ts'
import { type CallerNeeds, callerOf, refuseReadOnly, requireCaller } from './caller.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { idempotencyOf, keyReused } from './idempotency.ts'
import { languageOf } from './language.ts'
import { notFound } from './problems.ts'
import { sendFile } from './send-file.ts'
import { readSignature, type SignatureNeeds, servesOnce } from './signature.ts'
import { matterOfStep } from './signing-matter.ts'
import { signingRoutes } from './signing-routes.ts'

export type CaseRouteNeeds = CallerNeeds &
  SignatureNeeds &
  Readonly<{ cases: CaseNeeds; pool: Pool; files: AttachmentStore; advance: (id: string) => Promise<unknown> }>

/** A list of 1,000 rows with texts in them. */
const STEP_LIMIT = 8 * 1024 * 1024
const CaseId = Type.Object({ id: Type.String({ maxLength: 60 }) })
const StepId = Type.Object({ id: Type.String({ maxLength: 60 }), step: Type.String({ maxLength: 100 }) })
const ContributionId = Type.Object({ id: Type.String({ maxLength: 60 }), sequence: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }) })
const ContributionFile = Type.Object({ ...ContributionId.properties, file: Type.String({ maxLength: 60 }) })
const Lang = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })), v: Type.Optional(Type.String({ maxLength: 20 })) })

/** Opening a case, reading it, and everything a person does to it. Who may not see a case gets the 404 of one that is not there. */
export function caseRoutes(needs: CaseRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onRequest', requireCaller(needs))
    app.post(
      '/api/cases',
      { schema: { tags: ['cases'], summary: 'Open a case', body: OpenCase, response: answers({ 201: OpenedCase }) } },
      async (request, reply) => {
        if (refuseReadOnly(request, reply) !== null) return reply
        const idempotency = idempotencyOf(request, reply)
        if (idempotency === null) return reply
        const caller = callerOf(request)
        const done = await openCaseFor(
          { ...request.body, person: caller, session: caller.session, idempotency },
          makeIdentifier(),
          needs.cases,
        )
        switch (done.outcome) {
          case 'opened':
            return reply.status(201).send(done.answer)
          case 'key-reused':
            return answerProblem(request, reply, keyReused)
          case 'no-document':
            return answerProblem(request, reply, notFound)
          case 'rejected': {
            const { zone } = await needs.cases.organisation()
            return answerRejection(
              request,
              reply,
              done.rejection,
              await namesOf(done.procedure, done.baseline, zone, needs.cases.documents),
            )
          }
          default:
            return done satisfies never
        }
      },
    )
    app.get(
      '/api/cases/:id',
      {
        schema: { tags: ['cases'], summary: 'A case as I see it', params: CaseId, querystring: Lang, response: answers({ 200: CaseView }) },
      },
      async (request, reply) => {
        const view = await viewCase(request.params.id, callerOf(request), languageOf(request), { ...needs.cases, pool: needs.pool })
        return view === null ? answerProblem(request, reply, notFound) : reply.send(view)
      },
    )
    app.get(
      '/api/cases/:id/diagram.svg',
      {
        schema: {
          tags: ['cases'],
          summary: 'The states of the procedure, the present one lit',
          params: CaseId,
          querystring: Lang,
          response: answers({ 200: bytesOf('image/svg+xml') }),
        },
      },
      async (request, reply) => {
        const state = await makeCaseReader(needs.pool, scopeOf(callerOf(request))).byId(request.params.id)
        if (state === null) return answerProblem(request, reply, notFound)
        const { document } = await needs.cases.documents.procedureOf(state.baseline, state.document)
        const svg = await diagramSvg(document, {
          language: languageOf(request),
          current: state.state,
          passed: state.passed.map(({ state: code }) => code),
        })
        return reply.type('image/svg+xml').send(svg)
      },
    )
    app.get(
      '/api/cases/:id/contributions/:sequence/attachments/:file',
      {
        schema: {
          tags: ['cases'],
          summary: 'A file that a waiting contribution names',
          params: ContributionFile,
          querystring: Lang,
          response: answers({ 200: bytesOf('application/octet-stream') }),
        },
      },
      async (request, reply) => {
        const { id, sequence, file: asked } = request.params
        const caller = callerOf(request)
        const state = await makeCaseReader(needs.pool, scopeOf(caller)).byId(id)
        if (state === null) return answerProblem(request, reply, notFound)
        const procedure = await needs.cases.documents.procedureOf(state.baseline, state.document)
        const named = readableParts(caller, state, procedure, sequence).some(({ values }) => openFiles(values, procedure).includes(asked))
        const file = named ? await needs.files.find(asked) : null
        return file === null ? answerProblem(request, reply, notFound) : sendFile(reply, file, needs.files)
      },
    )
    await app.register(submissionRoutes(needs))
    await app.register(signingRoutes(needs))
  }
}

function submissionRoutes(needs: CaseRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/cases/:id/steps/:step',
      {
        bodyLimit: STEP_LIMIT,
        schema: { tags: ['cases'], summary: 'Take a step', params: StepId, body: SubmitStep, response: answers({ 200: Submitted }) },
      },
      async (request, reply) => {
        const { parts, as, expectedVersion } = request.body
        const ask: Ask = { kind: 'step', step: request.params.step, parts, ...(as === undefined ? {} : { as }) }
        return submit(request, reply, request.params.id, { ask, expectedVersion, proofs: request.body }, needs)
      },
    )
    app.post(
      '/api/cases/:id/contributions/:sequence/countersign',
      {
        schema: {
          tags: ['cases'],
          summary: 'Sign as the second person',
          params: ContributionId,
          body: Countersign,
          response: answers({ 200: Submitted }),
        },
      },
      async (request, reply) => {
        const { expectedVersion } = request.body
        const ask: Ask = { kind: 'countersign', contribution: request.params.sequence }
        return submit(request, reply, request.params.id, { ask, expectedVersion, proofs: request.body }, needs)
      },
    )
    app.post(
      '/api/cases/:id/contributions/:sequence/withdraw',
      {
        schema: {
          tags: ['cases'],
          summary: 'Withdraw my share',
          params: ContributionId,
          body: Withdraw,
          response: answers({ 200: Submitted }),
        },
      },
      async (request, reply) => {
        const { expectedVersion, reason } = request.body
        return submit(
          request,
          reply,
          request.params.id,
          { ask: { kind: 'withdraw', contribution: request.params.sequence, reason }, expectedVersion, proofs: {} },
          needs,
        )
      },
    )
  }
}

type Submitting = Readonly<{ ask: Ask; expectedVersion: number; proofs: Proofs }>

async function submit(
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  { ask, expectedVersion, proofs }: Submitting,
  needs: CaseRouteNeeds,
): Promise<FastifyReply> {
  const caller = callerOf(request)
  // Whether the case exists is asked within the caller's scope, before anything else is said about it.
  // Those who see every centre are read for together.
  const reader = caller.sites === null ? needs.cases.reader : makeCaseReader(needs.pool, scopeOf(caller))
  const read = await reader.byIdNow(id)
  if (read === null) return answerProblem(request, reply, notFound)
  if (refuseReadOnly(request, reply) !== null) return reply
  const idempotency = idempotencyOf(request, reply)
  if (idempotency === null) return reply
  // A code and an assertion serve once, so a retry after a lost answer cannot show them again: it gets that answer.
  const isRetry = servesOnce(proofs) && (await needs.cases.recall(idempotency)).outcome === 'replayed'
  const { id: organisation } = await needs.cases.organisation()
  const procedure = await needs.cases.documents.procedureOf(read.state.baseline, read.state.document)
  const matter = matterOfStep(organisation, read.state, procedure, { ask, expectedVersion, body: request.body })
  const signed = await readSignature(request, reply, isRetry ? {} : proofs, matter, needs)
  if (signed.outcome === 'answered') return reply
  const { signature, evidence, settles } = signed

  // Proving who one is takes its time: the moment of signing is the one after it.
  const found = signature === null ? read : { ...read, at: (await needs.cases.ledger.now()).at }
  const by = (state: Parameters<typeof actorFor>[0]) => actorFor(state, caller)
  const done = await submitStep(
    { case: id, found, expectedVersion, ask, by, signature, evidence, settles, session: caller.session, idempotency },
    needs.cases,
  )
  switch (done.outcome) {
    case 'done':
      return reply.send(done.answer)
    case 'no-case':
      return answerProblem(request, reply, notFound)
    case 'key-reused':
      return answerProblem(request, reply, keyReused)
    case 'rejected': {
      // The engine's own step comes first where a deadline has passed; it need not wait for the scheduler to wake.
      if (done.rejection.code === 'deadline-passed') await needs.advance(id)
      const { zone } = await needs.cases.organisation()
      return answerRejection(
        request,
        reply,
        done.rejection,
        await namesOf(done.procedure, done.state.baseline, zone, needs.cases.documents),
      )
    }
    default:
      return done satisfies never
  }
}
