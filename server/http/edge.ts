import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { answerProblem } from './answer-problem.ts'
import { isDatabaseAway } from './database-away.ts'
import { notFound, type Refusal, refusal } from './problems.ts'
import { findUnsafe, inNormalForm } from './safe-text.ts'
import { MalformedRequest } from './validation.ts'

/** What is thrown ends here: it is logged once, and the person is told what they can do about it, never what broke inside. */
export function guardEdge(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refused = refusalOf(error)
    if (refused.code === 'fault') request.log.error({ err: error }, 'a request failed')
    else if (refused.code === 'database-away') request.log.warn({ code: error.code }, 'the database is away')
    return answerProblem(request, reply, refused)
  })
  app.addHook('preValidation', async (request, reply) => {
    const refused = unsafeIn(request)
    if (refused !== null) return answerProblem(request, reply, refused)
    request.body = inNormalForm(request.body)
  })
}

function unsafeIn({ body, query, params }: FastifyRequest): Refusal | null {
  const found = findUnsafe({ body, query, params })
  if (found === undefined) return null
  const { path, because } = found
  if (because === 'depth')
    return refusal('request-malformed', '请求内容嵌套太深。', 'Expected a body that nests a few levels, but it nests deeper.')
  return refusal(
    'text-not-allowed',
    `“${path}”含有空字符或残缺的字符，请重新输入。`,
    `Expected well-formed text at “${path}”, but it holds NUL or half a character.`,
  )
}

/** What the person is told of something that was thrown. */
export function refusalOf(error: FastifyError): Refusal {
  if (isDatabaseAway(error))
    return refusal(
      'database-away',
      '数据库暂时连接不上，您的操作是否已记录尚不确定，请稍后用同一请求重试。',
      'Expected the database, but it is away. Whether this was stored is not certain; try the same request again shortly.',
    )
  if (error instanceof MalformedRequest)
    return refusal(
      'request-malformed',
      `请求内容与接口不符：${error.message}`,
      `Expected the request to match the interface, but ${error.message}`,
    )
  return refusalOfStatus(error)
}

function refusalOfStatus(error: FastifyError): Refusal {
  switch (error.statusCode) {
    case 413:
      return refusal('too-large', '内容超过允许的大小。', 'Expected less, but the content is larger than is allowed here.')
    case 415:
      return refusal(
        'media-type-unknown',
        '请以 application/json 提交。',
        'Expected application/json, but the request has another content type.',
      )
    case 429:
      return refusal('too-many-requests', '请求过于频繁，请稍候再试。', 'Expected fewer requests; wait a little and try again.')
    case 404:
      return notFound
    default:
      if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
        return refusal('request-malformed', '请求无法读取，请检查格式。', 'Expected a request that can be read, but it is malformed.')
      return refusal(
        'fault',
        '系统内部出错，已记录。请稍后重试；若仍出现，请把编号告诉管理员。',
        'Something failed inside and was logged. Try again; if it stays, give the number of this answer to the administrator.',
      )
  }
}
