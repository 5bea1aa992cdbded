import { beforeAll, describe, expect, it } from 'vitest'
import { hasPoppler, textOfPdf } from '../documents/render/support/poppler.ts'
import { type Guest, password, withHouse } from '../http/support/house.ts'
import { columnsWith, filesWith } from './support/where-it-lies.ts'

const house = withHouse()
const [id, other] = ['210102194910013719', '210102195003052826']
const held = { case: '', number: '', record: '' }
const named = { by: 'number', text: ` ${id.slice(0, 6)} ${id.slice(6)} ` }
const admin = (login: 'security_admin' | 'audit_admin' | 'system_admin'): Promise<Guest> => house().as(login)

describe('the person the house holds something of', () => {
  beforeAll(async () => {
    const wang = await house().as('wang')
    const opened = (await wang.send('POST', '/api/cases', { document: 'QP-96', subject: { site: 'S-01', year: 2026 } })).json()
    const row = { theory: '80', skill: '90', absent: false, verdict: 'granted' }
    const scores = [id, other].map((id_number, index) => ({ ...row, ticket: String(2026000001 + index), name: `考生${index}`, id_number }))
    const parts = { 'QR-96-01/scores': { scores } }
    const entered = await wang.send('POST', `/api/cases/${opened.id}/steps/enter`, { expectedVersion: 1, parts, password })
    if (entered.statusCode !== 200) throw new Error(entered.body)
    Object.assign(held, { case: opened.id, number: opened.number, record: `QR-96-01/${opened.number}/001` })
  })

  it('is found in the search by the whole number, by whoever may see the case, and by nobody else', async () => {
    const found = async (login: string, text: string) =>
      (await (await house().as(login)).get(`/api/search?q=${encodeURIComponent(text)}`)).body
    expect(await found('wang', id)).toContain(held.number)
    expect(await found('wang', `${id.slice(0, 6)} ${id.slice(6)}`)).toContain(held.number)
    expect(await found('wang', id.slice(0, 14))).not.toContain(held.number)
    expect(await found('lin', id)).not.toContain(held.number)
  })

  it('is shown by the security administrator alone what is held, masked; nobody else may look', async () => {
    const answer = await (await admin('security_admin')).send('POST', '/api/privacy/file', named)
    expect(answer.json()).toMatchObject({
      subjects: 1,
      restricted: false,
      values: [{ case: { number: held.number }, record: held.record, path: '/scores/0/id_number', masked: '210102********3719' }],
    })
    expect(answer.body).not.toContain(id)
    expect(answer.body).not.toContain('2826')
    for (const login of ['wang', 'he', 'system_admin', 'audit_admin'] as const)
      expect((await (await house().as(login)).send('POST', '/api/privacy/file', named)).statusCode).toBe(403)
  })

  it('gets a copy with the values; giving it out is recorded, and stands in the list of who saw what', async () => {
    const copy = await (await admin('security_admin')).send('POST', '/api/privacy/file/plain', { ...named, reason: '本人申请查阅复制' })
    expect(copy.json()).toMatchObject({
      format: 'guiju-person-file/1',
      values: [{ value: id }],
      accesses: [{ record: held.record, path: '', reason: '本人申请查阅复制', by: 'security_admin' }],
    })
    const wang = await house().as('wang')
    await wang.send('POST', `/api/records/${held.record}/unmask`, { path: '/scores/0/id_number', reason: '核对证件' })
    const seen = (await (await admin('audit_admin')).get('/api/privacy/accesses')).json()
    expect(seen).toMatchObject([
      { by: '人员wang', record: held.record, path: '/scores/0/id_number', reason: '核对证件' },
      { by: 'security_admin' },
    ])
    expect((await wang.get('/api/privacy/accesses')).statusCode).toBe(403)
  })

  it.skipIf(!hasPoppler)('is named in full on a paper that must carry the number, and printing that is recorded', async () => {
    const wang = await house().as('wang')
    const paper = await wang.send('POST', `/api/records/${held.record}/plain-print`, { reason: '制作准考证' })
    expect(paper.headers['content-type']).toBe('application/pdf')
    expect(await textOfPdf(paper.rawPayload)).toContain(id)
    expect(await textOfPdf((await wang.get(`/api/records/${held.record}/pdf`)).rawPayload)).not.toContain(id)
    expect((await (await admin('audit_admin')).get('/api/privacy/accesses')).json()[0]).toMatchObject({ path: '', reason: '制作准考证' })
    expect(
      (await (await house().as('he')).send('POST', `/api/records/${held.record}/plain-print`, { reason: '想看一看' })).statusCode,
    ).toBe(403)
    expect(await filesWith(house().folder, [id])).toEqual([])
  })

  it('has it restricted: nobody is shown the value until that is lifted, while others’ are shown', async () => {
    const [security, wang] = [await admin('security_admin'), await house().as('wang')]
    const unmask = (path: string) => wang.send('POST', `/api/records/${held.record}/unmask`, { path, reason: '核对证件' })
    expect(
      (await security.send('POST', '/api/privacy/restrictions', { ...named, act: 'placed', basis: '本人要求限制处理' })).statusCode,
    ).toBe(204)
    expect((await unmask('/scores/0/id_number')).json()).toMatchObject({ status: 403, code: 'not-allowed' })
    expect((await unmask('/scores')).statusCode).toBe(403)
    expect((await unmask('/scores/1/id_number')).json()).toEqual({ value: other })
    expect((await security.send('POST', '/api/privacy/file', named)).json()).toMatchObject({
      restricted: true,
      values: [{ restricted: true }],
    })
    expect((await wang.send('POST', `/api/records/${held.record}/plain-print`, { reason: '制作准考证' })).statusCode).toBe(403)
    await security.send('POST', '/api/privacy/restrictions', { ...named, act: 'lifted', basis: '本人撤回' })
    expect((await unmask('/scores/0/id_number')).json()).toEqual({ value: id })
  })

  it('is erased by two administrators, not while the case runs, and nothing is left of it but the proof', async () => {
    const [security, audit] = [await admin('security_admin'), await admin('audit_admin')]
    const asked = (await security.send('POST', '/api/privacy/erasures', { ...named, basis: '本人申请删除' })).json()
    const decide = (guest: Guest) => guest.send('POST', `/api/privacy/erasures/${asked.id}/decision`, { agree: true })
    expect((await decide(security)).statusCode).toBe(403)
    expect((await audit.get('/api/privacy/erasures')).json()).toMatchObject([
      { id: asked.id, basis: '本人申请删除', values: 1, mayDecide: true },
    ])
    const refused = (await decide(audit)).json()
    expect(refused).toMatchObject({ status: 409, code: 'erasure-refused' })
    expect(refused.detail).toContain(held.number)

    const zhao = await house().as('zhao')
    await zhao.send('POST', `/api/cases/${held.case}/steps/issue`, { expectedVersion: 2, parts: { 'QR-96-01/closing': {} } })
    expect((await decide(audit)).json()).toEqual({ outcome: 'erased', cases: 1, values: 1 })
    expect((await audit.get('/api/privacy/erasures')).json()).toEqual([])
    expect((await security.send('POST', '/api/privacy/file', named)).json()).toMatchObject({ subjects: 0, values: [] })
    const gone = await (await house().as('wang')).send('POST', `/api/records/${held.record}/unmask`, {
      path: '/scores/0/id_number',
      reason: '核对' + '证件',
    })
    expect(gone.json()).toMatchObject({ status: 404 })
    expect((await (await house().as('wang')).get(`/api/search?q=${id}`)).json()).toEqual([])
    expect(await columnsWith(house().database.adminUrl, [id])).toEqual([])
    const page = (await zhao.get(`/api/cases/${held.case}`)).json()
    expect(JSON.stringify(page.history)).toContain('erasure')
  })
})
