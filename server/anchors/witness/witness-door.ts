import fastify, { type FastifyInstance } from 'fastify'
import { formatVerifierKey, type VerifierKey } from '#records'
import type { Witness, WitnessAnswer } from './make-witness.ts'
import type { WitnessFiles } from './witness-files.ts'
import { fingerprintOf } from './witness-key.ts'

export type WitnessDoorNeeds = Readonly<{ witness: Witness; verifier: VerifierKey; logs: readonly VerifierKey[]; files: WitnessFiles }>

/** A note with sixteen signatures and a proof for 2^63 leaves fits many times over. */
const LARGEST_BODY = 32 * 1024

/** `POST /add-checkpoint`; and for people: `/` says who witnesses what, `/checkpoint?origin=…` is the note it cosigned last. */
export function makeWitnessDoor({ witness, verifier, logs, files }: WitnessDoorNeeds): FastifyInstance {
  const door = fastify({ bodyLimit: LARGEST_BODY, requestTimeout: 15_000, logger: false })
  door.removeAllContentTypeParsers()
  door.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  door.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    const status = error.statusCode ?? 500
    return reply
      .status(status)
      .type('text/plain; charset=utf-8')
      .send(`${status < 500 ? error.message : 'the witness failed'}\n`)
  })
  door.post('/add-checkpoint', (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array()
    const answer = witness.addCheckpoint(body)
    return reply.status(answer.status).type(typeOf(answer)).send(textOf(answer))
  })
  const origins = [...new Set(logs.map(({ name }) => name))]
  door.get('/', (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .send(
        [
          `witness ${formatVerifierKey(verifier)}`,
          `SHA-256 ${fingerprintOf(verifier)}`,
          ...origins.map((origin) => `log ${origin}  size ${files.seen(origin).size}  evidence ${files.evidence(origin).length}`),
          '',
        ].join('\n'),
      ),
  )
  door.get<{ Querystring: { origin?: unknown } }>('/checkpoint', (request, reply) => {
    const { origin } = request.query
    const note = typeof origin === 'string' && origins.includes(origin) ? files.seen(origin).note : null
    return reply
      .status(note === null ? 404 : 200)
      .type('text/plain; charset=utf-8')
      .send(note ?? 'nothing was cosigned\n')
  })
  return door
}

function typeOf(answer: WitnessAnswer): string {
  return 'knows' in answer ? 'text/x.tlog.size' : 'text/plain; charset=utf-8'
}

function textOf(answer: WitnessAnswer): string {
  if (answer.status === 200) return answer.line
  return 'knows' in answer ? `${answer.knows}\n` : `${answer.because}\n`
}
