import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyHelmetOptions } from '@fastify/helmet'

const nonces = new WeakMap<object, string>()

/** The nonce of this answer: styles that carry it are ours. Made once a request, never kept. */
export function styleNonceOf(request: IncomingMessage): string {
  const known = nonces.get(request)
  if (known !== undefined) return known
  const made = randomBytes(16).toString('base64')
  nonces.set(request, made)
  return made
}

/** The headers of every answer. No script but our files, no style but our files and those under the nonce, no foreign frame. */
export function securityHeaders(secure: boolean): FastifyHelmetOptions {
  const ownStyles = (request: IncomingMessage, _response: ServerResponse): string => `'nonce-${styleNonceOf(request)}'`
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", ownStyles],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        frameSrc: ["'self'"],
        frameAncestors: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        manifestSrc: ["'self'"],
      },
    },
    strictTransportSecurity: secure,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'sameorigin' },
  }
}
