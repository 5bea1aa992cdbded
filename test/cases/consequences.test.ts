import { describe, expect, it } from 'vitest'
import { advanceCase } from '../../server/cases/advance-case.ts'
import { application, openApplication, password, withHouse } from '../http/support/house.ts'

const house = withHouse({ clock: '2026-03-02T01:00:00.000Z' })
const setClock = (at: string) => house().assembly.pool.query('select set_simulated_clock($1)', [at])

/** What the background does, until there is nothing left to do. */
async function settle(): Promise<void> {
  const { scheduler, reactions } = house().assembly
  for (let round = 0; round < 20; round++) if ((await scheduler.runOnce()) + (await reactions.runOnce()) === 0) return
  throw new Error('Expected the background work to come to an end, but it goes on')
}

const order = {
  items: [
    { item: '甲', level: '3' },
    { item: '乙', level: '4' },
  ],
  budget: '100.00',
  watched: false,
}

async function ordered() {
  const zhao = await house().as('zhao')
  const { id } = (await zhao.send('POST', '/api/cases', { document: 'QP-92', subject: { site: 'S-01' } })).json()
  const answer = await zhao.send('POST', `/api/cases/${id}/steps/order`, { expectedVersion: 1, parts: { 'QR-92-01/order': order } })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return { zhao, id, opened: answer.json<{ opened: { id: string; number: string }[] }>().opened }
}

describe('cases a step opens', () => {
  it('are there with the step, numbered without a gap, one for each item, linked both ways', async () => {
    const { zhao, id, opened } = await ordered()
    expect(opened.map(({ number }) => number)).toEqual([
      expect.stringMatching(/^QP-93-2026-\d{5}$/),
      expect.stringMatching(/^QP-93-2026-\d{5}$/),
    ])
    const [first] = opened
    expect((await zhao.get(`/api/cases/${first?.id}`)).json()).toMatchObject({
      links: [{ direction: 'starter' }],
      openedAt: '2026-03-02T01:00:00.000Z',
    })
    expect((await zhao.get(`/api/cases/${id}`)).json().links).toHaveLength(2)
  })

  it('are not there twice when the answer was lost and the step is sent again', async () => {
    const zhao = await house().as('zhao')
    const { id } = (await zhao.send('POST', '/api/cases', { document: 'QP-92', subject: { site: 'S-01' } })).json()
    const key = { 'idempotency-key': crypto.randomUUID() }
    const send = () => zhao.send('POST', `/api/cases/${id}/steps/order`, { expectedVersion: 1, parts: { 'QR-92-01/order': order } }, key)
    const [first, again] = [await send(), await send()]
    expect(again.json()).toEqual(first.json())
    const { rows } = await house().assembly.pool.query<{ opened: number }>(
      'select count(*)::int as opened from case_head where started_by = $1',
      [id],
    )
    expect(rows[0]?.opened).toBe(2)
  })
})

describe('a step that waits for other cases', () => {
  it('says which, comes on the list when they are done, and is then taken with what they found', async () => {
    const { zhao, id, opened } = await ordered()
    const close = () => zhao.send('POST', `/api/cases/${id}/steps/close`, { expectedVersion: 2, parts: {} })
    const early = await close()
    expect(early.json()).toMatchObject({ status: 409, code: 'waits-for', rejection: { document: 'QP-93' } })
    expect(
      early
        .json()
        .rejection.found.map(({ number }: { number: string }) => number)
        .toSorted(),
    ).toEqual(opened.map(({ number }) => number).toSorted())
    const wang = await house().as('wang')
    for (const job of opened) {
      const done = await wang.send('POST', `/api/cases/${job.id}/steps/finish`, {
        expectedVersion: 1,
        parts: { 'QR-93-01/work': { result: '已办' } },
      })
      expect([done.statusCode, done.body.slice(0, 200)]).toEqual([200, expect.any(String)])
    }
    await settle()
    expect((await zhao.get('/api/tasks')).json().items).toContainEqual(
      expect.objectContaining({ step: 'close', case: expect.objectContaining({ id }) }),
    )
    expect((await close()).json()).toMatchObject({ state: 'closed' })
  })
})

describe('a step one case asks another to take', () => {
  it('is a task with a due date for people, and taken at once only where it is the engine’s own', async () => {
    const { zhao, id, opened } = await ordered()
    const hurried = await zhao.send('POST', `/api/cases/${id}/steps/hurry`, {
      expectedVersion: 2,
      parts: { 'QR-92-01/note': { text: '请尽快' } },
    })
    expect(hurried.statusCode).toBe(200)
    await settle()
    const wang = await house().as('wang')
    const job = (await wang.get(`/api/cases/${opened[0]?.id}`)).json()
    expect(job.history.map(({ kind }: { kind: string }) => kind)).toEqual(['opened', 'demanded', 'demanded', 'step'])
    expect(job.records).toMatchObject([{ step: 'log', signers: [{ system: true }] }])
    const remark = job.openSteps.find(({ step }: { step: string }) => step === 'remark')
    expect(remark).toMatchObject({
      demanded: { by: { id }, due: { on: '2026-03-04' } },
      parts: [{ values: { text: '请尽快' }, readOnly: ['text'] }],
    })
  })
})

