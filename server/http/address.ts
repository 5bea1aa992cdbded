import { normalizeIP } from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'

/** Where a request comes from, as failures are counted: one IPv4 address, or the network of an IPv6 one. */
export function addressOf({ ip }: FastifyRequest): string {
  return (ip as string | undefined) === undefined ? 'gone' : normalizeIP(ip, 64)
}

/** What the browser calls itself, so that the owner of a session knows it again. No more of it than a line. */
export function deviceOf({ headers }: FastifyRequest): string {
  return (headers['user-agent'] ?? '').toWellFormed().replaceAll('\0', '').slice(0, 200)
}
