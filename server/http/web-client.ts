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
const forPrograms = /^\/(api|health|ready|log|openapi\.json)(\/|$)/

/**
 * Serves the web client: its built files as they are, and its one page for every address the client itself routes. The
 * page is given the nonce of this answer, under which antd may insert its styles. Both are read when they are asked for:
 * a client built anew needs no new start. Where no client was built, only the API answers.
 */
export async function serveWebClient(app: FastifyInstance, folder: string): Promise<void> {
  if (existsSync(folder))
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: true,
      index: false,
      immutable: true,
      maxAge: '365d',
      allowedPath: (path) => path !== '/index.html',
    })
  app.get('/', { schema: { hide: true, response: { 200: bytesOf('text/html') } } }, async (request, reply) =>
    sendPage(request, reply, folder),
  )
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && !forPrograms.test(request.url.split('?')[0] ?? '')
    return wantsPage ? sendPage(request, reply, folder) : answerProblem(request, reply, notFound)
  })
}

async function sendPage(request: FastifyRequest, reply: FastifyReply, folder: string): Promise<FastifyReply> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null)
  if (page === null) return answerProblem(request, reply, notFound)
  const withNonce = page.replaceAll('{{csp-nonce}}', styleNonceOf(request.raw))
  return reply.status(200).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(withNonce)
}
