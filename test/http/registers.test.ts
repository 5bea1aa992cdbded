import type { Pool } from 'pg'
import type { Static } from 'typebox'
import { describe, expect, it } from 'vitest'
import { rebuildRegisters } from '../../server/cases/rebuild-registers.ts'
import type { RegisterPage, RegisterRowView, RegisterSummary } from '../../server/http/api/registers.ts'
import { password, withHouse } from './support/house.ts'

const house = withHouse({ clock: '2026-03-02T01:00:00.000Z' })
const register = '/api/registers/visited_sites'

/** Visits a centre in a year, as the clerk. */
async function visit(year: number, values: object = {}, site = 'S-01'): Promise<Readonly<{ id: string; number: string }>> {
  const [zhao, wang] = [await house().as('zhao'), await house().as('wang')]
  await zhao.send('POST', '/api/campaigns', { document: 'QP-95', year })
  const { items } = (await wang.get(`/api/cases?document=QP-95&year=${year}&site=${site}`)).json()
  const { id, number } = items[0].case
  const parts = {
    'QR-95-01/visit': { finding: '所见', met: { person: wang.person, name: '' }, phone: '13800138000', grade: 'granted', ...values },
  }
  const answer = await wang.send('POST', `/api/cases/${id}/steps/visit`, { expectedVersion: 1, parts })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  return { id, number }
}

async function passTo(instant: string): Promise<void> {
  await house().assembly.pool.query('select set_simulated_clock($1)', [instant])
}

/** The pool, behind which somebody works just before the statement is read. */
function whileReading(pool: Pool, statement: RegExp, work: () => Promise<void>): Pool {
  const before = <T extends Pick<Pool, 'query'>>(asked: T): T =>
    new Proxy(asked, {
      get(target, name) {
        const found: unknown = Reflect.get(target, name)
        if (typeof found !== 'function') return found
        return async (...said: unknown[]) => {
          if (name === 'query' && statement.test(String(said[0]))) await work()
          const answer: unknown = await Reflect.apply(found, target, said)
          return name === 'connect' ? before(answer as Pool) : answer
        }
      },
    })
  return before(pool)
}

const page = async (query = ''): Promise<Static<typeof RegisterPage>> => (await (await house().as('li')).get(`${register}${query}`)).json()
const rowView = async (key: string): Promise<Static<typeof RegisterRowView>> =>
  (await (await house().as('li')).get(`${register}/${key}`)).json()

describe('a register', () => {
  it('follows the records, says what it said on a day, and where each word comes from', async () => {
    const first = await visit(2026)
    await passTo('2026-03-09T01:00:00.000Z')
    const second = await visit(2027, { grade: 'refused' })
    const zhao = await house().as('zhao')
    await zhao.send('POST', `/api/cases/${second.id}/steps/close`, { expectedVersion: 2, parts: { 'QR-95-01/closing': {} } })

    const now = await page()
    expect(now).toMatchObject({ title: { en: 'Sites visited' }, on: null, next: null })
    expect(now.columns.map(({ key }) => key)).toEqual(['visits', 'met', 'phone', 'grade', 'open'])
    expect(now.items.map(({ key, name }) => [key, name.zh.includes('S-01')])).toEqual([['S-01', true]])
    expect(now.items[0]?.cells).toMatchObject({
      visits: { zh: '2' },
      grade: { zh: '不同意', en: 'Refused' },
      open: { zh: '否' },
      met: { zh: '' },
    })
    expect((await page('?on=2026-03-05')).items[0]?.cells).toMatchObject({
      visits: { zh: '1' },
      grade: { en: 'Granted' },
      open: { en: 'Yes' },
    })
    expect((await page('?on=2026-03-01')).items).toEqual([])

    const { history } = await rowView('S-01')
    expect(history.map(({ recordNumber, on }) => [recordNumber, on])).toEqual([
      [`QR-95-01/${second.number}/002`, '2026-03-09'],
      [`QR-95-01/${second.number}/001`, '2026-03-09'],
      [`QR-95-01/${first.number}/001`, '2026-03-02'],
    ])
    expect(history[1]?.columns).toContainEqual({
      title: { zh: '等次', en: 'Grade' },
      from: { zh: '同意', en: 'Granted' },
      to: { zh: '不同意', en: 'Refused' },
    })
  })

  it('is searched by any word of a row', async () => {
    expect((await page('?text=refused')).items).toHaveLength(1)
    expect((await page(`?text=${encodeURIComponent('不同意')}`)).items).toHaveLength(1)
    expect((await page('?text=nothing')).items).toEqual([])
    expect((await page('?after=S-01')).items).toEqual([])
  })

  it('never holds a sensitive value', async () => {
    const { rows } = await house().assembly.pool.query<{ text: string }>(
      `select r::text as text from register_row r union all select c::text from register_change c`,
    )
    expect(rows.some(({ text }) => text.includes('138****8000'))).toBe(true)
    expect(rows.filter(({ text }) => text.includes('13800138000'))).toEqual([])
  })

  it('follows a correction, and its history keeps both', async () => {
    const { number } = await visit(2028)
    const before = await rowView('S-01')
    const wang = await house().as('wang')
    const answer = await wang.send('POST', `/api/records/QR-95-01/${number}/001/corrections`, {
      field: 'grade',
      value: 'refused',
      reason: '等次录入错误',
      password,
      agreedBy: { login: 'zhao', password },
    })
    expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)])
    const after = await rowView('S-01')
    expect(after.row.cells).toMatchObject({ grade: { en: 'Refused' }, visits: { zh: '3' } })
    expect(after.history).toHaveLength(before.history.length + 1)
    expect(after.history[0]).toMatchObject({
      recordNumber: `QR-95-01/${number}/001`,
      columns: [{ from: { en: 'Granted' }, to: { en: 'Refused' } }],
    })
  })

  it('leaves alone what a later record said, when an earlier one is corrected', async () => {
    const { number } = await visit(2029, { grade: 'granted' })
    await visit(2030, { grade: 'refused' })
    const wang = await house().as('wang')
    const correction = { field: 'grade', value: 'refused', reason: '等次录入错误', password, agreedBy: { login: 'zhao', password } }
    expect((await wang.send('POST', `/api/records/QR-95-01/${number}/001/corrections`, correction)).statusCode).toBe(200)
    expect((await rowView('S-01')).row.cells).toMatchObject({ grade: { en: 'Refused' }, visits: { zh: '5' } })
  })

  it('is compared as of one moment: what comes in while everything is read is no difference', async () => {
    const { pool } = house().assembly
    let visited = 0
    const busy = whileReading(pool, /from register_change/, async () => {
      visited += 1
      await visit(2031)
    })
    expect(await rebuildRegisters(busy, { write: false })).toMatchObject({ findings: [] })
    expect(visited).toBe(1)
  })

  it('is the same when it is derived again, and is put right where somebody changed it', async () => {
    const { pool } = house().assembly
    expect(await rebuildRegisters(pool, { write: false })).toMatchObject({ findings: [] })
    await pool.query(`update register_row set "values" = '{"visits": 99}'`)
    expect((await rebuildRegisters(pool, { write: true })).findings).toEqual([{ register: 'visited_sites', key: 'S-01', differs: 'row' }])
    expect(await rebuildRegisters(pool, { write: false })).toMatchObject({ findings: [] })
  })
})

