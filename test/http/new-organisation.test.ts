import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseView } from '../../server/http/api/cases.ts'
import { openHouse, type RunningHouse } from '../support/running-house.ts'
import { type Guest, guestOf, openSession } from './support/house.ts'
import { smallPdf, upload } from './support/upload.ts'

let running: RunningHouse | undefined
const house = () => {
  if (running === undefined) throw new Error('Expected the house inside a test, but it is not open yet')
  return running.house
}
beforeAll(async () => {
  running = await openHouse()
}, 60_000)
afterAll(() => running?.close())

const inject = (request: InjectOptions) => house().app.inject(request)
const secret = 'a phrase of their own'
const signIn = async (login: string, phrase = secret): Promise<Guest> => guestOf(await openSession(login, inject, phrase), inject)
const centre = { code: '06011001', name: { zh: '滨海职业技术学院鉴定所', en: 'Binhai Polytechnic Testing Centre' } }
const logged = async () => {
  const answer = await (await signIn('reader')).get('/api/organisation/log')
  return answer.json<{ items: { kind: string; by: string; facts: Record<string, unknown> }[] }>().items
}
const administrators = [
  { kind: 'system_admin', name: '石磊', login: 'maker', password: secret },
  { kind: 'security_admin', name: '龙飞', login: 'giver', password: secret },
  { kind: 'audit_admin', name: '许诺', login: 'reader', password: secret },
] as const

describe('a first run cut off between founding and release', () => {
  it('is completed at the next start, once', async () => {
    const founded = await house().found({
      name: { zh: '沈州市职业技能鉴定中心', en: 'Shenzhou Authority' },
      kind: 'real',
      zone: 'Asia/Shanghai',
      administrators,
    })
    expect(founded.outcome).toBe('founded')
    expect(await inject({ url: '/api/setup' }).then((answer) => answer.json())).toEqual({ needed: false })
    expect((await logged()).map(({ kind }) => kind)).not.toContain('release')
    await house().completeFirstRun()
    expect((await logged()).filter(({ kind }) => kind === 'release')).toHaveLength(1)
    await house().completeFirstRun()
    expect((await logged()).filter(({ kind }) => kind === 'release')).toHaveLength(1)
  })
})

describe('the testing centres of a new organisation', () => {
  it('are entered by the system administrator alone; the other two look, and nobody else does', async () => {
    const [maker, giver] = [await signIn('maker'), await signIn('giver')]
    expect((await giver.send('POST', '/api/centres', centre)).json()).toMatchObject({ status: 403, code: 'not-allowed' })
    expect((await maker.send('POST', '/api/centres', centre)).statusCode).toBe(201)
    expect((await giver.get('/api/centres')).json()).toEqual([{ ...centre, active: true }])
    expect((await giver.send('POST', `/api/centres/${centre.code}`, closing)).json()).toMatchObject({ status: 403, code: 'not-allowed' })
    expect((await logged())[0]).toMatchObject({
      kind: 'centre-entered',
      by: '石磊',
      facts: { code: centre.code, name: centre.name, reason: null },
    })
    await personWith('guest', [])
    expect((await (await signIn('guest')).get('/api/centres')).json()).toMatchObject({ status: 403, code: 'not-allowed' })
  })

  it('each have a code of eight digits of their own and a name in both languages, or are refused in a sentence', async () => {
    const maker = await signIn('maker')
    const entering = (more: object) => maker.send('POST', '/api/centres', { ...centre, ...more }).then((answer) => answer.json())
    expect(await entering({})).toMatchObject({ status: 409, code: 'centre-code-taken', detail: '机构编码 06011001 已登记。' })
    for (const code of ['0601100', '060110011', 'S-000001', '0601１001', ''])
      expect(await entering({ code })).toMatchObject({ status: 422, code: 'centre-refused' })
    expect(await entering({ code: '06011002', name: { zh: ' ', en: 'Some Centre' } })).toMatchObject({
      status: 422,
      code: 'centre-refused',
    })
    expect((await maker.send('POST', '/api/centres/06019999', closing)).json()).toMatchObject({ status: 404, code: 'not-found' })
  })

  it('two administrators at once enter one centre once', async () => {
    const maker = await signIn('maker')
    const other = { code: '06011002', name: { zh: '北方技师学院鉴定所', en: 'Northern College Testing Centre' } }
    const answers = await Promise.all([1, 2, 3].map(() => maker.send('POST', '/api/centres', other)))
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409])
    expect((await logged()).filter(({ kind, facts }) => kind === 'centre-entered' && facts.code === other.code)).toHaveLength(1)
  })
})

