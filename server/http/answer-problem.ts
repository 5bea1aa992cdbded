import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from './api/common.ts'
import { languageOf } from './language.ts'
import { problems, type Refusal } from './problems.ts'

/** Answers with a problem document (RFC 9457) in the reader's language. */
export function answerProblem(request: FastifyRequest, reply: FastifyReply, refused: Refusal, more: Partial<Problem> = {}): FastifyReply {
  const language = languageOf(request)
  const { status, title } = problems[refused.code]
  return sendProblem(reply, {
    type: `urn:guiju:problem:${refused.code}`,
    title: title[language],
    status,
    detail: refused.detail[language],
    code: refused.code,
    instance: request.id,
    ...more,
  })
}

/** Sends a finished problem document; declared on every route as the body of each status it may have. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.status(problem.status).type('application/problem+json').send(problem)
}
