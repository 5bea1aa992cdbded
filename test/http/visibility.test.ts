import { describe, expect, it } from 'vitest'
import { application, type Guest, openApplication, password, withHouse } from './support/house.ts'

const house = withHouse()

async function applied(site: string): Promise<Readonly<{ id: string; number: string }>> {
  const wang = await house().as('wang')
  const opened = await openApplication(wang, site)
  const answer = await wang.send('POST', `/api/cases/${opened.id}/steps/apply`, {
    expectedVersion: 1,
    parts: application({ phone: '13800138000' }),
    password,
  })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return opened
}

/** A visit of a confidential form at the first centre, with its record sealed. */
async function visited(year: number): Promise<Readonly<{ id: string; number: string; wang: Guest }>> {
  const [zhao, wang] = [await house().as('zhao'), await house().as('wang')]
  await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year })
  const { items } = (await wang.get(`/api/cases?document=QP-95&year=${year}&site=S-01`)).json()
  const { id, number } = items[0].case
  const answer = await wang.send('POST', `/api/cases/${id}/steps/visit`, {
    expectedVersion: 1,
    parts: { 'QR-95-01/visit': { finding: '机密所见', met: { person: wang.person, name: '' }, phone: '13800138000' } },
  })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return { id, number, wang }
}

describe('another centre’s case', () => {
  it('is not there: neither the case, its records, its picture, its PDF nor a step of it', async () => {
    const { id, number } = await applied('S-02')
    const chen = await house().as('chen')
    for (const url of [
      `/api/cases/${id}`,
      `/api/cases/${id}/diagram.svg`,
      `/api/records/QR-90-01/${number}/001`,
      `/api/records/QR-90-01/${number}/001/html`,
      `/api/records/QR-90-01/${number}/001/pdf`,
    ]) {
      const answer = await chen.get(url)
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 404, 'not-found'])
    }
    const answer = await chen.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(), password })
    expect(answer.json()).toMatchObject({ status: 404, code: 'not-found' })
  })

  it('stands on no list, no task list and in no search of theirs, and the answer is that of a case nobody has', async () => {
    const { id, number } = await applied('S-02')
    const opened = await openApplication(await house().as('wang'), 'S-02')
    await house().assembly.reactions.runOnce()
    const [chen, lin] = [await house().as('chen'), await house().as('lin')]
    const numbers = async (guest: Guest, url: string) => JSON.stringify((await guest.get(url)).json())
    for (const url of ['/api/cases', `/api/search?q=${number}`]) {
      expect(await numbers(lin, url)).toContain(number)
      expect(await numbers(chen, url)).not.toContain(number)
    }
    expect(await numbers(lin, '/api/tasks')).toContain(opened.number)
    expect(await numbers(chen, '/api/tasks')).not.toContain(opened.number)
    const { instance: _one, ...hidden } = (await chen.get(`/api/cases/${id}`)).json()
    const { instance: _other, ...absent } = (await chen.get('/api/cases/01890000-0000-7000-8000-000000000000')).json()
    expect(hidden).toEqual(absent)
  })

  it('cannot be opened by somebody whose role holds elsewhere', async () => {
    const chen = await house().as('chen')
    const answer = await chen.send('POST', '/api/cases', { document: 'QP-90', subject: { site: 'S-02', year: 2081 } })
    expect(answer.json()).toMatchObject({ status: 403, code: 'role-missing' })
    expect((await chen.send('POST', '/api/cases', { document: 'QP-90', subject: { site: 'S-01', year: 2081 } })).statusCode).toBe(201)
  })
})

describe('a confidential record', () => {
  it('is read by those who take part in its document and by the auditor, and is not there for others', async () => {
    const { id, number, wang } = await visited(2061)
    const address = `/api/records/QR-95-01/${number}/001`
    expect((await wang.get(address)).statusCode).toBe(200)
    expect((await (await house().as('he')).get(address)).statusCode).toBe(200)
    const li = await house().as('li')
    expect((await li.get(address)).statusCode).toBe(404)
    const seen = (await li.get(`/api/cases/${id}`)).json()
    expect(seen.records).toMatchObject([{ mayRead: false }])
    expect(JSON.stringify(seen)).not.toContain('机密所见')
    await house().assembly.reactions.runOnce()
    expect((await li.get('/api/search?q=机密所见')).json()).toEqual([])
    expect((await wang.get('/api/search?q=机密所见')).json()).toMatchObject([{ kind: 'record' }])
  })

  it('shows a sensitive value masked, and in full only as a recorded act', async () => {
    const { number, wang } = await visited(2062)
    const address = `/api/records/QR-95-01/${number}/001`
    const record = (await wang.get(address)).body
    expect(record).toContain('138****8000')
    expect(record).not.toContain('13800138000')
    expect((await wang.get(`${address}/html`)).body).not.toContain('13800138000')
    const unmasked = await wang.send('POST', `${address}/unmask`, { path: '/phone', reason: '需要回访' })
    expect(unmasked.json()).toEqual({ value: '13800138000' })
    const { rows } = await house().assembly.pool.query<{ facts: Buffer }>(
      "select facts from entry where kind = 'access' order by recorded_at desc limit 1",
    )
    expect(rows[0]?.facts.toString()).toContain(number)
    expect(rows[0]?.facts.toString()).toContain('需要回访')
  })

  it('says before a click what may be done to it: whoever takes part corrects and unmasks, the auditor reads', async () => {
    const { number, wang } = await visited(2064)
    const address = `/api/records/QR-95-01/${number}/001`
    expect((await wang.get(address)).json()).toMatchObject({ may: { correct: true, unmask: true } })
    const he = await house().as('he')
    expect((await he.get(address)).json()).toMatchObject({ may: { correct: false, unmask: false } })
    const refused = await he.send('POST', `${address}/unmask`, { path: '/phone', reason: '需要回访' })
    expect(refused.json()).toMatchObject({ status: 403, code: 'not-allowed' })
  })

  it('a sensitive value is in no text of the search, no entry and no log of the database; only the whole of it finds its case', async () => {
    const { wang, number } = await visited(2063)
    await house().assembly.reactions.runOnce()
    expect((await wang.get('/api/search?q=1380013800')).json()).toEqual([])
    const found = (await wang.get('/api/search?q=13800138000')).body
    expect([found.includes(number), found.includes('13800138000')]).toEqual([true, false])
    const { rows } = await house().assembly.pool.query<{ found: number }>(
      "select count(*)::int as found from entry where position('13800138000' in encode(facts, 'escape')) > 0",
    )
    expect(rows[0]?.found).toBe(0)
    const payloads = await house().assembly.pool.query<{ found: number }>(
      "select count(*)::int as found from payload where position('13800138000' in encode(data, 'escape')) > 0",
    )
    expect(payloads.rows[0]?.found).toBe(0)
  })
})