describe('from the first run to the first licence case', () => {
  it('account, centre and role lead its head to an application, which opens the licence case and is filed', async () => {
    const person = await personWith('head', [{ role: 'site_head', site: centre.code }])
    const head = await signIn('head')
    const opened = await head.send('POST', '/api/cases', { document: 'QP-07', subject: { site: centre.code } })
    expect([opened.statusCode, opened.json()]).toMatchObject([201, { number: expect.stringMatching(/^QP-07-\d{4}-00001$/) }])
    const { id, number } = opened.json<{ id: string; number: string }>()
    const equipment_list = (await upload(head, '设备清单.pdf', smallPdf)).json<object>()
    const apply = { ...application, site_head: { person, name: 'head' }, equipment_list }
    const submitted = await head.send('POST', `/api/cases/${id}/steps/submit`, {
      expectedVersion: 1,
      parts: { 'QR-07-01/apply': apply },
      password: secret,
    })
    expect(submitted.json()).toMatchObject({ outcome: 'step', state: 'submitted', records: [`QR-07-01/${number}/001`] })
    expect((await head.get(`/api/cases/${id}`)).json<CaseView>().case.state).toBe('submitted')
  })

  it('a centre that was closed keeps its name and its case, and gets no new role and no new case until it is open again', async () => {
    const [maker, giver, head] = [await signIn('maker'), await signIn('giver'), await signIn('head')]
    expect((await maker.send('POST', `/api/centres/${centre.code}`, closing)).statusCode).toBe(204)
    const { items } = (await head.get('/api/cases')).json<{ items: { siteName: string }[] }>()
    expect(items.map(({ siteName }) => siteName)).toEqual([closing.name.zh])
    const grant = () =>
      giver.send('POST', `/api/people/${head.person}/grants`, {
        role: 'subject_party',
        site: centre.code,
        from: '2020-01-01',
        reason: '任命',
      })
    const open = () => head.send('POST', '/api/cases', { document: 'QP-07', subject: { site: centre.code } })
    expect((await grant()).json()).toMatchObject({ status: 422, code: 'value-unknown' })
    expect((await open()).json()).toMatchObject({ status: 422, code: 'subject-invalid' })
    expect((await maker.send('POST', `/api/centres/${centre.code}`, { ...closing, active: true, reason: '复办' })).statusCode).toBe(204)
    expect((await logged()).slice(0, 2)).toMatchObject([
      { kind: 'centre-changed', facts: { active: true, reason: '复办' } },
      { kind: 'centre-changed', facts: { active: false, name: closing.name, reason: '停办' } },
    ])
    expect((await grant()).statusCode).toBe(201)
    expect((await open()).json()).not.toMatchObject({ code: 'subject-invalid' })
  })
})

const closing = { name: { zh: '滨海职院鉴定所', en: 'Binhai Centre' }, active: false, reason: '停办' }

/** An account by the one administrator, its roles by the other, and a password of the person's own. */
async function personWith(login: string, roles: readonly Readonly<{ role: string; site: string }>[]): Promise<string> {
  const [maker, giver] = [await signIn('maker'), await signIn('giver')]
  const made = await maker.send('POST', '/api/accounts', { name: login, login, password: 'a phrase to begin with' })
  expect(made.statusCode).toBe(201)
  const { person } = made.json<{ person: string }>()
  for (const held of roles) {
    const given = await giver.send('POST', `/api/people/${person}/grants`, { ...held, from: '2020-01-01', reason: '任命' })
    expect(given.statusCode, given.body).toBe(201)
  }
  const newcomer = await signIn(login, 'a phrase to begin with')
  const changed = await newcomer.send('POST', '/api/session/password', { old: 'a phrase to begin with', new: secret })
  expect(changed.statusCode, changed.body).toBe(204)
  return person
}

const application = {
  site_name: centre.name.zh,
  centre_type: '1',
  legal_person: '滨海职业技术学院',
  credit_code: '12210100MB0A12345X',
  contact_phone: '13800000000',
  address: '滨海市学院路1号',
  office_area: '45.50',
  theory_seats: 120,
  full_time_staff: 6,
  occupations: [{ occupation: '01', levels: ['5', '4', '3'], stations: 20, assessor_count: 5 }],
  rules_list: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'],
  video_monitoring: true,
}
