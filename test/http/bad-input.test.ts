import { describe, expect, it } from 'vitest'
import { application, type Guest, openApplication, password, withHouse } from './support/house.ts'

const house = withHouse()

const step = (guest: Guest, id: string, name: string, body: object, headers: Record<string, string> = {}) =>
  guest.send('POST', `/api/cases/${id}/steps/${name}`, body, headers)
const apply = (values: Readonly<Record<string, unknown>> = {}, expectedVersion = 1) => ({
  expectedVersion,
  parts: application(values),
  password,
})

/** A clerk with a case of their own that waits for the application. */
async function fresh(): Promise<Readonly<{ wang: Guest; id: string; number: string }>> {
  const wang = await house().as('wang')
  return { wang, ...(await openApplication(wang)) }
}

describe('a step that cannot be taken', () => {
  it('is refused where the procedure has no such step', async () => {
    const { wang, id } = await fresh()
    const answer = await step(wang, id, 'fly', apply())
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({ code: 'step-not-open', rejection: { state: 'draft' } })
  })

  it('is refused where its name is one every object has', async () => {
    const { wang, id } = await fresh()
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      const answer = await step(wang, id, name, apply())
      expect([name, answer.statusCode, answer.json().code]).toEqual([name, 409, 'step-not-open'])
    }
  })

  it('is refused where the case is in another state', async () => {
    const { wang, id } = await fresh()
    const li = await house().as('li')
    const answer = await step(li, id, 'pass', { expectedVersion: 1, parts: { 'QR-90-01/review': { opinion: '同意' } }, password })
    expect(answer.json()).toMatchObject({ status: 409, code: 'step-not-open' })
    expect(wang.person).not.toBe(li.person)
  })

  it('is refused where the page is stale, and says how far the case has come', async () => {
    const { wang, id } = await fresh()
    const answer = await step(wang, id, 'apply', apply({}, 7))
    expect(answer.json()).toMatchObject({ status: 409, code: 'case-moved-on', rejection: { expected: 7, found: 1 } })
  })

  it('is refused where the person lacks the role, and names the role', async () => {
    const { id } = await fresh()
    const qian = await house().as('qian')
    const answer = await step(qian, id, 'apply', apply())
    expect(answer.json()).toMatchObject({ status: 403, code: 'role-missing', rejection: { needs: ['clerk'] } })
    expect(answer.json().detail).toContain('经办人')
  })

  it('is refused to the person who took the step it must be separate from, also as a deputy', async () => {
    const { wang, id } = await fresh()
    expect((await step(wang, id, 'apply', apply())).statusCode).toBe(200)
    const administration = await house().assembly.administration()
    const persons = house().persons
    const deputy = {
      person: persons.get('li') ?? '',
      deputy: wang.person,
      roles: [],
      from: '2020-01-01',
      until: '2099-01-01',
      reason: '休假代理',
    }
    expect(await administration.nameDeputy(deputy, 'system')).toMatchObject({ outcome: 'done' })
    const answer = await step(wang, id, 'pass', { expectedVersion: 2, parts: { 'QR-90-01/review': { opinion: '同意' } }, password })
    expect(answer.json()).toMatchObject({ status: 403, code: 'same-person', rejection: { acted: 'apply' } })
  })

  it('needs the signature it asks for, and the right password for it', async () => {
    const { wang, id } = await fresh()
    const unsigned = await step(wang, id, 'apply', { expectedVersion: 1, parts: application() })
    expect(unsigned.json()).toMatchObject({ status: 403, code: 'signature-missing' })
    const wrong = await step(wang, id, 'apply', { ...apply(), password: 'not the password' })
    expect(wrong.json()).toMatchObject({ status: 403, code: 'signature-refused' })
    expect((await step(wang, id, 'apply', apply())).statusCode).toBe(200)
  })
})

