import { describe, expect, it } from 'vitest'
import { emptyRegisters, RegistersInSight } from '#engine'
import type { PlannedChange, RegisterWork, UnitOfWork } from '../../server/database/ledger.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { makeRegisterStore } from '../../server/database/register-store.ts'
import { createOrganisation, withDatabase } from '../support/database.ts'
import { entryOf, newStream, openingOf, unitOf } from '../support/planned-units.ts'

const work = (more: Partial<RegisterWork>): RegisterWork => ({ changes: [], rows: [], whole: [], ...more })

function change(key: string, row: Readonly<Record<string, string>>, stream = newStream()): PlannedChange {
  return {
    register: 'sites',
    key,
    form: 'QR-90-01',
    serial: 1,
    set: row,
    removed: [],
    row,
    stream,
    sequence: 2,
    recordNumber: `QR-90-01/${stream}/001`,
  }
}

describe('what a unit does to the registers', () => {
  const database = withDatabase(async ({ pool }) => {
    await createOrganisation(pool, 'real')
  })
  const ledger = () => makePostgresLedger(database().pool)
  const write = (registers: UnitOfWork['registers'], stream = newStream()) =>
    ledger().write(openingOf(stream, registers === undefined ? {} : { registers }))
  const rowOf = async (key: string) => (await makeRegisterStore(database().pool).upToDate()).row('sites', key)

  it('is written with its entries, or not at all', async () => {
    expect(await write(() => work({ changes: [change('a', { name: '一' })] }))).toMatchObject({ outcome: 'written' })
    expect(await rowOf('a')).toEqual({ key: 'a', version: 1, values: { name: '一' } })
    const stream = newStream()
    await expect(
      write(() => {
        throw new Error('no')
      }, stream),
    ).rejects.toThrow('no')
    expect((await database().pool.query('select from entry where stream = $1', [stream])).rowCount).toBe(0)
  })

  it('knows the numbers the same unit takes', async () => {
    const stream = newStream()
    const outcome = await write(
      (numbers) => work({ changes: [change(numbers.get(stream)?.case_number ?? '', { name: '新' }, stream)] }),
      stream,
    )
    const number = outcome.outcome === 'written' ? (outcome.numbers.get(stream)?.case_number ?? '') : ''
    expect(number).toMatch(/^QP-90-\d{4}-\d{5}$/)
    expect((await rowOf(number))?.values).toEqual({ name: '新' })
  })

  it('rests on the rows it read: one that changed meanwhile, or is there after all, has it decided anew', async () => {
    const read = (version: number, key = 'b') =>
      work({ rows: [{ register: 'sites', key, version }], changes: [change(key, { name: '二' })] })
    expect(await write(() => read(0))).toMatchObject({ outcome: 'written' })
    const now = (await rowOf('b'))?.version ?? 0
    expect(await write(() => read(0))).toEqual({ outcome: 'moved-on', stream: 'register sites', found: now })
    expect(await write(() => read(now - 1))).toMatchObject({ outcome: 'moved-on' })
    expect(await write(() => read(now))).toMatchObject({ outcome: 'written' })
  })

  it('rests on a whole register only where it looked at all of it', async () => {
    const stored = await makeRegisterStore(database().pool).upToDate()
    const version = stored.versionOf('sites')
    expect(await write(() => work({ changes: [change('c', { name: '三' })] }))).toMatchObject({ outcome: 'written' })
    expect(await write(() => work({ rows: [{ register: 'sites', key: 'a', version: 1 }] }))).toMatchObject({ outcome: 'written' })
    expect(await write(() => work({ whole: [{ register: 'sites', version }] }))).toMatchObject({ outcome: 'moved-on' })
  })

  it('of many at once on one row is done one after another: each either counts on or is told', async () => {
    const stored = makeRegisterStore(database().pool)
    const count = async (): Promise<void> => {
      for (;;) {
        const row = (await stored.upToDate()).row('sites', 'd')
        const next = { name: String(Number(row?.values.name ?? '0') + 1) }
        const rows = [{ register: 'sites', key: 'd', version: row?.version ?? 0 }]
        if ((await write(() => work({ rows, changes: [change('d', next)] }))).outcome === 'written') return
      }
    }
    await Promise.all(Array.from({ length: 8 }, count))
    expect((await rowOf('d'))?.values).toEqual({ name: '8' })
    const { rows } = await database().pool.query<{ versions: number; most: number; head: number }>(
      `select count(*)::int as versions, max(version) as most, (select version from register_head where register = 'sites') as head from register_change where register = 'sites'`,
    )
    expect([rows[0]?.versions, rows[0]?.head]).toEqual([rows[0]?.most, rows[0]?.most])
  })

  it('costs a unit that looks at no register no statement', async () => {
    const stream = newStream()
    await write(undefined, stream)
    const sent: string[] = []
    const counting = {
      query: database().pool.query.bind(database().pool),
      connect: async () => {
        const client = await database().pool.connect()
        const { query } = client
        return {
          release: (broken?: boolean) => client.release(broken),
          query: ((asked: string | { text: string }) => {
            sent.push(typeof asked === 'string' ? asked : asked.text)
            return Reflect.apply(query, client, [asked])
          }) as typeof client.query,
        }
      },
    }
    await makePostgresLedger(counting).write(unitOf([entryOf(stream, 1)]))
    expect(sent.filter((text) => text.includes('register'))).toEqual([])
  })

  it('leaves a history from which any day can be read', async () => {
    const store = makeRegisterStore(database().pool)
    await write(() => work({ changes: [change('e', { name: '甲' })] }))
    const [first] = await store.historyOf('sites', 'e')
    await write(() => work({ changes: [change('e', { name: '乙' })] }))
    const at = (instant: string) => store.rowsAt('sites', instant).then((rows) => rows.find(({ key }) => key === 'e')?.values)
    const after = new Date(Date.parse(String(first?.at)) + 1).toISOString()
    expect(await at(String(first?.at))).toBeUndefined()
    expect([await at(after), await at('2999-01-01T00:00:00.000Z')]).toEqual([{ name: '甲' }, { name: '乙' }])
    expect((await store.historyOf('sites', 'e')).map(({ row }) => row)).toEqual([{ name: '甲' }, { name: '乙' }])
  })

  it('is only ever added to by the server’s login', async () => {
    for (const statement of ["update register_change set key = 'x'", 'delete from register_change', 'truncate register_change'])
      await expect(database().pool.query(statement)).rejects.toMatchObject({ code: '42501' })
  })
})

it('what is changed in sight is read before what is stored', () => {
  const sight = new RegistersInSight(emptyRegisters)
  sight.change('sites', { key: 'b', values: {} })
  sight.change('sites', { key: 'a', values: { name: '一' } })
  expect(sight.rows('sites').map(({ key }) => key)).toEqual(['a', 'b'])
  expect(sight.row('sites', 'a')?.values).toEqual({ name: '一' })
})
