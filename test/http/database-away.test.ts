import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { failingAt } from '../support/faulty-connections.ts'
import { application, openApplication, password, withHouse } from './support/house.ts'

/** The way to the database, which a test may break: `null` leaves it whole. */
let fault: ReturnType<typeof failingAt> | null = null
let whole: Pool | null = null

const house = withHouse({
  between(pool) {
    whole = pool
    return new Proxy(pool, {
      get(target, name) {
        if (name === 'connect' && fault !== null) return fault.connect
        const value: unknown = Reflect.get(target, name, target)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  },
})

describe('the database gone in the middle of a submission', () => {
  // What holds a sensitive value is written statement by statement, what holds none in one.
  const kinds = [
    { kind: 'a record with a sensitive value', values: { phone: '13800138000' }, statements: 12, least: 5 },
    { kind: 'a plain record', values: {}, statements: 2, least: 1 },
  ]
  for (const [when, { kind, values, statements, least }] of kinds.flatMap((one) => [['before', one] as const, ['after', one] as const]))
    it(`leaves a clean retry of ${kind}, wherever the connection breaks ${when} a statement`, async () => {
      const wang = await house().as('wang')
      let broken = 0
      for (let statement = 1; statement <= statements; statement++) {
        const { id } = await openApplication(wang)
        const key = { 'idempotency-key': crypto.randomUUID() }
        const submit = () =>
          wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(values), password }, key)
        if (whole === null) throw new Error('Expected the pool to be known')
        fault = failingAt(whole, statement, when)
        const first = await submit()
        if (fault.failed()) broken++
        fault = null
        expect([statement, first.statusCode]).toEqual([statement, first.statusCode === 200 ? 200 : 503])
        if (first.statusCode === 503) expect(first.json()).toMatchObject({ code: 'database-away' })
        const again = await submit()
        expect([statement, again.statusCode]).toEqual([statement, 200])
        const { version, records } = (await wang.get(`/api/cases/${id}`)).json()
        expect([statement, version, records.length]).toEqual([statement, 2, 1])
      }
      expect(broken).toBeGreaterThanOrEqual(least)
    })

  it('is said by /ready, while /health still answers', async () => {
    const broken = withoutDatabase()
    expect((await broken('/ready')).statusCode).toBe(503)
    expect((await broken('/health')).statusCode).toBe(200)
  })
})

function withoutDatabase() {
  return async (url: string) => {
    const { fastify } = await import('fastify')
    const { Problem } = await import('../../server/http/api/common.ts')
    const { healthRoutes } = await import('../../server/http/health-routes.ts')
    const away = () => Promise.reject(new Error('connect ECONNREFUSED'))
    const app = fastify()
    app.addSchema(Problem)
    await app.register(healthRoutes(away, away))
    const answer = await app.inject({ url })
    await app.close()
    return answer
  }
}
