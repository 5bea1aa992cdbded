import { TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { readFacts } from '#records'
import { type Guest, password, withHouse } from './support/house.ts'
import { makeSoftAuthenticator } from './support/soft-authenticator.ts'

const house = withHouse({ signInsPerMinute: 10_000 })
const localhost = { host: 'localhost:3000' }
const codeOf = (secret: string, shift = 0) =>
  new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: Date.now() + shift * 30_000 })
const enter = (url: string, payload: object) => house().inject({ method: 'POST', url, payload, headers: localhost })
const signIn = (login: string) => enter('/api/session', { login, password })
const pool = () => house().assembly.pool
/** A code serves once; a test does not wait for the next half minute. */
const forgetSteps = () => pool().query('update factor set last_step = null')

async function enrolTotp(guest: Guest): Promise<Readonly<{ secret: string; factor: string; codes: readonly string[] }>> {
  const begun = (await guest.send('POST', '/api/factors/totp', { password, name: '手机' })).json()
  const done = await guest.send('POST', `/api/factors/${begun.factor}/confirm`, { code: codeOf(begun.secret) })
  expect(done.statusCode, done.body).toBe(200)
  await forgetSteps()
  return { secret: begun.secret, factor: begun.factor, codes: done.json().recoveryCodes }
}

async function enrolPasskey(guest: Guest, authenticator = makeSoftAuthenticator()) {
  const begun = await guest.send('POST', '/api/factors/passkeys/options', { password, name: '钥匙' }, localhost)
  expect(begun.statusCode, begun.body).toBe(200)
  const { ticket, options } = begun.json()
  const done = await guest.send('POST', '/api/factors/passkeys', { ticket, response: authenticator.create(options) }, localhost)
  expect(done.statusCode, done.body).toBe(200)
  return { authenticator, factor: done.json().factor as string }
}

async function organisationEntries(kind: string) {
  const { rows } = await pool().query<{ facts: Buffer }>(
    'select facts from entry where stream = (select id from organisation) and kind = $1 order by sequence',
    [kind],
  )
  return rows.map(({ facts }) => (readFacts(facts) as { facts: Record<string, unknown> }).facts)
}

