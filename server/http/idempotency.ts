import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Idempotency } from '../cases/case-needs.ts'
import { answerProblem } from './answer-problem.ts'
import { callerOf } from './caller.ts'
import { refusal } from './problems.ts'

const missing = refusal(
  'idempotency-key-missing',
  '请求缺少 Idempotency-Key（8 至 200 个可见字符）。',
  'Expected an Idempotency-Key of 8 to 200 visible characters, but there is none.',
)
export const keyReused = refusal(
  'idempotency-key-reused',
  '同一幂等键已用于另一内容的请求，请换一个新的键。',
  'Expected a new Idempotency-Key, but this one was used for a request with another content.',
)

/**
 * The key a retry repeats, and the fingerprint of what was asked: method, address and body. Passwords, codes and assertions are
 * left out of it: a retry may bring fresh ones, and what is kept must not let anybody guess at one. Null: answered already, for want of a key.
 */
export function idempotencyOf(request: FastifyRequest, reply: FastifyReply): Idempotency | null {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,200}$/.test(key)) {
    answerProblem(request, reply, missing)
    return null
  }
  const asked = { method: request.method, path: request.url.split('?')[0] ?? '', body: withoutProofs(request.body) }
  return { actor: callerOf(request).person, key, fingerprint: hash('sha256', stable(asked), 'buffer') }
}

/** JSON with sorted keys: the same content gives the same text. It is compared with itself only, so any number may stand in it. */
function stable(value: unknown): string {
  return JSON.stringify(inOrder(value)) ?? 'null'
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  // Without a prototype, so that a key of any name is a key like the others.
  const ordered: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(value).sort()) ordered[key] = inOrder(Reflect.get(value, key))
  return ordered
}

/** The content of a request as one text: the same content gives the same, whoever proves what with it. */
export function contentOf(body: unknown): string {
  return stable(withoutProofs(body))
}

const proofs: ReadonlySet<string> = new Set(['password', 'totp', 'passkey'])

function withoutProofs(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body ?? null
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) =>
      proofs.has(key) ? [] : [[key, key === 'agreedBy' ? withoutProofs(value) : (value ?? null)]],
    ),
  )
}
