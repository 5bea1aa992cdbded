import { describe, expect, it } from 'vitest'
import { openApplication, password, withHouse } from './support/house.ts'

const house = withHouse()
const signIn = (login: string, secret: string) =>
  house().inject({ method: 'POST', url: '/api/session', payload: { login, password: secret } })

describe('signing in', () => {
  it('sets a cookie no script can read and no other site can send along', async () => {
    const answer = await signIn('wang', password)
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Strict')
    expect(answer.json()).toMatchObject({ login: 'wang', roles: [{ role: 'clerk', site: null }], organisation: { kind: 'real' } })
  })

  it('says the same of a wrong password and of a login nobody has', async () => {
    const wrong = await signIn('wang', 'wrong password')
    const nobody = await signIn('nobody-here', 'wrong password')
    const { instance: _one, ...one } = wrong.json()
    const { instance: _other, ...other } = nobody.json()
    expect([wrong.statusCode, one]).toEqual([401, other])
  })

  it('keeps neither token nor password in the database', async () => {
    const answer = await signIn('wang', password)
    const token = /guiju_session=([^;]+)/.exec(String(answer.headers['set-cookie']))?.[1] ?? ''
    const { rows } = await house().assembly.pool.query<{ all: string }>(
      "select (select string_agg(s::text, ' ') from session s) || (select string_agg(a::text, ' ') from account a) as all",
    )
    expect(token.length).toBeGreaterThan(40)
    expect(rows[0]?.all).not.toContain(token)
    expect(rows[0]?.all).not.toContain(password)
    expect(rows[0]?.all).toContain('$argon2id$')
  })

  it('locks an account after five wrong passwords, and tells so only to whoever knows the right one', async () => {
    for (let time = 0; time < 5; time++) expect((await signIn('zhou', 'wrong password')).json().code).toBe('credentials-wrong')
    expect((await signIn('zhou', password)).json()).toMatchObject({ status: 403, code: 'account-locked' })
    expect((await signIn('zhou', 'wrong password')).json().code).toBe('credentials-wrong')
    await house().assembly.pool.query("update account set locked_until = clock_timestamp() - interval '1 second' where login = 'zhou'")
    expect((await signIn('zhou', password)).statusCode).toBe(200)
  })

  it('ends with signing out', async () => {
    const li = await house().as('li')
    expect((await li.send('DELETE', '/api/session')).statusCode).toBe(204)
    expect((await li.get('/api/session')).json()).toMatchObject({ status: 401, code: 'signed-out' })
  })

  it('is needed for everything but the door itself', async () => {
    for (const url of [
      '/api/tasks',
      '/api/cases',
      '/api/documents',
      '/api/reference',
      '/api/search?q=a',
      '/api/exports',
      '/api/people',
      '/api/records/QR-90-01/QP-90-2026-00001/001',
    ])
      expect([url, (await house().inject({ url })).statusCode]).toEqual([url, 401])
    for (const url of ['/health', '/ready', '/openapi.json', '/api/setup'])
      expect([url, (await house().inject({ url })).statusCode]).toEqual([url, 200])
  })
})

describe('changing something', () => {
  it('needs the token of the session, not only its cookie', async () => {
    const wang = await house().as('wang')
    const answer = await wang.send(
      'POST',
      '/api/cases',
      { document: 'QP-90', subject: { site: 'S-01', year: 2026 } },
      { 'x-csrf-token': '' },
    )
    expect(answer.json()).toMatchObject({ status: 403, code: 'csrf-token-wrong' })
    const other = (await signIn('li', password)).json().csrf
    const foreign = await wang.send(
      'POST',
      '/api/cases',
      { document: 'QP-90', subject: { site: 'S-01', year: 2026 } },
      { 'x-csrf-token': other },
    )
    expect(foreign.json().code).toBe('csrf-token-wrong')
  })

  it('a new password ends the other sessions of the account', async () => {
    const [here, there] = [await house().as('wu'), await house().as('wu')]
    const weak = await here.send('POST', '/api/session/password', { old: password, new: 'short' })
    expect(weak.json()).toMatchObject({ status: 422, code: 'password-weak' })
    expect((await here.send('POST', '/api/session/password', { old: password, new: 'another long phrase' })).statusCode).toBe(204)
    expect((await here.get('/api/session')).statusCode).toBe(200)
    expect((await there.get('/api/session')).statusCode).toBe(401)
  })
})

