import { describe, expect, it } from 'vitest'
import { checkDraw, diceCommitment, parseVerifierKey, readDrawFile } from '#records'
import { checkEd25519 } from '../../server/log/ed25519.ts'
import { withHouse } from './support/house.ts'

const house = withHouse()
const dice = { digits: '42513631425631415263', nonce: '00112233445566778899aabbccddeeff' }

/** A few closed and open cases to draw from. */
async function someCases(count: number, from = 100): Promise<void> {
  await house().database.pool.query(
    `insert into case_head (id, number, document, baseline, subject, site, occupation, year, state, closed, version, records, projection, numbers, opened_at, updated_at)
     select gen_random_uuid(), 'QP-90-2026-' || lpad(($2::int + n)::text, 5, '0'), 'QP-90', 'x', '{}', case n % 3 when 0 then 'S-01' when 1 then 'S-02' end, null, 2026,
       'planned', false, 1, 0, '{}', '{}', clock_timestamp(), clock_timestamp() from generate_series(1, $1::int) n`,
    [count, from],
  )
}
const asked = { of: 'cases', document: 'QP-90', year: 2026, size: 4, perCentre: false, reason: '年度内部审核' }

describe('an auditor has a sample drawn', () => {
  it('announces it, waits for a checkpoint nobody knew, draws, and anybody draws the same again', async () => {
    await someCases(30)
    const he = await house().as('he')
    const announced = await he.send('POST', '/api/draws', asked)
    expect(announced.statusCode).toBe(201)
    const { id, members, population, state } = announced.json()
    expect([members, state]).toEqual([30, 'waiting'])
    const early = await he.send('POST', `/api/draws/${id}/draw`, {})
    expect([early.statusCode, early.json().code]).toEqual([409, 'not-ready'])
    expect((await he.get(`/api/draws/${id}/file`)).statusCode).toBe(404)

    // What happens meanwhile changes nothing of the list.
    await someCases(7, 500)
    await house().assembly.transparency.catchUp()
    expect((await he.get(`/api/draws/${id}`)).json()).toMatchObject({ state: 'ready', population })
    const drawn = await he.send('POST', `/api/draws/${id}/draw`, {})
    expect(drawn.json()).toMatchObject({ state: 'drawn', members: 30, drawnBy: '人员he' })
    expect(drawn.json().sample).toHaveLength(4)
    expect(drawn.json().sample.every(({ case: found }: { case: string | null }) => found !== null)).toBe(true)

    const again = await he.send('POST', `/api/draws/${id}/draw`, {})
    expect(again.json().sample).toEqual(drawn.json().sample)

    const file = readDrawFile((await he.get(`/api/draws/${id}/file`)).payload)
    if (file === null) throw new Error('a file')
    const keys = (await house().inject({ url: '/log/keys' })).payload.split('\n').flatMap((line) => parseVerifierKey(line) ?? [])
    const checked = checkDraw(file, { keys, checkpoint: null, checkEd25519 })
    expect(checked.tests.filter(({ outcome }) => outcome !== 'holds')).toEqual([{ test: 'same-checkpoint', outcome: 'untested' }])
    expect(checked.sample).toEqual(drawn.json().sample.map(({ name }: { name: string }) => name))
  })

  it('with dice: bound before the checkpoint, told after it', async () => {
    const he = await house().as('he')
    const announced = await he.send('POST', '/api/draws', { ...asked, dice: diceCommitment(dice) })
    const { id } = announced.json()
    await house().assembly.transparency.catchUp()
    for (const [told, code] of [
      [{}, 'draw-refused'],
      [{ dice: { ...dice, digits: '11111111111111111111' } }, 'draw-refused'],
      [{ dice: { digits: 'x', nonce: '' } }, 'request-malformed'],
    ] as const)
      expect((await he.send('POST', `/api/draws/${id}/draw`, told)).json().code).toBe(code)
    const drawn = await he.send('POST', `/api/draws/${id}/draw`, { dice })
    expect(drawn.json()).toMatchObject({ state: 'drawn', dice: true })
    const file = readDrawFile((await he.get(`/api/draws/${id}/file`)).payload)
    expect(file === null ? null : checkDraw(file, { keys: [], checkpoint: null, checkEd25519 }).equal).toBe(true)
  })

  it('takes as many from each centre', async () => {
    const he = await house().as('he')
    const { id } = (await he.send('POST', '/api/draws', { ...asked, size: 2, perCentre: true })).json()
    await house().assembly.transparency.catchUp()
    expect((await he.send('POST', `/api/draws/${id}/draw`, {})).json().sample).toHaveLength(6)
  })

  it('draws once, however many ask at the same moment', async () => {
    const he = await house().as('he')
    const { id } = (await he.send('POST', '/api/draws', asked)).json()
    await house().assembly.transparency.catchUp()
    const answers = await Promise.all(Array.from({ length: 6 }, () => he.send('POST', `/api/draws/${id}/draw`, {})))
    expect(new Set(answers.map(({ payload }) => payload)).size).toBe(1)
    const { rows } = await house().database.pool.query(
      "select count(*)::int as n from entry where kind = 'drawn' and position($1 in convert_from(facts, 'UTF8')) > 0",
      [id],
    )
    expect(rows).toEqual([{ n: 1 }])
  })

  it('cannot take it back: what was announced and drawn stays, seen by all auditors', async () => {
    const he = await house().as('he')
    const all = (await he.get('/api/draws')).json()
    expect(all.length).toBeGreaterThanOrEqual(4)
    for (const table of ['draw', 'drawn'])
      await expect(house().database.pool.query(`delete from ${table}`)).rejects.toThrow(/permission denied|only added to/)
  })

  it('is refused what makes no sense, in words', async () => {
    const he = await house().as('he')
    for (const [body, words] of [
      [{ ...asked, year: 2019 }, '没有可抽的对象'],
      [{ ...asked, size: 4000 }, '样本太大'],
      [{ ...asked, form: 'QR-90-01' }, '不能限定表单'],
    ] as const) {
      const answer = await he.send('POST', '/api/draws', body, { 'accept-language': 'zh' })
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'draw-refused'])
      expect(answer.json().detail).toContain(words)
    }
    for (const body of [{}, { ...asked, size: 0 }, { ...asked, dice: 'abc' }, { ...asked, seed: 'mine' }])
      expect((await he.send('POST', '/api/draws', body)).statusCode).toBe(400)
    for (const id of ['x', '01990000-0000-7000-8000-000000000000']) expect((await he.get(`/api/draws/${id}`)).statusCode).toBe(404)
  })

  it('is not for those who may not take records away', async () => {
    const chen = await house().as('chen')
    expect((await chen.send('POST', '/api/draws', asked)).statusCode).toBe(403)
    expect((await chen.get('/api/draws')).json()).toEqual([])
    const he = await house().as('he')
    const [first] = (await he.get('/api/draws')).json()
    expect((await chen.get(`/api/draws/${first.id}`)).statusCode).toBe(404)
    expect((await chen.send('POST', `/api/draws/${first.id}/draw`, {})).statusCode).toBe(404)
  })
})
