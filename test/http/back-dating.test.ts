import { describe, expect, it } from 'vitest'
import { withHouse } from './support/house.ts'

describe('back-dating', () => {
  const house = withHouse()

  it('no request sets the time of entry: such members are refused, and what is stored is the house’s clock', async () => {
    const clerk = await house().as('wang')
    const key = { 'idempotency-key': 'back-dated-0001' }
    for (const forged of [{ at: '2020-01-01T00:00:00.000Z' }, { recordedAt: '2020-01-01T00:00:00.000Z' }, { clock: 'simulated' }])
      expect(
        (await clerk.send('POST', '/api/cases', { document: 'QP-95', subject: { site: 'S-01', year: 2026 }, ...forged }, key)).statusCode,
      ).toBe(400)
    const opened = await clerk.send(
      'POST',
      '/api/cases',
      { document: 'QP-95', subject: { site: 'S-01', year: 2026 } },
      { ...key, date: 'Wed, 01 Jan 2020 00:00:00 GMT' },
    )
    expect(opened.statusCode, opened.body).toBe(201)
    const { rows } = await house().assembly.pool.query<{ recent: boolean }>(
      "select recorded_at > clock_timestamp() - interval '5 minutes' as recent from entry where stream = $1",
      [opened.json<{ id: string }>().id],
    )
    expect(rows).toEqual([{ recent: true }])
  })
})
