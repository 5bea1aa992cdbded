import { describe, expect, it } from 'vitest'
import { withHouse } from './support/house.ts'

const house = withHouse()

describe('opening a year for all centres', () => {
  it('opens one case a centre in one act, and twice opens nothing twice', async () => {
    const zhao = await house().as('zhao')
    const start = () => zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2026 })
    expect((await start()).json()).toEqual({ opened: 2, alreadyOpen: 0, notEligible: 0 })
    expect((await start()).json()).toEqual({ opened: 0, alreadyOpen: 2, notEligible: 0 })
    const year = (await zhao.get('/api/campaigns/QP-95/2026')).json()
    expect(year).toMatchObject({ missing: 0, mayStart: true, rows: [{ site: 'S-01', records: 0 }, { site: 'S-02' }] })
    expect(year.states.find(({ state }: { state: string }) => state === 'planned').count).toBe(2)
    const { rows } = await house().assembly.pool.query<{ acts: number }>("select count(*)::int as acts from entry where kind = 'campaign'")
    expect(rows[0]?.acts).toBe(1)
  })

  it('two at once open each case once', async () => {
    const zhao = await house().as('zhao')
    const answers = await Promise.all([1, 2, 3].map(() => zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2027 })))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
    const { items } = (await zhao.get('/api/cases?document=QP-95&year=2027')).json()
    expect(items).toHaveLength(2)
  })

  it('is for the role the document names, held for all centres', async () => {
    const answer = await (await house().as('chen')).send('POST', '/api/campaigns', { document: 'QP-95', year: 2028 })
    expect(answer.json()).toMatchObject({ status: 403, code: 'not-allowed' })
    const none = await (await house().as('zhao')).send('POST', '/api/campaigns', { document: 'QP-90', year: 2028 })
    expect(none.json()).toMatchObject({ status: 404 })
  })
})
