import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { SESSION_COOKIE } from './caller.ts'

/** How the routes describe themselves at /openapi.json (OpenAPI 3.1): schemas of the routes are the schemas of the document. */
export const openApi: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Guiju 规矩',
      version: '0.1.0',
      description:
        'Cases run under controlled documents; every step leaves a sealed record. Refusals are RFC 9457 problems in zh or en (Accept-Language, or ?lang=). Changes carry the x-csrf-token of the session, and an Idempotency-Key where the route says so.',
    },
    components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE } } },
    security: [{ session: [] }],
  },
  refResolver: { buildLocalReference: (json, _base, _fragment, index) => (typeof json.$id === 'string' ? json.$id : `def-${index}`) },
}