describe('one-time codes', () => {
  it('are enrolled with the password, a QR code and a code; recovery codes are shown once, and the act is an entry without a secret', async () => {
    const wang = await house().as('wang')
    expect((await wang.send('POST', '/api/factors/totp', { password: 'wrong password', name: '手机' })).json()).toMatchObject({
      status: 403,
      code: 'signature-refused',
    })
    const begun = (await wang.send('POST', '/api/factors/totp', { password, name: '手机' })).json()
    expect(begun).toMatchObject({
      address: expect.stringMatching(/^otpauth:\/\/totp\/.*secret=/),
      qr: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
    })
    // Begun is not enrolled: the next sign-in asks for nothing more.
    expect((await signIn('wang')).statusCode).toBe(200)
    expect((await wang.send('POST', `/api/factors/${begun.factor}/confirm`, { code: '000000' })).json().code).toBe('factor-refused')
    const done = (await wang.send('POST', `/api/factors/${begun.factor}/confirm`, { code: codeOf(begun.secret) })).json()
    expect(new Set(done.recoveryCodes).size).toBe(10)
    const list = (await wang.get('/api/factors')).json()
    expect(list).toMatchObject({
      factors: [{ kind: 'totp', name: '手机', suspended: false }],
      recovery: { left: 10, made: 10 },
      demanded: false,
    })
    const said = JSON.stringify(await organisationEntries('factor-changed'))
    expect(said).toContain('enrolled')
    const { rows } = await pool().query<{ all: string }>(
      "select (select string_agg(f::text, ' ') from factor f) || (select string_agg(r::text, ' ') from recovery_code r) as all",
    )
    for (const secret of [begun.secret, ...done.recoveryCodes]) {
      expect(said).not.toContain(secret)
      expect(rows[0]?.all).not.toContain(secret)
    }
    expect(rows[0]?.all).not.toContain(Buffer.from(begun.secret).toString('hex'))
  })

  it('are then asked for at the sign-in, once each, within a step of the clock', async () => {
    const li = await house().as('li')
    const { secret } = await enrolTotp(li)
    const asked = (await signIn('li')).json()
    expect(asked).toMatchObject({ status: 401, code: 'factor-needed', rejection: { kinds: ['totp', 'recovery'] } })
    const { ticket } = asked.rejection
    for (const shift of [-2, 2])
      expect((await enter('/api/session/factor', { ticket, code: codeOf(secret, shift) })).json().code).toBe('credentials-wrong')
    const code = codeOf(secret)
    const opened = await enter('/api/session/factor', { ticket, code })
    expect(opened.json()).toMatchObject({ login: 'li', hasFactor: true, failed: { attempts: 2 } })
    // The same code again, at a second sign-in: a replay.
    const again = (await signIn('li')).json().rejection.ticket
    expect((await enter('/api/session/factor', { ticket: again, code })).json().code).toBe('credentials-wrong')
    expect((await enter('/api/session/factor', { ticket: again, code: codeOf(secret, 1) })).statusCode).toBe(200)
    // A ticket serves once.
    await forgetSteps()
    expect((await enter('/api/session/factor', { ticket: again, code: codeOf(secret) })).json().code).toBe('credentials-wrong')
  })

  it('of two requests with the same code one is let in', async () => {
    const zhao = await house().as('zhao')
    const { secret } = await enrolTotp(zhao)
    const tickets = await Promise.all([1, 2, 3, 4].map(async () => (await signIn('zhao')).json().rejection.ticket as string))
    const code = codeOf(secret)
    const answers = await Promise.all(tickets.map((ticket) => enter('/api/session/factor', { ticket, code })))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
  })

  it('wrong ones lock the account together with wrong passwords', async () => {
    const zhou = await house().as('zhou')
    const { secret } = await enrolTotp(zhou)
    const { ticket } = (await signIn('zhou')).json().rejection
    for (let time = 0; time < 3; time++) await enter('/api/session/factor', { ticket, code: '000000' })
    for (let time = 0; time < 2; time++) await enter('/api/session', { login: 'zhou', password: 'wrong password' })
    expect((await enter('/api/session/factor', { ticket, code: codeOf(secret) })).json().code).toBe('account-locked')
  })

  it('a recovery code opens the door once, and the security administrator hears of it', async () => {
    const sun = await house().as('sun')
    const { codes } = await enrolTotp(sun)
    const ticket = async () => (await signIn('sun')).json().rejection.ticket as string
    const recovery = codes[0]?.toLowerCase().replaceAll('-', ' ') ?? ''
    expect((await enter('/api/session/factor', { ticket: await ticket(), recovery })).statusCode).toBe(200)
    expect((await enter('/api/session/factor', { ticket: await ticket(), recovery })).json().code).toBe('credentials-wrong')
    const security = await house().as('security_admin')
    expect((await security.get('/api/security')).json().events).toContainEqual(
      expect.objectContaining({ kind: 'recovery-used', login: 'sun', noticed: false }),
    )
  })
})