describe('a step that reads a register', () => {
  it('is taken by the engine once another case has set what it waits for, fills what the register says and says from where', async () => {
    const [wang, zhao] = [await house().as('wang'), await house().as('zhao')]
    const { id } = (await wang.send('POST', '/api/cases', { document: 'QP-98', subject: { site: 'S-02' } })).json()
    const settle = async () => {
      while ((await house().assembly.reactions.runOnce()) > 0);
    }
    await visit(2026, {}, 'S-02')
    await settle()
    const waiting = (await zhao.get(`/api/cases/${id}`)).json()
    expect(waiting.case.state).toBe('watching')
    expect(waiting.openSteps[0].parts[0]).toMatchObject({
      values: { visits_seen: 1, grade_seen: 'granted' },
      readOnly: expect.arrayContaining(['visits_seen', 'grade_seen']),
      origins: { visits_seen: { words: { zh: '取自 走访台账', en: 'from the sites visited' } } },
    })
    const met = { person: wang.person, name: '' }
    const { items } = (await wang.get('/api/cases?document=QP-95&year=2027&site=S-02')).json()
    const parts = { 'QR-95-01/visit': { finding: '再次走访', met } }
    expect((await wang.send('POST', `/api/cases/${items[0].case.id}/steps/visit`, { expectedVersion: 1, parts })).statusCode).toBe(200)
    await settle()
    const seen = (await zhao.get(`/api/cases/${id}`)).json()
    expect(seen.case.state).toBe('seen')
    const record = (await zhao.get(`/api/records/${seen.records[0].number}`)).json()
    expect(JSON.stringify(record)).toContain('取自 走访台账')
    expect(await rebuildRegisters(house().assembly.pool, { write: false })).toMatchObject({ findings: [] })
  })
})

describe('who reads registers', () => {
  it('the house’s own people and the auditor; for those outside they do not exist', async () => {
    for (const login of ['li', 'he']) {
      const summaries = (await (await house().as(login)).get('/api/registers')).json<Static<typeof RegisterSummary>[]>()
      expect(summaries).toMatchObject([{ register: 'visited_sites', rows: 2 }])
      expect((await (await house().as(login)).get('/api/session')).json().may).toContain('registers')
    }
    for (const login of ['shi', 'none'])
      for (const url of ['/api/registers', register, `${register}/S-01`]) {
        const answer = await (await house().as(login)).get(url)
        expect([login, url, answer.statusCode, answer.json().code]).toEqual([login, url, 404, 'not-found'])
      }
  })

  it('nobody finds a register or a row that is not there', async () => {
    const li = await house().as('li')
    for (const url of ['/api/registers/none', '/api/registers/__proto__', `${register}/S-77`, `${register}/${'x'.repeat(300)}`])
      expect([url, (await li.get(url)).statusCode]).toEqual([url, 404])
    expect((await li.get(`${register}?on=yesterday`)).statusCode).toBe(400)
  })
})
