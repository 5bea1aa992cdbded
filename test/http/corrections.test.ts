import { describe, expect, it } from 'vitest'
import { checkEvidence } from '#records'
import { checkSignature } from '../../server/people/check-signature.ts'
import { type Guest, password, withHouse } from './support/house.ts'
import { codeOf, enrolPasskey, enrolTotp, entryOf, localhost } from './support/second-factors.ts'

const house = withHouse()

async function visited(year: number): Promise<string> {
  const [zhao, wang] = [await house().as('zhao'), await house().as('wang')]
  await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year })
  const { id, number } = (await wang.get(`/api/cases?document=QP-95&year=${year}&site=S-01`)).json().items[0].case
  const visit = { finding: '正常', met: { person: wang.person, name: '' }, grade: 'granted' }
  await wang.send('POST', `/api/cases/${id}/steps/visit`, { expectedVersion: 1, parts: { 'QR-95-01/visit': visit } })
  return `/api/records/QR-95-01/${number}/001`
}
const correct = (guest: Guest, record: string, field: string, value: unknown) =>
  guest.send('POST', `${record}/corrections`, { field, value, reason: '填写有误', password, agreedBy: { login: 'zhao', password } })

describe('a correction', () => {
  it('is entered by the control of the field: the record says what that is, to those who may correct it', async () => {
    const record = await visited(2026)
    const fields = async (login: string): Promise<Readonly<{ key: string; schema?: Record<string, unknown> }>[]> =>
      (await (await house().as(login)).get(record)).json().fields
    const mine = new Map((await fields('wang')).map(({ key, schema }) => [key, schema]))
    expect(mine.get('grade')).toMatchObject({ 'x-type': 'enum', enum: ['granted', 'refused'] })
    expect(mine.get('met')).toMatchObject({ 'x-type': 'person' })
    expect(mine.get('notes')).toBeUndefined()
    expect((await fields('he')).every(({ schema }) => schema === undefined)).toBe(true)
  })

  it('names a person by who they are, and is refused where there is none', async () => {
    const [record, wang] = [await visited(2027), await house().as('wang')]
    const nobody = await correct(wang, record, 'met', { person: crypto.randomUUID(), name: '某人' })
    expect(nobody.json()).toMatchObject({ status: 422, fields: [{ path: '/met', code: 'unknown-person' }] })
    expect((await correct(wang, record, 'met', { person: house().persons.get('li') ?? '', name: '' })).statusCode).toBe(200)
    expect((await wang.get(record)).json().corrections).toMatchObject([{ field: { zh: '会见' }, old: '人员wang', new: '人员li' }])
  })

  it('takes a choice by its code, and none that is not on the list', async () => {
    const [record, wang] = [await visited(2028), await house().as('wang')]
    expect((await correct(wang, record, 'grade', 'perhaps')).json()).toMatchObject({ status: 422, fields: [{ code: 'not-in-list' }] })
    expect((await correct(wang, record, 'grade', 'refused')).statusCode).toBe(200)
    expect((await wang.get(record)).json().corrections).toMatchObject([{ old: '同意', new: '不同意' }])
  })

  it('is signed with passkey and one-time code by those who have them, and leaves evidence an outsider can check', async () => {
    const [record, wang, zhao] = [await visited(2029), await house().as('wang'), await house().as('zhao')]
    const authenticator = await enrolPasskey(wang)
    const secret = await enrolTotp(zhao, house().assembly.pool)
    const content = { field: 'finding', value: '有整改项', reason: '填写有误' }
    const agreedBy = { login: 'zhao', password }
    const send = (body: object, key: string) => wang.send('POST', `${record}/corrections`, body, { ...localhost, 'idempotency-key': key })
    const asked = (await wang.send('POST', `${record}/corrections/signing`, { ...content, agreedBy }, localhost)).json()
    const sign = () => ({ ticket: asked.passkey.ticket, response: authenticator.get(asked.passkey.options) })
    expect((await send({ ...content, password, agreedBy }, 'first-key-of-it')).json().code).toBe('signature-incomplete')
    expect((await send({ ...content, passkey: sign(), agreedBy }, 'second-key-of-it')).json().code).toBe('signature-incomplete')
    const again = (await wang.send('POST', `${record}/corrections/signing`, { ...content, agreedBy }, localhost)).json()
    const passkey = { ticket: again.passkey.ticket, response: authenticator.get(again.passkey.options) }
    const body = { ...content, passkey, agreedBy: { ...agreedBy, totp: codeOf(secret) } }
    const done = await send(body, 'third-key-of-it')
    expect(done.statusCode, done.body).toBe(200)
    expect((await send(body, 'third-key-of-it')).json()).toEqual(done.json())
    const { case: found } = (await wang.get(record)).json()
    const entry = await entryOf(house().assembly.pool, found.id, done.json().sequence)
    if (entry.facts.kind !== 'correction') throw new Error(`Expected a correction, but it is ${entry.facts.kind}`)
    expect(entry.facts.signers.map(({ signature }) => signature?.method)).toEqual(['passkey', 'password+totp'])
    expect(entry.facts.evidence?.map((one) => checkEvidence(one, entry, checkSignature))).toEqual([null])
  })
})