describe('a passkey', () => {
  it('is enrolled and asked for at localhost; the organisation’s entry names its key', async () => {
    const qian = await house().as('qian')
    expect((await qian.get('/api/factors')).json().passkeys).toBe(true)
    const { authenticator } = await enrolPasskey(qian)
    const { ticket, kinds, options } = (await signIn('qian')).json().rejection
    expect([kinds, options.userVerification, options.rpId]).toEqual([['passkey', 'recovery'], 'required', 'localhost'])
    const elsewhere = await house().inject({
      method: 'POST',
      url: '/api/session',
      payload: { login: 'qian', password },
      headers: { host: '127.0.0.1:3000' },
    })
    expect(elsewhere.json().rejection.kinds).toEqual(['recovery'])
    for (const foreign of [
      makeSoftAuthenticator().get(options),
      authenticator.get({ challenge: 'AAAA' }),
      authenticator.get(options, 0x01),
      { ...authenticator.get(options), id: 'AAAA', rawId: 'AAAA' },
    ])
      expect((await enter('/api/session/factor', { ticket, passkey: foreign })).json().code).toBe('credentials-wrong')
    expect((await enter('/api/session/factor', { ticket, passkey: authenticator.get(options) })).statusCode).toBe(200)
    const keys = (await organisationEntries('factor-changed')).filter(({ method }) => method === 'passkey')
    expect(keys).toMatchObject([{ change: 'enrolled', key: expect.stringMatching(/^sha256:/) }])
  })

  it('whose counter goes back is refused, suspended and told of', async () => {
    const wu = await house().as('wu')
    const { authenticator } = await enrolPasskey(wu)
    authenticator.setCounter(7)
    const use = async () => {
      const { ticket, options } = (await signIn('wu')).json().rejection
      return options === null
        ? 'suspended'
        : (await enter('/api/session/factor', { ticket, passkey: authenticator.get(options) })).statusCode
    }
    expect(await use()).toBe(200)
    authenticator.setCounter(3)
    expect(await use()).toBe(401)
    expect(await use()).toBe('suspended')
    expect((await organisationEntries('factor-changed')).at(-1)).toMatchObject({
      change: 'suspended',
      method: 'passkey',
      by: { kind: 'system' },
    })
    const security = await house().as('security_admin')
    expect((await security.get('/api/session')).json().alarms).toBeGreaterThan(0)
  })

  it('cannot be enrolled with an answer to another question, for another site, or without verifying the person', async () => {
    const he = await house().as('chen')
    const begin = async () => (await he.send('POST', '/api/factors/passkeys/options', { password, name: '钥匙' }, localhost)).json()
    const one = await begin()
    const finish = (ticket: string, response: object) => he.send('POST', '/api/factors/passkeys', { ticket, response }, localhost)
    for (const [authenticator, challenge, flags] of [
      [makeSoftAuthenticator(), 'AAAA', 0x45],
      [makeSoftAuthenticator('http://localhost:4000'), null, 0x45],
      [makeSoftAuthenticator(), null, 0x41],
    ] as const) {
      const { ticket, options } = await begin()
      expect((await finish(ticket, authenticator.create(challenge === null ? options : { challenge }, flags))).json().code).toBe(
        'factor-refused',
      )
    }
    const lin = await house().as('lin')
    expect(
      (
        await lin.send(
          'POST',
          '/api/factors/passkeys',
          { ticket: one.ticket, response: makeSoftAuthenticator().create(one.options) },
          localhost,
        )
      ).json().code,
    ).toBe('factor-refused')
    expect((await he.send('POST', '/api/factors/passkeys/options', { password, name: '钥匙' }, { host: 'evil.example' })).json().code).toBe(
      'factor-refused',
    )
  })
})