describe('a deadline the engine keeps', () => {
  it('is kept by the scheduler at its moment, or by whoever comes too late: the outcome is the same', async () => {
    const wang = await house().as('wang')
    const cases = [await openApplication(wang), await openApplication(wang)]
    for (const { id } of cases)
      await wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(), password })
    await setClock('2026-03-17T01:00:00.000Z')
    const [swept, late] = cases
    const li = await house().as('li')
    const answer = await li.send('POST', `/api/cases/${late?.id}/steps/pass`, {
      expectedVersion: 2,
      parts: { 'QR-90-01/review': { opinion: '同意' } },
      password,
    })
    expect(answer.json()).toMatchObject({ status: 409, code: 'deadline-passed', rejection: { automatic: 'expire' } })
    await settle()
    const views = await Promise.all([swept, late].map(async (one) => (await li.get(`/api/cases/${one?.id}`)).json()))
    for (const view of views) {
      expect(view).toMatchObject({ case: { state: 'lapsed', closed: true }, version: 3 })
      expect(view.history.at(-1)).toMatchObject({ by: [{ system: true }], clock: 'simulated' })
    }
    // Stamped with the moment that came due, not with the one somebody woke at.
    const { rows } = await house().assembly.pool.query<{ facts: Buffer }>(
      'select facts from entry where sequence = 3 and stream = any($1)',
      [cases.map(({ id }) => id)],
    )
    expect(rows.map(({ facts }) => JSON.parse(facts.toString()).dueAt)).toEqual(['2026-03-16T16:00:00.000Z', '2026-03-16T16:00:00.000Z'])
    expect(views[0].records.length).toBe(views[1].records.length)
    expect(await advanceCase(swept?.id ?? '', house().assembly.cases)).toEqual({ outcome: 'still' })
  })
})

describe('a correction', () => {
  it('stands beside the record with reason and both persons, and leaves the sealed value legible', async () => {
    const wang = await house().as('wang')
    const { id, number } = await openApplication(wang)
    await wang.send('POST', `/api/cases/${id}/steps/apply`, {
      expectedVersion: 1,
      parts: application({ urgent: true, urgent_why: '急用' }),
      password,
    })
    const address = `/api/records/QR-90-01/${number}/001`
    const correct = (more: object) =>
      wang.send('POST', `${address}/corrections`, {
        field: 'urgent_why',
        value: '急需',
        reason: '笔误,应为急需',
        password,
        agreedBy: { login: 'zhao', password },
        ...more,
      })
    expect((await correct({ agreedBy: { login: 'wang', password } })).json()).toMatchObject({ status: 422, code: 'correction-refused' })
    expect((await correct({ agreedBy: { login: 'zhao', password: 'wrong password' } })).json()).toMatchObject({
      status: 403,
      code: 'signature-refused',
    })
    expect((await correct({ field: 'total', value: '1.00' })).json()).toMatchObject({ status: 422, code: 'correction-refused' })
    expect((await correct({ field: 'constructor' })).json()).toMatchObject({ status: 422, code: 'correction-refused' })
    expect((await correct({ value: 'x'.repeat(21) })).json()).toMatchObject({ status: 422, code: 'part-invalid' })
    expect((await correct({})).json()).toMatchObject({ sequence: 3 })
    const record = (await wang.get(address)).json()
    expect(record.fields.find(({ key }: { key: string }) => key === 'urgent_why').text).toBe('急用')
    expect(record.corrections).toMatchObject([{ old: '急用', new: '急需', reason: '笔误,应为急需', by: ['人员wang', '人员zhao'] }])
  })

  it('names the decisions that read the old value, and takes none of them anew', async () => {
    const wang = await house().as('wang')
    const { id, number } = await openApplication(wang)
    await wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(), password })
    const answer = await wang.send('POST', `/api/records/QR-90-01/${number}/001/corrections`, {
      field: 'amount',
      value: '501.00',
      reason: '金额笔误',
      password,
      agreedBy: { login: 'zhao', password },
    })
    expect(answer.json()).toEqual({ sequence: 3, readBy: [{ step: 'apply', sequence: 2 }] })
    expect((await wang.get(`/api/cases/${id}`)).json()).toMatchObject({ case: { state: 'review' } })
  })
})
