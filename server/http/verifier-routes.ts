import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { readVerifierPage } from '../audit/verifier-page.ts'
import { answerProblem } from './answer-problem.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { notFound } from './problems.ts'

const Published = Type.Object({ path: Type.String(), bytes: Type.Integer(), sha256: Type.String() })

/** The verifier as one file that needs nothing of ours, for anybody, and the hash by which it is known again. */
export function verifierRoutes(read = readVerifierPage): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/verify.html',
      {
        schema: {
          tags: ['log'],
          summary: 'The verifier of audit packages, one file, works offline',
          security: [],
          response: answers({ 200: bytesOf('text/html') }),
        },
      },
      async (request, reply) => {
        const page = await read()
        if (page === null) return answerProblem(request, reply, notFound)
        return reply
          .type('text/html; charset=utf-8')
          .header('cache-control', 'no-cache')
          .header('content-security-policy', policyOf(page.bytes))
          .send(Buffer.from(page.bytes))
      },
    )
    app.get(
      '/verify.html.sha256',
      {
        schema: {
          tags: ['log'],
          summary: 'SHA-256 of the verifier, as sha256sum -c reads it',
          security: [],
          response: answers({ 200: bytesOf('text/plain') }),
        },
      },
      async (request, reply) => {
        const page = await read()
        if (page === null) return answerProblem(request, reply, notFound)
        return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(`${page.sha256}  verify.html\n`)
      },
    )
    app.get(
      '/api/verifier',
      {
        schema: { tags: ['log'], summary: 'Where the verifier is, and its SHA-256', security: [], response: answers({ 200: Published }) },
      },
      async (request, reply) => {
        const page = await read()
        if (page === null) return answerProblem(request, reply, notFound)
        return { path: '/verify.html', bytes: page.bytes.length, sha256: page.sha256 }
      },
    )
  }
}

/** The page carries its own policy, stricter than ours: the header repeats it, and forbids frames, which only a header can. */
function policyOf(page: Uint8Array): string {
  const head = new TextDecoder().decode(page.subarray(0, 2000))
  const own = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(head)?.[1] ?? "default-src 'none'"
  return `${own}; frame-ancestors 'none'`
}
