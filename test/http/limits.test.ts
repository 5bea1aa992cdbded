import { describe, expect, it } from 'vitest'
import { withHouse } from './support/house.ts'

const house = withHouse({ signInsPerMinute: 3, requestsPerMinute: 12, found: false })

describe('too many requests', () => {
  it('are refused at the sign-in earlier than elsewhere, and say so in a problem document', async () => {
    const attempt = () =>
      house().inject({ method: 'POST', url: '/api/session', payload: { login: 'a', password: 'b' }, remoteAddress: '10.0.0.1' })
    const codes = []
    for (let time = 0; time < 4; time++) codes.push((await attempt()).json().code)
    expect(codes).toEqual(['credentials-wrong', 'credentials-wrong', 'credentials-wrong', 'too-many-requests'])
  })

  it('of one address do not keep out another', async () => {
    const read = (remoteAddress: string) => house().inject({ url: '/api/setup', remoteAddress })
    for (let time = 0; time < 12; time++) await read('10.0.0.2')
    const refused = await read('10.0.0.2')
    expect([refused.statusCode, refused.json().code]).toEqual([429, 'too-many-requests'])
    expect((await read('10.0.0.3')).statusCode).toBe(200)
  })
})
