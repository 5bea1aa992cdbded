import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answers, bytesOf } from './declare-answers.ts'

/** One figure in Prometheus' text format. Null where it is not known now. */
export type Gauge = Readonly<{ name: string; help: string; value: number | null }>

/** Figures for whoever watches the machine: counts and times alone, so nobody needs to sign in. A part that fails leaves its figures out. */
export function metricsRoutes(parts: readonly (() => Promise<readonly Gauge[]>)[]): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/metrics',
      {
        config: { rateLimit: false },
        schema: { tags: ['operation'], summary: 'Figures (Prometheus)', security: [], response: answers({ 200: bytesOf('text/plain') }) },
      },
      async (_request, reply) => {
        const gauges = (await Promise.all(parts.map((part) => part().catch(() => [])))).flat()
        const lines = gauges.flatMap(({ name, help, value }) =>
          value === null ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`],
        )
        return reply.type('text/plain; version=0.0.4; charset=utf-8').send(`${lines.join('\n')}\n`)
      },
    )
  }
}