describe('a form filled in wrongly', () => {
  const wrong: readonly Readonly<{ what: string; values: Readonly<Record<string, unknown>>; path: string; code: string }>[] = [
    { what: 'a missing field', values: { amount: undefined }, path: '/amount', code: 'required' },
    { what: 'a mistyped field', values: { urgent: 'maybe' }, path: '/urgent', code: 'wrong-type' },
    { what: 'a number below its bounds', values: { amount: '-1.00' }, path: '/amount', code: 'below-minimum' },
    { what: 'a number above its bounds', values: { amount: '1000000.01' }, path: '/amount', code: 'above-maximum' },
    { what: 'more decimals than the scale', values: { amount: '1.005' }, path: '/amount', code: 'too-many-decimals' },
    { what: 'an unknown field', values: { colour: 'red' }, path: '/colour', code: 'unknown-field' },
    { what: 'a field the system fills', values: { total: '99.00' }, path: '/total', code: 'not-yours-to-fill' },
  ]
  for (const { what, values, path, code } of wrong)
    it(`names the field: ${what}`, async () => {
      const { wang, id } = await fresh()
      const answer = await step(wang, id, 'apply', apply(values))
      expect(answer.json()).toMatchObject({ status: 422, code: 'part-invalid' })
      expect(answer.json().fields).toContainEqual(expect.objectContaining({ form: 'QR-90-01', part: 'apply', path, code }))
    })

  it('is refused where a rule of the step does not hold, in the words of the document', async () => {
    const { wang, id } = await fresh()
    const answer = await step(wang, id, 'apply', apply({ amount: '0.00' }))
    expect(answer.json()).toMatchObject({ status: 422, code: 'rule-not-met', detail: '金额应大于零' })
  })

  it('names a part the step does not fill', async () => {
    const { wang, id } = await fresh()
    const answer = await step(wang, id, 'apply', { ...apply(), parts: { ...application(), 'QR-90-01/decision': { outcome: 'granted' } } })
    expect(answer.json()).toMatchObject({ status: 422, code: 'part-invalid' })
  })

  it('is refused where a list is longer than the form allows, or a person is not known', async () => {
    const wang = await house().as('wang')
    const zhao = await house().as('zhao')
    const { opened: count } = (await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year: 2051 })).json()
    expect(count).toBe(2)
    const { items } = (await wang.get('/api/cases?document=QP-95&year=2051')).json()
    const id = items[0].case.id
    const visit = (values: object) => ({
      expectedVersion: 1,
      parts: { 'QR-95-01/visit': { finding: '正常', met: { person: wang.person, name: 'x' }, ...values } },
    })
    const long = await step(wang, id, 'visit', visit({ notes: ['a', 'b', 'c', 'd'] }))
    expect(long.json().fields).toContainEqual(expect.objectContaining({ path: '/notes', code: 'too-many-items' }))
    const nobody = await step(wang, id, 'visit', visit({ met: { person: '01890000-0000-7000-8000-000000000000', name: 'Nobody' } }))
    expect(nobody.json().fields).toContainEqual(expect.objectContaining({ path: '/met', code: 'unknown-person' }))
    const file = await step(
      wang,
      id,
      'visit',
      visit({
        picture: { attachment: '01890000-0000-7000-8000-000000000000', name: 'a.png', type: 'image/png', size: 1, sha256: 'a'.repeat(64) },
      }),
    )
    expect(file.json().fields).toContainEqual(expect.objectContaining({ path: '/picture', code: 'unknown-attachment' }))
  })
})

describe('text that cannot be kept', () => {
  const raw = (guest: Guest, id: string, body: string) =>
    guest.send('POST', `/api/cases/${id}/steps/apply`, body, { 'content-type': 'application/json' })

  it('is refused where it holds NUL', async () => {
    const { wang, id } = await fresh()
    const answer = await raw(wang, id, JSON.stringify(apply({ phone: '1\u0000' })))
    expect(answer.json()).toMatchObject({ status: 400, code: 'text-not-allowed' })
  })

  it('is refused where it holds half of a surrogate pair, also in a name', async () => {
    const { wang, id } = await fresh()
    const value = await raw(wang, id, JSON.stringify(apply()).replace('"500.00"', '"\\ud800"'))
    expect(value.json()).toMatchObject({ status: 400, code: 'text-not-allowed' })
    const key = await raw(wang, id, JSON.stringify(apply()).replace('"amount"', '"\\udc00"'))
    expect(key.json()).toMatchObject({ status: 400, code: 'text-not-allowed' })
  })

  it('stands in the record in one normal form, whichever form it was typed in', async () => {
    const { wang, id, number } = await fresh()
    const decomposed = 'Cafe\u0301'
    expect((await step(wang, id, 'apply', apply({ urgent: true, urgent_why: decomposed }))).statusCode).toBe(200)
    const record = (await wang.get(`/api/records/QR-90-01/${number}/001`)).json()
    expect(record.fields.find(({ key }: { key: string }) => key === 'urgent_why').text).toBe(decomposed.normalize('NFC'))
  })
})

