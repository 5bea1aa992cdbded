import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerProblem } from './answer-problem.ts'
import { bytesOf } from './declare-answers.ts'
import { notFound } from './problems.ts'
import { styleNonceOf } from './security-headers.ts'

/** Addresses that belong to programs: what is unknown there is a problem document, not the client's page. */
const forPrograms = /^\/(api|health|ready|openapi\.json)(\/|$)/

/**
 * Serves the web client: its built files as they are, and its one page for every address the client itself routes. The
 * page is given the nonce of this answer, under which antd may insert its styles.
 */
export async function serveWebClient(app: FastifyInstance, folder: string): Promise<void> {
  const page = existsSync(join(folder, 'index.html')) ? await readFile(join(folder, 'index.html'), 'utf8') : null
  if (page !== null) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: false,
      immutable: true,
      maxAge: '365d',
      globIgnore: ['**/index.html'],
    })
    app.get('/', { schema: { hide: true, response: { 200: bytesOf('text/html') } } }, async (request, reply) =>
      sendPage(request, reply, page),
    )
  }
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = page !== null && request.method === 'GET' && !forPrograms.test(request.url.split('?')[0] ?? '')
    return wantsPage ? sendPage(request, reply, page) : answerProblem(request, reply, notFound)
  })
}

function sendPage(request: FastifyRequest, reply: FastifyReply, page: string): FastifyReply {
  const withNonce = page.replaceAll('{{csp-nonce}}', styleNonceOf(request.raw))
  return reply.status(200).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(withNonce)
}