describe('factors and the organisation', () => {
  it('a factor is renamed and removed by its owner alone, with the password', async () => {
    const [yan, meng] = [await house().as('yan'), await house().as('meng')]
    const { factor } = await enrolTotp(yan)
    expect((await meng.send('POST', `/api/factors/${factor}/name`, { name: '别人的' })).statusCode).toBe(404)
    expect((await meng.send('POST', `/api/factors/${factor}/remove`, { password })).statusCode).toBe(404)
    expect((await yan.send('POST', `/api/factors/${factor}/name`, { name: '旧手机' })).statusCode).toBe(204)
    expect((await yan.send('POST', `/api/factors/${factor}/remove`, { password: 'wrong password' })).statusCode).toBe(403)
    expect((await yan.send('POST', `/api/factors/${factor}/remove`, { password })).statusCode).toBe(204)
    expect((await yan.get('/api/factors')).json()).toMatchObject({ factors: [], recovery: { left: 0, made: 0 } })
    expect((await signIn('yan')).statusCode).toBe(200)
  })

  it('where one is demanded, nothing else is open before it is enrolled, and the last one stays', async () => {
    const security = await house().as('security_admin')
    expect(
      (
        await (
          await house()
            .as('wu-none')
            .catch(() => security)
        ).get('/api/security')
      ).statusCode,
    ).toBe(200)
    expect((await security.send('POST', '/api/security/demand', { demand: 'administrators', reason: '等级保护' })).statusCode).toBe(204)
    expect((await organisationEntries('factor-demand')).at(-1)).toMatchObject({ of: 'administrators', by: { role: 'security_admin' } })
    expect((await security.get('/api/security')).json().code).toBe('factor-must-enrol')
    expect((await security.get('/api/session')).json().mustEnrol).toBe(true)
    const { factor } = await enrolTotp(security)
    expect((await security.get('/api/security')).statusCode).toBe(200)
    expect((await security.send('POST', `/api/factors/${factor}/remove`, { password })).json().code).toBe('factor-refused')
    expect((await security.send('POST', '/api/security/demand', { demand: 'nobody', reason: '试验结束' })).statusCode).toBe(204)
    expect((await security.send('POST', `/api/factors/${factor}/remove`, { password })).statusCode).toBe(204)
  })

  it('the security administrator unlocks an account and takes away lost factors; both are entries with a reason', async () => {
    const [security, audit, he] = [await house().as('security_admin'), await house().as('audit_admin'), await house().as('he')]
    await enrolTotp(he)
    const { ticket } = (await signIn('he')).json().rejection
    for (let time = 0; time < 5; time++) await enter('/api/session/factor', { ticket, code: '000000' })
    const { locked, alarms } = (await security.get('/api/security')).json()
    expect(alarms).toBeGreaterThan(0)
    const mine = locked.find(({ login }: { login: string }) => login === 'he')
    expect((await audit.send('POST', `/api/security/accounts/${mine.account}/unlock`, { reason: '本人来电核实' })).statusCode).toBe(403)
    expect((await audit.get('/api/security')).json().mayAct).toBe(false)
    expect((await security.send('POST', `/api/security/accounts/${mine.account}/unlock`, { reason: '本人来电核实' })).statusCode).toBe(204)
    expect((await organisationEntries('account-unlocked')).at(-1)).toMatchObject({ person: mine.person, reason: '本人来电核实' })
    expect((await security.send('POST', `/api/people/${mine.person}/factors/reset`, { reason: '手机遗失，本人来访' })).statusCode).toBe(204)
    expect((await he.get('/api/session')).statusCode).toBe(401)
    expect((await signIn('he')).statusCode).toBe(200)
    expect((await security.send('POST', '/api/security/notice')).statusCode).toBe(204)
    expect((await security.get('/api/session')).json().alarms).toBe(0)
    expect((await he.get('/api/security')).statusCode).toBe(401)
  })

  it('an address from which too many sign-ins failed has to wait, whoever asks', async () => {
    await pool().query(
      "insert into security_event (id, at, kind, door, address) select gen_random_uuid(), clock_timestamp(), 'wrong-password', 'sign-in', '127.0.0.1' from generate_series(1, 10000)",
    )
    expect((await signIn('none')).json()).toMatchObject({
      status: 429,
      code: 'too-many-requests',
      detail: expect.stringContaining('此地址'),
    })
    await pool().query("update security_event set at = at - interval '16 minutes' where account is null")
    expect((await signIn('none')).statusCode).toBe(200)
  })

  it('what fails is counted for whoever watches the machine, without a name', async () => {
    await enter('/api/session', { login: 'nobody-here', password: 'my-secret-in-the-wrong-field' })
    const figures = (await house().inject({ url: '/metrics' })).body
    expect(figures).toMatch(/^guiju_failed_attempts_last_hour [1-9]/m)
    expect(figures).toMatch(/^guiju_locked_accounts \d/m)
    const { rows } = await pool().query<{ all: string }>("select string_agg(e::text, ' ') as all from security_event e")
    expect(rows[0]?.all).not.toContain('nobody-here')
  })

  it('my sessions are listed, and I end the others', async () => {
    const [here, there] = [await house().as('shi'), await house().as('shi')]
    const mine = (await here.get('/api/sessions')).json()
    expect(mine.filter(({ current }: { current: boolean }) => current)).toHaveLength(1)
    const other = mine.find(({ current }: { current: boolean }) => !current)
    const meng = await house().as('meng')
    expect((await meng.send('POST', `/api/sessions/${other.session}/end`)).statusCode).toBe(404)
    expect((await here.send('POST', `/api/sessions/${other.session}/end`)).statusCode).toBe(204)
    expect((await there.get('/api/session')).statusCode).toBe(401)
    const third = await house().as('shi')
    expect((await here.send('POST', '/api/sessions/end-others')).statusCode).toBe(204)
    expect([(await here.get('/api/session')).statusCode, (await third.get('/api/session')).statusCode]).toEqual([200, 401])
  })

  it('malformed proofs are refused as malformed, never a fault', async () => {
    const guest = await house().as('none')
    const { options } = (await guest.send('POST', '/api/factors/passkeys/options', { password, name: 'x' }, localhost)).json()
    const good = makeSoftAuthenticator().create(options)
    const bad: readonly [string, object][] = [
      ['/api/session/factor', { ticket: 'x'.repeat(43), code: '1'.repeat(5000) }],
      ['/api/session/factor', { ticket: '!'.repeat(43), code: '123456' }],
      ['/api/session/factor', { ticket: 'A'.repeat(43) }],
      ['/api/session/factor', { ticket: 'A'.repeat(43), passkey: { id: '==', rawId: '==', type: 'public-key', response: {} } }],
      [
        '/api/factors/passkeys',
        { ticket: 'A'.repeat(43), response: { ...good, response: { ...good.response, attestationObject: 'not base64!' } } },
      ],
      ['/api/factors/passkeys', { ticket: 'A'.repeat(43), response: { ...good, response: { ...good.response, attestationObject: 'oA' } } }],
      ['/api/factors/passkeys', { ticket: 'A'.repeat(43), response: { ...good, extra: 1 } }],
      ['/api/factors/totp', { password, name: '' }],
      ['/api/factors/totp', { password, name: 'x'.repeat(61) }],
      ['/api/factors/019b0000-0000-7000-8000-000000000001/confirm', { code: '１２３４５６' }],
      ['/api/factors/not-an-id/confirm', { code: '123456' }],
      ['/api/factors/------------------------------------/remove', { password }],
      ['/api/factors/------------------------------------/name', { name: 'x' }],
      ['/api/people/------------------------------------/factors/reset', { reason: '试一试看' }],
      ['/api/sessions/zzz/end', {}],
    ]
    for (const [url, body] of bad) {
      const { statusCode } = await guest.send('POST', url, body, localhost)
      expect([url, statusCode >= 400 && statusCode < 500, statusCode]).toEqual([url, true, statusCode])
    }
    for (const attestationObject of ['oA', 'AAAA', 'o2NmbXQ', good.response.attestationObject.slice(0, 80)]) {
      const { ticket } = (await guest.send('POST', '/api/factors/passkeys/options', { password, name: 'x' }, localhost)).json()
      const answer = await guest.send(
        'POST',
        '/api/factors/passkeys',
        { ticket, response: { ...good, response: { ...good.response, attestationObject } } },
        localhost,
      )
      expect(answer.json().code).toBe('factor-refused')
    }
  })
})