describe('a misshapen request', () => {
  it('is refused where its body is not JSON, or has members nobody asked for', async () => {
    const { wang, id } = await fresh()
    const broken = await wang.send('POST', `/api/cases/${id}/steps/apply`, '{"expectedVersion":', { 'content-type': 'application/json' })
    expect(broken.json()).toMatchObject({ status: 400, code: 'request-malformed' })
    const extra = await step(wang, id, 'apply', { ...apply(), isAdmin: true })
    expect(extra.json()).toMatchObject({ status: 400, code: 'request-malformed' })
    const prototype = await wang.send('POST', `/api/cases/${id}/steps/apply`, '{"expectedVersion":1,"parts":{},"__proto__":{"a":1}}', {
      'content-type': 'application/json',
    })
    expect(prototype.statusCode).toBe(400)
    const deep = await wang.send(
      'POST',
      `/api/cases/${id}/steps/apply`,
      `{"expectedVersion":1,"parts":{"a":{"b":${'['.repeat(50_000)}${']'.repeat(50_000)}}}}`,
      { 'content-type': 'application/json' },
    )
    expect(deep.json()).toMatchObject({ status: 400, code: 'request-malformed' })
    const huge = await wang.send(
      'POST',
      `/api/cases/${id}/steps/apply`,
      '{"expectedVersion":1,"parts":{"QR-90-01/apply":{"amount":1e999}}}',
      { 'content-type': 'application/json' },
    )
    expect(huge.json()).toMatchObject({ status: 422, code: 'part-invalid' })
  })

  it('is refused where it is larger than eight megabytes', async () => {
    const { wang, id } = await fresh()
    const answer = await step(wang, id, 'apply', apply({ urgent_why: 'x'.repeat(9 * 1024 * 1024) }))
    expect(answer.json()).toMatchObject({ status: 413, code: 'too-large' })
  })

  it('is refused in the language of the reader, Chinese first', async () => {
    const { wang, id } = await fresh()
    const detail = async (headers: Record<string, string>, query = '') =>
      (await wang.send('POST', `/api/cases/${id}/steps/fly${query}`, apply(), headers)).json().detail
    expect(await detail({})).toContain('起草')
    expect(await detail({ 'accept-language': 'en-GB,en;q=0.9' })).toContain('Draft')
    expect(await detail({ 'accept-language': 'fr, en;q=0.3, zh;q=0.8' })).toContain('起草')
  })

  it('never ends in a fault, whatever the address holds', async () => {
    const wang = await house().as('wang')
    const addresses = [
      '/api/cases/%00',
      '/api/cases/%ff%fe',
      '/api/cases/..%2f..%2fetc',
      `/api/cases/${'a'.repeat(500)}`,
      '/api/records/QR-90-01/x/y',
      '/api/cases?cursor=AAAA&year=99999',
      '/api/campaigns/constructor/2026',
      '/api/search?q=%25%5f%5c',
      '/api/tasks?cursor=%7b%7d',
      '/api/exports/constructor',
      '/api/nothing',
    ]
    for (const address of addresses) {
      const { statusCode } = await wang.get(address)
      expect([address, statusCode < 500]).toEqual([address, true])
    }
  })
})

describe('asking twice', () => {
  it('gives the first answer again, and takes the step once', async () => {
    const { wang, id } = await fresh()
    const key = { 'idempotency-key': crypto.randomUUID() }
    const first = await step(wang, id, 'apply', apply(), key)
    const again = await step(wang, id, 'apply', apply(), key)
    expect(first.statusCode).toBe(200)
    expect([again.statusCode, again.json()]).toEqual([200, first.json()])
    expect((await wang.get(`/api/cases/${id}`)).json().version).toBe(2)
  })

  it('is refused where the same key comes with another content', async () => {
    const { wang, id } = await fresh()
    const key = { 'idempotency-key': crypto.randomUUID() }
    await step(wang, id, 'apply', apply(), key)
    const other = await step(wang, id, 'apply', apply({ amount: '700.00' }), key)
    expect(other.json()).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
  })

  it('needs the key', async () => {
    const { wang, id } = await fresh()
    const answer = await step(wang, id, 'apply', apply(), { 'idempotency-key': 'short' })
    expect(answer.json()).toMatchObject({ status: 400, code: 'idempotency-key-missing' })
  })

  it('opens one case for a subject that must be unique, and names the one there is', async () => {
    const wang = await house().as('wang')
    const open = () => wang.send('POST', '/api/cases', { document: 'QP-90', subject: { site: 'S-02', year: 2099 } })
    const [first, second] = [await open(), await open()]
    expect(first.statusCode).toBe(201)
    expect(second.json()).toMatchObject({ status: 409, code: 'case-exists', rejection: { number: first.json().number } })
  })

  it('opens no case about a centre that is not known', async () => {
    const wang = await house().as('wang')
    const answer = await wang.send('POST', '/api/cases', { document: 'QP-90', subject: { site: 'S-77', year: 2031 } })
    expect(answer.json()).toMatchObject({ status: 422, code: 'subject-invalid', rejection: { key: 'site' } })
  })
})

describe('two who submit at once', () => {
  it('are not both served: one goes through, the other is told the case moved on', async () => {
    const { wang, id } = await fresh()
    const answers = await Promise.all([step(wang, id, 'apply', apply()), step(wang, id, 'apply', apply({ amount: '2.00' }))])
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409])
    expect((await wang.get(`/api/cases/${id}`)).json().records).toHaveLength(1)
  })
})
