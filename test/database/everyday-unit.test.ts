import { describe, expect, it } from 'vitest'
import { entryHash, noPredecessor } from '#records'
import { makeCaseReader } from '../../server/database/case-reader.ts'
import type { UnitOfWork } from '../../server/database/ledger.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import type { Connections } from '../../server/database/transaction.ts'
import { createOrganisation, withDatabase } from '../support/database.ts'
import { failingAt } from '../support/faulty-connections.ts'
import { entryOf, newStream, openingOf, payloadOf, unitOf } from '../support/planned-units.ts'

const tables = ['stream', 'entry', 'payload', 'case_head', 'task', 'due_moment', 'outbox', 'idempotency']

type Steps = readonly Readonly<{ step: string; due: boolean }>[]

/** One more entry of one case, as nearly every step is. */
function stepOf(stream: string, expected: number, steps: Steps, more: Partial<UnitOfWork> = {}): UnitOfWork {
  const tasks = steps.map(({ step, due }) => ({
    step,
    roles: ['inspector'],
    persons: ['p1'],
    dueAt: due ? '2026-04-01T16:00:00.000Z' : null,
    demandedBy: null,
  }))
  const moments = steps.flatMap(({ step, due }) =>
    due ? [{ step, at: '2026-04-01T16:00:00.000Z', automatic: true, provisional: false }] : [],
  )
  const payloads = [payloadOf(expected, { score: '93.50' }, { recordNumber: `QR-90-01/${stream}/${expected}` })]
  return unitOf([entryOf(stream, expected, { payloads })], {
    reads: [{ stream, sequence: expected }],
    agenda: new Map([[stream, { tasks, moments }]]),
    ...more,
  })
}

const keyed = (key: string, answer: unknown, byte = 1): Partial<UnitOfWork> => ({
  idempotency: { actor: 'p1', key, fingerprint: new Uint8Array(32).fill(byte), answer },
})

