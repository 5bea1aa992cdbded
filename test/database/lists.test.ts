import { describe, expect, it } from 'vitest'
import { makeCaseLists } from '../../server/database/case-lists.ts'
import { everywhere, makeCaseReader } from '../../server/database/case-reader.ts'
import { gramsOf } from '../../server/database/grams.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { makeSearchIndex } from '../../server/database/search-index.ts'
import { makeIdentifier } from '../../server/identifier.ts'
import { createOrganisation, withDatabase } from '../support/database.ts'
import { entryOf, openingOf, payloadOf, stateOf, unitOf } from '../support/planned-units.ts'

const ids = Array.from({ length: 5 }, (_, index) => makeIdentifier(1_700_000_000_000 + index))
const [first = '', second = '', third = '', fourth = '', fifth = ''] = ids
const siteOf = (id: string) => (id === fifth ? {} : { site: id === fourth ? 'S02' : 'S01' })
const dueOf = new Map([
  [second, '2026-03-05T16:00:00.000Z'],
  [third, '2026-03-03T16:00:00.000Z'],
  [fourth, '2026-03-04T16:00:00.000Z'],
])

const database = withDatabase(async ({ pool }) => {
  await createOrganisation(pool, 'real')
  const ledger = makePostgresLedger(pool)
  for (const id of ids) {
    const projection = stateOf(id, 1, {
      subject: { ...siteOf(id), year: 2026 },
      startedBy: id === second ? { case: first, number: 'QP-90-2026-00001', document: 'QP-90', step: 'begin' } : null,
    })
    const tasks = [
      { step: 'score', roles: ['inspector'], persons: id === third ? ['li'] : [], dueAt: dueOf.get(id) ?? null, demandedBy: null },
    ]
    await ledger.write({
      ...openingOf(id),
      entries: [entryOf(id, 0, { projection, counters: { case_number: 'QP-90-{year}-{serial:5}' } })],
      agenda: new Map([[id, { tasks, moments: [] }]]),
    })
  }
})
const ofCentre = { sites: ['S01'] }

describe('a testing centre’s people', () => {
  it('see their own centre’s cases, and others as if they did not exist', async () => {
    const { pool } = database()
    const reader = makeCaseReader(pool, ofCentre)
    expect(await reader.byId(first)).not.toBeNull()
    expect(await reader.byId(fourth)).toBeNull()
    expect(await reader.byId(fifth)).toBeNull()
    expect(await reader.entriesOf(fourth)).toEqual([])
    expect(await reader.payloadsOf(fourth)).toEqual([])
    const all = makeCaseReader(pool)
    const number = (await all.byId(fourth))?.numbers.case_number ?? ''
    expect(await reader.byNumber(number)).toBeNull()
    expect((await reader.bySubject('QP-90', { year: 2026 })).map(({ id }) => id)).toEqual([first, second, third])
    expect((await all.bySubject('QP-90', { year: 2026 })).map(({ id }) => id)).toEqual(ids)
    expect((await makeCaseLists(pool).cases({}, { limit: 10, cursor: null }, ofCentre)).items.map(({ id }) => id)).toEqual([
      third,
      second,
      first,
    ])
    expect(await makeCaseLists(pool).counts({}, ofCentre)).toEqual([{ document: 'QP-90', state: 'begun', closed: false, cases: 3 }])
    expect(await makeCaseReader(pool, { sites: [] }).byId(first)).toBeNull()
  })

  it('an id that is none, or a cursor that is none, is no error', async () => {
    expect(await makeCaseReader(database().pool).byId("' or 1=1")).toBeNull()
    expect((await makeCaseLists(database().pool).cases({}, { limit: 10, cursor: 'W10' }, everywhere)).items).toHaveLength(5)
    expect(
      (
        await makeCaseLists(database().pool).tasks(
          { person: 'x', roles: [{ role: 'inspector', site: null, occupation: null }] },
          { limit: 9, cursor: Buffer.from('["a","b",3]').toString('base64url') },
        )
      ).items.length,
    ).toBeGreaterThan(0)
  })
})

