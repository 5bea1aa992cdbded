import { describe, expect, it } from 'vitest'
import { isDueTonight } from '../../server/assurance/is-due-tonight.ts'
import { application, openApplication, password, withHouse } from '../http/support/house.ts'
import { asSuperuser } from '../support/database.ts'

describe('the comparison of everything with everything', () => {
  const house = withHouse()
  const runs = async () => (await (await house().as('audit_admin')).get('/api/assurance')).json()

  it('finds a house sound that has worked honestly, and the organisation writes that down', async () => {
    const [wang, admin] = [await house().as('wang'), await house().as('audit_admin')]
    const { id } = await openApplication(wang)
    await wang.send('POST', `/api/cases/${id}/steps/apply`, { expectedVersion: 1, parts: application(), password })
    expect((await admin.send('POST', '/api/assurance/runs')).statusCode).toBe(202)
    await expect.poll(async () => (await runs()).runs[0].state, { timeout: 15_000 }).toBe('sound')
    expect(await runs()).toMatchObject({
      alarm: null,
      mayAct: true,
      runs: [{ cause: 'person', askedBy: 'audit_admin', checked: { cases: 1 } }],
    })
    const { rows } = await house().database.pool.query(
      "select convert_from(facts, 'UTF8')::jsonb as facts from entry where kind = 'assurance'",
    )
    expect(rows).toMatchObject([{ facts: { outcome: 'sound', findings: 0, named: [], by: { name: 'audit_admin' } } }])
    expect((await house().inject({ url: '/health' })).json()).toEqual({ status: 'ok', alarms: [] })
    expect((await house().inject({ url: '/metrics' })).body).toContain('guiju_assurance_alarm 0')
  })

  it('raises an alarm where something was changed, until somebody takes note of it with a reason', async () => {
    const admin = await house().as('audit_admin')
    await asSuperuser(house().database.adminUrl, async (client) => {
      await client.query('alter table payload disable trigger all')
      await client.query("update payload set part = 'other'")
      await client.query('alter table payload enable always trigger payload_append_only')
    })
    await house().assembly.assurance.run('night', null)
    const { alarm } = await runs()
    expect(alarm).toMatchObject({
      state: 'findings',
      count: 1,
      findings: [{ area: 'payload', record: expect.stringMatching(/^QR-90-01/) }],
    })
    expect((await house().inject({ url: '/health' })).json()).toEqual({ status: 'degraded', alarms: ['assurance'] })
    expect((await house().inject({ url: '/ready' })).statusCode).toBe(200)
    expect((await house().inject({ url: '/metrics' })).body).toContain('guiju_assurance_alarm 1')

    const note = `/api/assurance/runs/${alarm.id}/acknowledgement`
    expect((await admin.send('POST', note, { reason: '   ' })).statusCode).toBe(400)
    expect((await (await house().as('he')).send('POST', note, { reason: '审核员只读' })).statusCode).toBe(403)
    expect((await admin.send('POST', note, { reason: '试验：改动已知，数据已恢复' })).statusCode).toBe(204)
    expect((await admin.send('POST', note, { reason: '再确认一次也没有用' })).statusCode).toBe(404)
    expect((await runs()).alarm).toBeNull()
    expect((await house().inject({ url: '/health' })).json()).toEqual({ status: 'ok', alarms: [] })
    const { rows } = await house().database.pool.query(
      "select convert_from(facts, 'UTF8')::jsonb as facts from entry where kind = 'assurance-acknowledged'",
    )
    expect(rows).toMatchObject([{ facts: { run: alarm.id, reason: '试验：改动已知，数据已恢复' } }])
  })

  it('is shown to administrators, the auditor and the owners of documents, and to nobody else', async () => {
    for (const [login, status] of Object.entries({ system_admin: 200, he: 200, chen: 403, none: 403 }))
      expect((await (await house().as(login)).get('/api/assurance')).statusCode, login).toBe(status)
    expect((await house().inject({ url: '/api/assurance' })).statusCode).toBe(401)
  })
})

describe('the hour of the nightly comparison', () => {
  const at = (time: string) => new Date(`2026-03-02T${time}:00+08:00`)
  const due = (time: string, last: string | null) => isDueTonight(at(time), 'Asia/Shanghai', 2, last)

  it('comes once a night, in the hours after the one that was set', () => {
    expect(due('01:59', null)).toBe(false)
    expect(due('02:00', null)).toBe(true)
    expect(due('05:59', '2026-03-01T02:00:00+08:00')).toBe(true)
    expect(due('03:00', '2026-03-02T02:00:00+08:00')).toBe(false)
    expect(due('14:00', '2026-03-02T02:00:00+08:00')).toBe(false)
  })

  it('does not wait for the night where a night was missed', () => {
    expect(due('14:00', '2026-03-01T02:00:00+08:00')).toBe(true)
    expect(due('14:00', null)).toBe(false)
  })
})
