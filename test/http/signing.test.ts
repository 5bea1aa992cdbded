import { describe, expect, it } from 'vitest'
import { application, type Guest, openApplication, password, withHouse } from './support/house.ts'
import { codeOf, enrolTotp, forgetSteps, localhost, signatureOf } from './support/second-factors.ts'

const house = withHouse()
const pool = () => house().assembly.pool

const body = (values = {}) => ({ expectedVersion: 1, parts: application(values) })
const apply = (guest: Guest, id: string, proofs: object, values = {}, headers = {}) =>
  guest.send('POST', `/api/cases/${id}/steps/apply`, { ...body(values), ...proofs }, { ...localhost, ...headers })
const prepare = async (guest: Guest, id: string, values = {}) =>
  (await guest.send('POST', `/api/cases/${id}/steps/apply/signing`, body(values), localhost)).json()

describe('signing with one-time codes', () => {
  it('takes password and code at first, then one of them while the sitting lasts; the entries say which', async () => {
    const guest = await house().as('wang')
    const secret = await enrolTotp(guest, pool())
    const cases = await Promise.all([1, 2, 3, 4].map(() => openApplication(guest)))
    const [one, two, three, four] = cases.map(({ id }) => id) as [string, string, string, string]
    expect(await prepare(guest, one)).toMatchObject({
      meaning: 'submitted',
      has: { totp: true, passkey: false },
      series: null,
      zone: 'Asia/Shanghai',
    })
    for (const proofs of [{ password }, { totp: codeOf(secret) }])
      expect((await apply(guest, one, proofs)).json().code).toBe('signature-incomplete')
    await forgetSteps(pool())
    expect((await apply(guest, one, { password, totp: codeOf(secret) })).statusCode).toBe(200)
    expect((await prepare(guest, two)).series).toMatchObject({ signed: 1 })
    expect((await apply(guest, two, { password })).statusCode).toBe(200)
    await forgetSteps(pool())
    expect((await apply(guest, three, { totp: codeOf(secret) })).statusCode).toBe(200)
    const said = await Promise.all([one, two, three].map((id) => signatureOf(pool(), id)))
    const id = said[0]?.series?.id
    expect(said).toEqual([
      { method: 'password+totp', meaning: 'submitted', series: { id, place: 1 } },
      { method: 'password', meaning: 'submitted', series: { id, place: 2 } },
      { method: 'totp', meaning: 'submitted', series: { id, place: 3 } },
    ])
    // Another session begins anew, and so does this one after a quarter of an hour, or after five minutes without signing.
    expect((await pool().query("update signing_series set last_signed_at = last_signed_at - interval '6 minutes'")).rowCount).toBe(1)
    expect((await apply(guest, four, { password })).json().code).toBe('signature-incomplete')
    await pool().query("update signing_series set last_signed_at = clock_timestamp(), opened_at = opened_at - interval '16 minutes'")
    expect((await apply(guest, four, { password })).json().code).toBe('signature-incomplete')
    await forgetSteps(pool())
    expect((await apply(guest, four, { password, totp: codeOf(secret) })).statusCode).toBe(200)
    expect((await signatureOf(pool(), four))?.series).toMatchObject({ place: 1 })
    // Signing out ends it.
    await guest.send('DELETE', '/api/session')
    expect((await pool().query('select from signing_series')).rowCount).toBe(0)
  })

  it('a submission that is refused opens no series, and a code serves once', async () => {
    const guest = await house().as('chen')
    const secret = await enrolTotp(guest, pool())
    const { id } = await openApplication(guest)
    const code = codeOf(secret)
    expect((await apply(guest, id, { password, totp: code }, { amount: 'many' })).statusCode).toBe(422)
    expect((await prepare(guest, id)).series).toBeNull()
    expect((await apply(guest, id, { password, totp: code })).json().code).toBe('signature-refused')
  })

  it('a retry after a lost answer gets that answer, though its code is used up', async () => {
    const guest = await house().as('lin')
    const secret = await enrolTotp(guest, pool())
    const first = await openApplication(guest, 'S-02')
    expect((await apply(guest, first.id, { password, totp: codeOf(secret) })).statusCode).toBe(200)
    await forgetSteps(pool())
    const again = { 'idempotency-key': 'another-key-of-its-own' }
    const { id } = await openApplication(guest, 'S-02')
    const key = { 'idempotency-key': 'a-key-of-its-own' }
    const totp = codeOf(secret)
    const answer = await apply(guest, id, { totp }, {}, key)
    expect(answer.statusCode, answer.body).toBe(200)
    expect((await apply(guest, id, { totp }, {}, key)).json()).toEqual(answer.json())
    await forgetSteps(pool())
    const third = await openApplication(guest, 'S-02')
    const both = { password, totp: codeOf(secret) }
    const full = await apply(guest, third.id, both, {}, again)
    expect([full.statusCode, (await apply(guest, third.id, both, {}, again)).json()]).toEqual([200, full.json()])
    // A lock ends the sitting as well.
    const running = () => pool().query('select from signing_series s join account a on a.id = s.account where a.login = $1', ['lin'])
    expect((await running()).rowCount).toBe(1)
    for (let time = 0; time < 5; time++) await apply(guest, id, { password: 'wrong password' })
    expect((await running()).rowCount).toBe(0)
  })
})
