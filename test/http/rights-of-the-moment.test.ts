import { describe, expect, it } from 'vitest'
import { application, openApplication, password, withHouse } from './support/house.ts'

describe('what somebody may do', { timeout: 60_000 }, () => {
  const house = withHouse()
  const apply = { expectedVersion: 1, parts: application(), password }

  it('ends with their role: the next request of a running session finds nothing any more, and nothing is stored', async () => {
    const [wang, security] = [await house().as('wang'), await house().as('security_admin')]
    const { id } = await openApplication(wang)
    const { grants } = (await security.get(`/api/people/${wang.person}`)).json()
    const ended = await security.send('POST', `/api/grants/${grants[0].id}/end`, { reason: '离任' })
    const answer = await wang.send('POST', `/api/cases/${id}/steps/apply`, apply)
    expect([ended.statusCode, answer.statusCode]).toEqual([204, 404])
    const { rows } = await house().assembly.pool.query('select version from case_head where id = $1', [id])
    expect(rows).toEqual([{ version: 1 }])
  })

  it('begins with being named a deputy: the record says for whom they signed', async () => {
    const [deputy, lin, security] = [await house().as('none'), await house().as('lin'), await house().as('security_admin')]
    const { id } = await openApplication(lin, 'S-02')
    expect((await deputy.send('POST', `/api/cases/${id}/steps/apply`, apply)).statusCode).toBe(404)
    const on = await house().assembly.today()
    const named = await security.send('POST', `/api/people/${lin.person}/deputies`, {
      deputy: deputy.person,
      roles: ['clerk'],
      from: on,
      until: '2999-01-01',
      reason: '休假',
    })
    const answer = await deputy.send('POST', `/api/cases/${id}/steps/apply`, apply)
    expect([named.statusCode, answer.statusCode]).toEqual([204, 200])
    const state = await house().assembly.cases.reader.byId(id)
    expect(state?.sealed[0]?.signers).toMatchObject([{ person: deputy.person, standsFor: { person: lin.person, name: '人员lin' } }])
  })
})
