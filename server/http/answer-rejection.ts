import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FieldProblem, type Rejection, type RejectionNames, sayProblem, sayRejection } from '#engine'
import { sendProblem } from './answer-problem.ts'
import type { Problem } from './api/common.ts'
import { languageOf } from './language.ts'
import { statusOf } from './rejection-status.ts'

/** Answers with why the engine refused: one sentence, the structured reason, and for a form a sentence beside each field. */
export function answerRejection(request: FastifyRequest, reply: FastifyReply, rejection: Rejection, names: RejectionNames): FastifyReply {
  const language = languageOf(request)
  const sentence = sayRejection(rejection, names)[language]
  const title = language === 'zh' ? '不能办理' : 'This cannot be done'
  return sendProblem(reply, {
    type: `urn:guiju:rejection:${rejection.code}`,
    title,
    status: statusOf[rejection.code],
    detail: sentence,
    code: rejection.code,
    instance: request.id,
    rejection,
    ...(rejection.code === 'part-invalid' ? { fields: fieldsOf(rejection.form, rejection.part, rejection.problems, language) } : {}),
  })
}

function fieldsOf(form: string, part: string, problems: readonly FieldProblem[], language: 'zh' | 'en'): NonNullable<Problem['fields']> {
  return problems.map((problem) => ({ form, part, path: problem.path, code: problem.code, detail: sayProblem(problem, language) }))
}