describe('lists', () => {
  it('come page by page, without a case twice or left out', async () => {
    const lists = makeCaseLists(database().pool)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof lists.cases>> = await lists.cases(
        { document: 'QP-90', year: 2026, closed: false },
        { limit: 2, cursor },
        everywhere,
      )
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    } while (cursor !== null)
    expect(seen).toEqual(ids.toReversed())
    expect((await lists.cases({ state: 'elsewhere' }, { limit: 2, cursor: null }, everywhere)).items).toEqual([])
  })

  it('show a person the tasks of the roles they hold where they hold them, earliest due first', async () => {
    const lists = makeCaseLists(database().pool)
    const inspector = (person: string, site: string | null) => ({ person, roles: [{ role: 'inspector', site, occupation: null }] })
    const tasksOf = async (holder: Parameters<typeof lists.tasks>[0]) =>
      (await lists.tasks(holder, { limit: 10, cursor: null })).items.map((task) => task.case.id)
    expect(await tasksOf(inspector('wang', null))).toEqual([fourth, second, first, fifth])
    expect(await tasksOf(inspector('li', null))).toEqual([third, fourth, second, first, fifth])
    expect(await tasksOf(inspector('wang', 'S01'))).toEqual([second, first])
    expect(await tasksOf({ person: 'wang', roles: [{ role: 'director', site: null, occupation: null }] })).toEqual([])
    expect(await tasksOf({ person: 'li', roles: [] })).toEqual([])
    const page = await lists.tasks(inspector('li', null), { limit: 2, cursor: null })
    const rest = await lists.tasks(inspector('li', null), { limit: 9, cursor: page.next })
    expect([...page.items, ...rest.items].map((task) => task.case.id)).toEqual([third, fourth, second, first, fifth])
    expect(page.items[0]).toMatchObject({
      step: 'score',
      dueAt: '2026-03-03T16:00:00.000Z',
      case: { site: 'S01', due: '2026-03-03T16:00:00.000Z', openedAt: '2026-03-02T01:20:00.000Z' },
    })
  })

  it('show which case opened which', async () => {
    const reader = makeCaseReader(database().pool)
    expect((await reader.startedBy(first, 'QP-90')).map(({ id }) => id)).toEqual([second])
    expect(await reader.linksOf(second)).toMatchObject([{ direction: 'starter', id: first, step: 'begin' }])
    expect(await reader.linksOf(first)).toMatchObject([{ direction: 'started', id: second, step: 'begin' }])
    expect(await makeCaseReader(database().pool, { sites: ['S02'] }).linksOf(first)).toEqual([])
  })
})

describe('search', () => {
  it('finds two Chinese characters, parts of numbers and full-width letters, within the scope', async () => {
    const index = makeSearchIndex(database().pool)
    await index.replace(first, 'S01', [
      { serial: 0, number: 'QP-90-2026-00001', body: '和平区 职业技能鉴定所 年检评估' },
      { serial: 1, number: 'QR-90-01/QP-90-2026-00001/001', body: '现场评分 100%' },
    ])
    await index.replace(fourth, 'S02', [{ serial: 0, number: 'QP-90-2026-00004', body: '铁西区鉴定所' }])
    const found = async (query: string, scope = everywhere) => (await index.find(query, scope, 50)).map(({ number }) => number)
    expect(await found('鉴定')).toEqual(['QP-90-2026-00004', 'QP-90-2026-00001'])
    expect(await found('鉴定', { sites: ['S01'] })).toEqual(['QP-90-2026-00001'])
    expect(await found('铁')).toEqual(['QP-90-2026-00004'])
    expect(await found('2026-00004')).toEqual(['QP-90-2026-00004'])
    expect(await found('ｑｐ-90 年检')).toEqual(['QP-90-2026-00001'])
    expect(await found('定鉴')).toEqual([])
    expect(await found('100%')).toEqual(['QR-90-01/QP-90-2026-00001/001'])
    expect(await found('%%')).toEqual([])
    expect(await found('  ')).toEqual([])
    await index.replace(first, 'S01', [{ serial: 0, number: 'QP-90-2026-00001', body: '改名' }])
    expect(await found('现场评分')).toEqual([])
    expect(gramsOf('鉴定A1')).toEqual(['鉴定', '鉴', '定a', '定', 'a1'])
  })
})

describe('a record', () => {
  it('is found by its number, and only in scope', async () => {
    const { pool } = database()
    await makePostgresLedger(pool).write(
      unitOf([
        entryOf(first, 1, {
          projection: stateOf(first, 2, { subject: { site: 'S01', year: 2026 } }),
          payloads: [payloadOf(1, {}, { recordNumber: 'QR-90-01/QP-90-2026-00001/001' })],
        }),
      ]),
    )
    expect(await makeCaseReader(pool).recordByNumber('QR-90-01/QP-90-2026-00001/001')).toEqual({ stream: first, serial: 1 })
    expect(await makeCaseReader(pool, { sites: ['S02'] }).recordByNumber('QR-90-01/QP-90-2026-00001/001')).toBeNull()
  })
})