describe('a step that concerns one case alone', () => {
  const database = withDatabase(async ({ pool }) => {
    await createOrganisation(pool, 'real')
  })
  const rowsOf = async (stream: string) =>
    Object.fromEntries(
      await Promise.all(
        tables.map(async (table) => {
          const place = table === 'stream' || table === 'case_head' ? 'id' : 'stream'
          const where = table === 'idempotency' ? 'key like $1' : `${place}::text = $1`
          const { rows } = await database().pool.query<{ row: Record<string, unknown> }>(
            `select to_jsonb(t) as row from ${table} t where ${where} order by 1`,
            [table === 'idempotency' ? `%${stream}` : stream],
          )
          return [table, rows.map(({ row }) => row)] as const
        }),
      ),
    )
  const everything = async () =>
    Promise.all(tables.map(async (table) => (await database().pool.query(`select count(*)::int as n from ${table}`)).rows[0]))
  /** How many statements a write sends. */
  const counted = () => {
    let sent = 0
    const connect = async () => {
      const client = await database().pool.connect()
      const query = (...args: Parameters<typeof client.query>) => {
        sent += 1
        return client.query(...args)
      }
      return { query: query as typeof client.query, release: (destroy?: Error | boolean) => client.release(destroy) }
    }
    return { connections: { connect, query: database().pool.query.bind(database().pool) } as Connections, sent: () => sent }
  }

  it('is stored by one statement, and leaves what the same step leaves that is written statement by statement', async () => {
    const [one, other] = [newStream(), newStream()]
    const { connections, sent } = counted()
    const ledger = makePostgresLedger(connections)
    const write = async (stream: string, more: Partial<UnitOfWork>) => {
      await ledger.write(openingOf(stream))
      const sentBefore = sent()
      const lists: readonly Steps[] = [
        [
          { step: 'score', due: true },
          { step: 'hold', due: true },
        ],
        [{ step: 'approve', due: false }],
      ]
      for (const [index, steps] of lists.entries())
        expect(
          await ledger.write(stepOf(stream, index + 1, steps, { ...more, ...keyed(`${index}-${stream}`, { version: index + 2 }) })),
        ).toMatchObject({
          outcome: 'written',
        })
      return sent() - sentBefore
    }
    expect(await write(one, {})).toBe(2)
    expect(await write(other, { beside: [{ text: 'select 1', values: [] }] })).toBeGreaterThan(10)
    const told = (rows: readonly unknown[] = [], stream: string) =>
      rows
        .map((row) =>
          JSON.stringify(row)
            .replaceAll(stream, 'S')
            .replaceAll(stream.slice(-5), 'S')
            .replaceAll(/"(recorded_at|opened_at|updated_at|due_at|hash|stamp|facts|data|number|id)": ?("[^"]*"|\d+)/g, '"$1":0')
            .replaceAll(/QP-90-\d{4}-\d{5}/g, 'N'),
        )
        .toSorted()
    const [ours, theirs] = [await rowsOf(one), await rowsOf(other)]
    for (const table of tables) expect([table, told(ours[table], one)]).toEqual([table, told(theirs[table], other)])
    let previous = noPredecessor
    for (const entry of await makeCaseReader(database().pool).entriesOf(one)) {
      expect(Buffer.from(entry.hash)).toEqual(Buffer.from(entryHash(previous, entry.facts, entry.stamp)))
      previous = entry.hash
    }
  })

  it('stores nothing at a stale version, and says where the case stands', async () => {
    const stream = newStream()
    const ledger = makePostgresLedger(database().pool)
    await ledger.write(openingOf(stream))
    await ledger.write(stepOf(stream, 1, []))
    const before = await everything()
    expect(await ledger.write(stepOf(stream, 1, [{ step: 'late', due: true }], keyed(`late-${stream}`, null)))).toEqual({
      outcome: 'moved-on',
      stream,
      found: 2,
    })
    expect(await everything()).toEqual(before)
  })

  it('gives a retry the first answer, also after the case moved on, and refuses the key for another submission', async () => {
    const stream = newStream()
    const ledger = makePostgresLedger(database().pool)
    await ledger.write(openingOf(stream))
    const unit = stepOf(stream, 1, [], keyed(`k-${stream}`, { version: 2, words: '已受理' }))
    expect(await ledger.write(unit)).toMatchObject({ outcome: 'written' })
    await ledger.write(stepOf(stream, 2, []))
    const before = await everything()
    expect(await ledger.write(unit)).toEqual({ outcome: 'replayed', answer: { version: 2, words: '已受理' } })
    expect(await ledger.write(stepOf(stream, 3, [], keyed(`k-${stream}`, null, 2)))).toEqual({ outcome: 'key-reused' })
    expect(await everything()).toEqual(before)
  })

  it('sent twenty times at once is taken once; one key for twenty cases serves one of them', async () => {
    const ledger = makePostgresLedger(database().pool)
    const streams = Array.from({ length: 20 }, newStream)
    for (const stream of streams) await ledger.write(openingOf(stream))
    const [first = ''] = streams
    const same = await Promise.all(streams.map(() => ledger.write(stepOf(first, 1, [], keyed(`one-${first}`, 'done')))))
    expect(same.map(({ outcome }) => outcome).toSorted()).toEqual([...Array.from({ length: 19 }, () => 'replayed'), 'written'])
    const others = streams.slice(1)
    const before = await everything()
    const spread = await Promise.all(
      others.map((stream, index) => ledger.write(stepOf(stream, 1, [], keyed(`all-${first}`, index, index)))),
    )
    expect(spread.map(({ outcome }) => outcome).toSorted()).toEqual([...Array.from({ length: 18 }, () => 'key-reused'), 'written'])
    expect((await everything())[1]).toEqual({ n: Number(before[1]?.n) + 1 })
  })

  it('of twenty at the same version one wins', async () => {
    const ledger = makePostgresLedger(database().pool)
    const stream = newStream()
    await ledger.write(openingOf(stream))
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => ledger.write(stepOf(stream, 1, []))))
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([...Array.from({ length: 19 }, () => 'moved-on'), 'written'])
  })

  it('travels with those of other cases that come at the same time, and what is wrong with one of them is that one’s alone', async () => {
    const { connections, sent } = counted()
    const ledger = makePostgresLedger(connections)
    const streams = Array.from({ length: 30 }, newStream)
    for (const stream of streams) await ledger.write(openingOf(stream))
    const all = (version: number) =>
      streams.map((stream) => stepOf(stream, version, [{ step: 'approve', due: true }], keyed(`${version}-${stream}`, version)))
    const sentBefore = sent()
    const outcomes = await Promise.all(all(1).map((unit) => ledger.write(unit)))
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['written']))
    expect(sent() - sentBefore).toBeLessThan(5)

    const [wrong, stale, ...sound] = all(2)
    if (wrong === undefined || stale === undefined) throw new Error('Expected two units, but there are fewer')
    const clash = { ...wrong, entries: [{ ...(wrong.entries[0] ?? entryOf('', 1)), payloads: [payloadOf(1, { score: 'another' })] }] }
    const late = stepOf(streams[1] ?? '', 1, [])
    const mixed = await Promise.allSettled([clash, late, ...sound].map((unit) => ledger.write(unit)))
    expect(mixed[0]).toMatchObject({ status: 'rejected', reason: { name: 'DatabaseFault' } })
    expect(mixed[1]).toMatchObject({ value: { outcome: 'moved-on', stream: streams[1], found: 2 } })
    expect(new Set(mixed.slice(2).map((one) => one.status === 'fulfilled' && one.value.outcome))).toEqual(new Set(['written']))
    for (const [index, stream] of streams.entries()) {
      let previous = noPredecessor
      const entries = await makeCaseReader(database().pool).entriesOf(stream)
      expect(entries).toHaveLength(index < 2 ? 2 : 3)
      for (const entry of entries) {
        expect(Buffer.from(entry.hash)).toEqual(Buffer.from(entryHash(previous, entry.facts, entry.stamp)))
        previous = entry.hash
      }
      expect((await database().pool.query('select step from task where stream = $1', [stream])).rows).toEqual([{ step: 'approve' }])
    }
  })

  for (const when of ['before', 'after'] as const)
    it(`is stored whole or not at all where the connection is lost ${when} it, and the retry does it exactly once`, async () => {
      const stream = newStream()
      await makePostgresLedger(database().pool).write(openingOf(stream))
      const before = await everything()
      const unit = stepOf(stream, 1, [{ step: 'approve', due: true }], keyed(`lost-${when}-${stream}`, { version: 2 }))
      await expect(makePostgresLedger(failingAt(database().pool, 1, when)).write(unit)).rejects.toMatchObject({ name: 'DatabaseFault' })
      if (when === 'before') expect(await everything()).toEqual(before)
      expect((await makePostgresLedger(database().pool).write(unit)).outcome).toBe(when === 'before' ? 'written' : 'replayed')
      const { rows } = await database().pool.query('select sequence from entry where stream = $1 order by 1', [stream])
      expect(rows).toEqual([{ sequence: 1 }, { sequence: 2 }])
    })
})
