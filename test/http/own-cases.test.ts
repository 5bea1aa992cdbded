import { describe, expect, it } from 'vitest'
import { type Guest, withHouse } from './support/house.ts'

const house = withHouse()
const parts = { 'QR-97-01/facts': { facts: '只有本人知道的事' } }

async function opened(by: Guest, person?: string): Promise<Readonly<{ id: string; number: string }>> {
  const answer = await by.send('POST', '/api/cases', { document: 'QP-97', subject: person === undefined ? {} : { person } })
  if (answer.statusCode !== 201) throw new Error(answer.body)
  return answer.json()
}
const numbers = async (guest: Guest, url: string) => JSON.stringify((await guest.get(url)).json())

describe('somebody whose role holds for their own cases', () => {
  it('sees what they opened and what is about them, and nothing else exists for them', async () => {
    const [yan, meng, wang] = [await house().as('yan'), await house().as('meng'), await house().as('wang')]
    const own = await opened(yan)
    const about = await opened(wang, yan.person)
    const others = await opened(wang, meng.person)
    const nobodys = await opened(wang)
    await house().assembly.reactions.runOnce()
    for (const { id, number } of [own, about]) {
      expect((await yan.get(`/api/cases/${id}`)).statusCode).toBe(200)
      expect(await numbers(yan, '/api/cases')).toContain(number)
      expect(await numbers(yan, '/api/tasks')).toContain(number)
      expect(await numbers(yan, `/api/search?q=${number}`)).toContain(number)
    }
    for (const { id, number } of [others, nobodys]) {
      const answer = await yan.get(`/api/cases/${id}`)
      expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found'])
      expect(await numbers(yan, '/api/cases')).not.toContain(number)
      expect(await numbers(yan, '/api/tasks')).not.toContain(number)
      expect(await numbers(yan, `/api/search?q=${number}`)).not.toContain(number)
      expect((await yan.send('POST', `/api/cases/${id}/steps/state`, { expectedVersion: 1, parts })).statusCode).toBe(404)
    }
    expect(await numbers(meng, '/api/cases')).toContain(others.number)
    expect(await numbers(wang, '/api/cases')).toContain(nobodys.number)
  })

  it('is called by name wherever the case is shown, on paper too, and is found by it', async () => {
    const [yan, wang] = [await house().as('yan'), await house().as('wang')]
    const { id, number } = await opened(wang, yan.person)
    await house().assembly.reactions.runOnce()
    const name = '人员yan'
    const named = { zh: name, en: name }
    const itemOf = (page: { items: { case: { number: string } }[] }) => page.items.find((item) => item.case.number === number)
    expect(itemOf((await wang.get('/api/cases')).json())).toMatchObject({ about: named })
    expect(itemOf((await yan.get('/api/tasks')).json())).toMatchObject({ subject: named })
    expect((await wang.get(`/api/cases/${id}`)).json().subject).toMatchObject([{ key: 'person', text: named }])
    expect(await numbers(wang, `/api/search?q=${encodeURIComponent(name)}`)).toContain(number)
    await yan.send('POST', `/api/cases/${id}/steps/state`, { expectedVersion: 1, parts })
    const sheet = (await yan.get(`/api/records/QR-97-01/${number}/001/html`)).body
    expect([sheet.includes(name), sheet.includes(yan.person)]).toEqual([true, false])
  })

  it('takes the steps of their own cases, and reads their records; another of the same role does not', async () => {
    const [yan, meng, wang] = [await house().as('yan'), await house().as('meng'), await house().as('wang')]
    const { id, number } = await opened(wang, yan.person)
    expect((await yan.get(`/api/cases/${id}`)).json().openSteps[0].mayTake).toBe(true)
    expect((await meng.send('POST', `/api/cases/${id}/steps/state`, { expectedVersion: 1, parts })).statusCode).toBe(404)
    expect((await yan.send('POST', `/api/cases/${id}/steps/state`, { expectedVersion: 1, parts })).statusCode).toBe(200)
    const record = `/api/records/QR-97-01/${number}/001`
    for (const url of [record, `${record}/html`]) {
      expect([url, (await yan.get(url)).statusCode]).toEqual([url, 200])
      expect([url, (await meng.get(url)).statusCode]).toEqual([url, 404])
    }
  })

  it('sees every case of a document that is open to the role, takes its steps, and reads of its records their own', async () => {
    const [yan, meng, wang] = [await house().as('yan'), await house().as('meng'), await house().as('wang')]
    const opened = await wang.send('POST', '/api/cases', { document: 'QP-88', subject: {} })
    const { id, number } = opened.json()
    expect(await numbers(yan, '/api/tasks')).toContain(number)
    expect(await numbers(yan, '/api/cases')).toContain(number)
    const answered = { expectedVersion: 1, parts: { 'QR-88-01/answer': { mark: 5 } } }
    expect((await yan.send('POST', `/api/cases/${id}/steps/answer`, answered)).statusCode).toBe(200)
    const record = `/api/records/QR-88-01/${number}/001`
    expect([(await yan.get(record)).statusCode, (await meng.get(record)).statusCode]).toEqual([200, 404])
    expect((await meng.get(`/api/cases/${id}`)).statusCode).toBe(200)
  })

  it('sees no centre and no register for it', async () => {
    const yan = await house().as('yan')
    expect((await yan.get('/api/registers')).statusCode).toBe(404)
    expect((await yan.get('/api/search?q=S-01')).json()).toEqual([])
  })
})