describe('the auditor', () => {
  it('reads everything and changes nothing', async () => {
    const { id } = await applied('S-01')
    const he = await house().as('he')
    const seen = (await he.get(`/api/cases/${id}`)).json()
    expect(seen.openSteps.every(({ mayTake }: { mayTake: boolean }) => !mayTake)).toBe(true)
    for (const [url, body] of [
      ['/api/cases', { document: 'QP-90', subject: { site: 'S-01', year: 2071 } }],
      [`/api/cases/${id}/steps/pass`, { expectedVersion: 2, parts: {}, password }],
      ['/api/attachments', {}],
    ] as const)
      expect([url, (await he.send('POST', url, body)).json().code]).toEqual([url, 'not-allowed'])
  })

  it('takes an audit package away, and that is an entry of the organisation', async () => {
    const { number } = await applied('S-01')
    const he = await house().as('he')
    const asked = await he.send('POST', '/api/exports', { scope: { case: number }, reason: '年度外审抽样' })
    expect(asked.statusCode).toBe(202)
    const { id } = asked.json<{ id: string }>()
    await house().assembly.jobs.idle()
    expect((await he.get(`/api/exports/${id}`)).json()).toMatchObject({ status: 'done', records: 1, problem: null })
    const zip = await he.get(`/api/exports/${id}/package`)
    expect(zip.rawPayload.subarray(0, 2).toString()).toBe('PK')
    const { rows } = await house().assembly.pool.query<{ left: number }>("select count(*)::int as left from entry where kind = 'export'")
    expect(rows[0]?.left).toBe(1)
    const wang = await house().as('wang')
    expect((await wang.get(`/api/exports/${id}`)).statusCode).toBe(404)
    expect((await wang.send('POST', '/api/exports', { scope: { year: 2026 }, reason: '我想看看年检' })).json()).toMatchObject({
      status: 403,
      code: 'not-allowed',
    })
  })
})

describe('shares of a blind step', () => {
  it('are hidden from the others until all are given', async () => {
    const [zhao, zhou, wu] = [await house().as('zhao'), await house().as('zhou'), await house().as('wu')]
    const { id, number } = (await zhao.send('POST', '/api/cases', { document: 'QP-91', subject: { site: 'S-01' } })).json()
    const panel = [zhou, wu].map(({ person }) => ({ person, name: '' }))
    await zhao.send('POST', `/api/cases/${id}/steps/appoint`, { expectedVersion: 1, parts: { 'QR-91-01/panel': { panel } } })
    const score = (guest: Guest, points: string, expectedVersion: number) =>
      guest.send('POST', `/api/cases/${id}/steps/score`, { expectedVersion, parts: { 'QR-91-01/score': { points } }, password })
    expect((await score(zhou, '87.00', 2)).json()).toMatchObject({ outcome: 'contribution', state: 'scoring' })
    const seen = (await wu.get(`/api/cases/${id}`)).body
    expect(seen).not.toContain('87.00')
    expect((await wu.get(`/api/records/QR-91-01/${number}/002`)).statusCode).toBe(404)
    expect((await zhou.get(`/api/records/QR-91-01/${number}/002`)).statusCode).toBe(200)
    expect((await zhou.get('/api/tasks')).body).not.toContain(number)
    expect((await wu.get('/api/tasks')).json().items).toContainEqual(expect.objectContaining({ kind: 'contribute', step: 'score' }))
    expect((await score(wu, '80.00', 3)).json()).toMatchObject({ outcome: 'step', state: 'scored' })
    expect((await wu.get(`/api/records/QR-91-01/${number}/002`)).statusCode).toBe(200)
  })
})