describe('the answers of the server', () => {
  it('forbid foreign scripts, styles and frames', async () => {
    const { headers } = await house().inject({ url: '/health' })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("script-src 'self'")
    expect(policy).toMatch(/style-src 'self' 'nonce-[^']+'/)
    expect(policy).not.toContain('unsafe-inline')
    expect(policy).toContain("frame-ancestors 'self'")
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('let a record’s page hold its own style and nothing else', async () => {
    const wang = await house().as('wang')
    const { id, number } = await openApplication(wang)
    const parts = {
      'QR-90-01/apply': {
        amount: '5.00',
        urgent: false,
        items: [
          { indicator: 'A1', weight: '60.00', count: 1 },
          { indicator: 'A2', weight: '40.00', count: 1 },
        ],
      },
    }
    await wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts, password })
    const page = await wang.get(`/api/records/QR-90-01/${number}/001/html`)
    expect(String(page.headers['content-security-policy'])).toMatch(/^default-src 'none'; style-src 'sha256-/)
  })
})

describe('the three administrators', () => {
  it('make accounts and give roles, each their own, and nobody both', async () => {
    const [system, security] = [await house().as('system_admin'), await house().as('security_admin')]
    const account = { name: '新来', login: 'newcomer', password: 'a phrase of their own' }
    expect((await security.send('POST', '/api/accounts', account)).json()).toMatchObject({ status: 403, code: 'not-allowed' })
    const made = await system.send('POST', '/api/accounts', account)
    expect(made.statusCode).toBe(201)
    expect((await system.send('POST', '/api/accounts', account)).json()).toMatchObject({ status: 409, code: 'login-taken' })
    const { person } = made.json<{ person: string }>()
    const grant = (role: string) => security.send('POST', `/api/people/${person}/grants`, { role, from: '2020-01-01', reason: '新任' })
    expect(
      (await system.send('POST', `/api/people/${person}/grants`, { role: 'clerk', from: '2020-01-01', reason: '新任' })).statusCode,
    ).toBe(403)
    expect((await grant('clerk')).statusCode).toBe(201)
    expect((await grant('director')).json()).toMatchObject({ status: 409, code: 'roles-incompatible' })
    expect((await grant('system_admin')).json()).toMatchObject({ status: 409, code: 'roles-incompatible' })
    expect((await grant('constructor')).json()).toMatchObject({ status: 422, code: 'value-unknown' })
    expect((await grant('system')).json()).toMatchObject({ status: 422, code: 'value-unknown' })
    const detail = (await security.get(`/api/people/${person}`)).json<{ grants: { id: string; role: string }[] }>()
    expect(detail.grants).toMatchObject([{ role: 'clerk', title: { zh: '经办人' } }])
    expect((await security.send('POST', `/api/grants/${detail.grants[0]?.id}/end`, { reason: '离任' })).statusCode).toBe(204)
    const { rows } = await house().assembly.pool.query<{ kind: string }>(
      'select kind from entry where stream = (select id from organisation) order by sequence desc limit 2',
    )
    expect(rows.map(({ kind }) => kind)).toEqual(['role-ended', 'role-granted'])
  })

  it('leave a log of the organisation that the third of them reads, and neither of the other two', async () => {
    const log = (login: string) =>
      house()
        .as(login)
        .then((guest) => guest.get('/api/organisation/log'))
    expect((await log('audit_admin')).json().items.at(-1)).toMatchObject({ sequence: 1, kind: 'organisation-created' })
    for (const login of ['system_admin', 'security_admin', 'wang']) expect([login, (await log(login)).statusCode]).toEqual([login, 403])
  })

  it('are made once', async () => {
    const administrators = (['system_admin', 'security_admin', 'audit_admin'] as const).map((kind) => ({
      kind,
      name: kind,
      login: `${kind}-2`,
      password: 'yet another phrase',
    }))
    const answer = await house().inject({
      method: 'POST',
      url: '/api/setup',
      payload: { organisation: { zh: '另一', en: 'Other' }, administrators },
    })
    expect(answer.json()).toMatchObject({ status: 409, code: 'setup-done' })
  })
})
