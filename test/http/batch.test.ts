import { describe, expect, it } from 'vitest'
import { password, withHouse } from './support/house.ts'

const house = withHouse()
const scores = Array.from({ length: 400 }, (_, index) => ({
  ticket: String(2026000001 + index),
  name: `考生${index + 1} ${'很长的姓名'.repeat(12)}`,
  theory: '80',
  skill: '90',
  absent: false,
  verdict: 'granted',
}))

describe('a step that opens a case for each of four hundred candidates', () => {
  it('opens all of them at once, each with a number of its own, and the next person finds them', async () => {
    const [wang, zhao] = [await house().as('wang'), await house().as('zhao')]
    const { id } = (await wang.send('POST', '/api/cases', { document: 'QP-96', subject: { site: 'S-01', year: 2026 } })).json()
    const entered = await wang.send('POST', `/api/cases/${id}/steps/enter`, {
      expectedVersion: 1,
      parts: { 'QR-96-01/scores': { scores } },
      password,
    })
    expect(entered.statusCode).toBe(200)
    const issued = await zhao.send('POST', `/api/cases/${id}/steps/issue`, { expectedVersion: 2, parts: { 'QR-96-01/closing': {} } })
    const { opened } = issued.json<{ opened: { id: string; number: string }[] }>()
    const serials = opened.map(({ number }) => Number(number.split('-').at(-1)))
    expect(serials).toEqual(Array.from({ length: 400 }, (_, index) => index + 1))
    const view = (await zhao.get(`/api/cases/${id}`)).json()
    expect(view.links).toHaveLength(400)
    const tasks = (await wang.get('/api/tasks')).json()
    expect(tasks.items.every(({ step }: { step: string }) => step === 'finish')).toBe(true)
    const last = opened.at(-1)
    const done = await wang.send('POST', `/api/cases/${last?.id}/steps/finish`, { expectedVersion: 1, parts: { 'QR-96-02/closing': {} } })
    expect(done.json()).toMatchObject({ state: 'done' })
  })
})
