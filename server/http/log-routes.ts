import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import { parseTilePath, TILE_WIDTH } from '#records'
import { cosignedCheckpoint } from '../anchors/anchor-store.ts'
import { latestCheckpoint } from '../log/checkpoint-store.ts'
import type { LogStatus } from '../log/log-status.ts'
import { namedKeysText } from '../log/named-keys-text.ts'
import { publishedTile } from '../log/published-tile.ts'
import { answerProblem } from './answer-problem.ts'
import { answers, bytesOf } from './declare-answers.ts'
import { notFound } from './problems.ts'

export type LogRouteNeeds = Readonly<{ pool: Pool; status: () => Promise<LogStatus> }>

const Figures = Type.Object({
  status: Type.String(),
  size: Type.Integer(),
  signed: Type.Integer(),
  waiting: Type.Integer(),
  lagSeconds: Type.Number(),
})
const Anywhere = Type.Object({ '*': Type.String({ maxLength: 200 }) })
/** A monitor that begins from nothing reads every tile once. */
const rateLimit = { max: 6000, timeWindow: '1 minute' }
const forEver = 'public, max-age=31536000, immutable'

/**
 * The log as anybody may read it, by the layout of C2SP tlog-tiles: checkpoint, tiles of hashes, bundles of leaves, keys.
 * Nothing personal stands there: a leaf is the hash of an entry and where it stands.
 */
export function logRoutes({ pool, status }: LogRouteNeeds): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.header('cross-origin-resource-policy', 'cross-origin').header('access-control-allow-origin', '*')
    })
    app.get(
      '/log/checkpoint',
      {
        config: { rateLimit },
        schema: { tags: ['log'], summary: 'The newest signed checkpoint', security: [], response: answers({ 200: bytesOf('text/plain') }) },
      },
      async (request, reply) => {
        const latest = await latestCheckpoint(pool)
        const note = latest === null ? null : await cosignedCheckpoint(pool, latest.size)
        return note === null ? answerProblem(request, reply, notFound) : sendText(reply, note, 'no-cache')
      },
    )
    app.get(
      '/log/keys',
      {
        config: { rateLimit },
        schema: {
          tags: ['log'],
          summary: 'Every key the log was ever signed with, and its fingerprint',
          security: [],
          response: answers({ 200: bytesOf('text/plain') }),
        },
      },
      async (_request, reply) => sendText(reply, await namedKeysText(pool), 'no-cache'),
    )
    app.get(
      '/log/tile/*',
      {
        config: { rateLimit },
        schema: {
          tags: ['log'],
          summary: 'A tile of hashes, or a bundle of leaves',
          params: Anywhere,
          security: [],
          response: answers({ 200: bytesOf('application/octet-stream') }),
        },
      },
      async (request, reply) => {
        const tile = parseTilePath(`tile/${request.params['*']}`)
        const bytes = tile === null ? null : await publishedTile(pool, tile)
        if (tile === null || bytes === null) return answerProblem(request, reply, notFound)
        return reply
          .type('application/octet-stream')
          .header('cache-control', tile.width === TILE_WIDTH ? forEver : 'public, max-age=3600')
          .send(Buffer.from(bytes))
      },
    )
    app.get(
      '/health/log',
      {
        config: { rateLimit: false },
        schema: {
          tags: ['operation'],
          summary: 'How the log stands: size, what is signed, what waits',
          security: [],
          response: answers({ 200: Figures, 503: Figures }),
        },
      },
      async (_request, reply) => {
        const { state, size, checkpoint, waiting, lagSeconds } = await status()
        reply.status(state === 'ok' ? 200 : 503)
        return { status: state, size, signed: checkpoint?.size ?? 0, waiting, lagSeconds }
      },
    )
  }
}

function sendText(reply: FastifyReply, text: string, caching: string): FastifyReply {
  return reply.type('text/plain; charset=utf-8').header('cache-control', caching).send(text)
}
