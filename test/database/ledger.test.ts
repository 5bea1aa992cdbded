import { describe, expect, it } from 'vitest'
import { entryHash, noPredecessor, parseStamp } from '#records'
import { makeCaseReader } from '../../server/database/case-reader.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { createOrganisation, withDatabase } from '../support/database.ts'
import { entryOf, newStream, openingOf, payloadOf, stateOf, unitOf } from '../support/planned-units.ts'

const fingerprint = (byte: number) => new Uint8Array(32).fill(byte)
const agenda = (stream: string, step: string) =>
  new Map([
    [
      stream,
      {
        tasks: [{ step, roles: ['inspector', 'director'], persons: ['p1'], dueAt: '2026-04-01T16:00:00.000Z', demandedBy: null }],
        moments: [{ step, at: '2026-04-01T16:00:00.000Z', automatic: true, provisional: false }],
      },
    ],
  ])

describe('the log', () => {
  const database = withDatabase(async ({ pool }) => {
    await createOrganisation(pool, 'real')
  })
  const ledger = () => makePostgresLedger(database().pool)
  const count = async (table: string) =>
    (await database().pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n ?? -1
  const everything = async () =>
    Promise.all(['stream', 'entry', 'payload', 'case_head', 'task', 'claim', 'outbox', 'idempotency', 'counter'].map(count))

  it('gives an opened case a number of the organisation’s year and keeps the number in the stamp, the head and the case', async () => {
    const stream = newStream()
    const written = await ledger().write(openingOf(stream))
    if (written.outcome !== 'written') throw new Error(written.outcome)
    const number = written.numbers.get(stream)?.case_number
    expect(number).toMatch(/^QP-90-\d{4}-00001$/)
    expect(parseStamp(written.entries[0]?.stamp ?? '')).toMatchObject({
      sequence: 1,
      clock: 'real',
      recordedAt: written.recordedAt,
      numbers: { case_number: number },
    })
    expect(await makeCaseReader(database().pool).byNumber(number ?? '')).toEqual({
      ...stateOf(stream, 1),
      numbers: { case_number: number },
    })
  })

  it('chains each entry to the one before it, exactly as the record format says', async () => {
    const stream = newStream()
    await ledger().write(openingOf(stream))
    await ledger().write(unitOf([entryOf(stream, 1), entryOf(stream, 2)]))
    const entries = await makeCaseReader(database().pool).entriesOf(stream)
    let previous = noPredecessor
    for (const [index, entry] of entries.entries()) {
      expect(entry.sequence).toBe(index + 1)
      expect(Buffer.from(entry.hash)).toEqual(Buffer.from(entryHash(previous, entry.facts, entry.stamp)))
      expect(parseStamp(entry.stamp)?.sequence).toBe(index + 1)
      previous = entry.hash
    }
    expect(entries).toHaveLength(3)
  })

  it('gives several numbers in one unit: each entry its own, sorted by name in its stamp', async () => {
    const [one, other] = [newStream(), newStream()]
    const patterns = { order_no: 'ZG-{year}-{serial:4}', archive_no: 'DA-{serial:2}' }
    const written = await ledger().write(
      unitOf([
        entryOf(one, 0, { counters: patterns }),
        entryOf(other, 0, { counters: patterns }),
        entryOf(one, 1, { counters: { order_no: patterns.order_no } }),
      ]),
    )
    if (written.outcome !== 'written') throw new Error(written.outcome)
    const year = written.recordedAt.slice(0, 4)
    expect(written.entries.map(({ stamp }) => stamp.slice(stamp.indexOf('real')))).toEqual([
      `real archive_no=DA-01 order_no=ZG-${year}-0001\n`,
      `real archive_no=DA-02 order_no=ZG-${year}-0002\n`,
      `real order_no=ZG-${year}-0003\n`,
    ])
  })

  it('refuses a stale version and stores nothing', async () => {
    const stream = newStream()
    await ledger().write(openingOf(stream))
    await ledger().write(unitOf([entryOf(stream, 1)]))
    const before = await everything()
    const payloads = [payloadOf(1, { note: 'late' })]
    for (const unit of [
      unitOf([entryOf(stream, 1, { payloads })], { agenda: agenda(stream, 'late') }),
      unitOf([entryOf(stream, 1, { payloads, counters: { order_no: 'ZG-{year}-{serial:4}' } })]),
      unitOf([entryOf(stream, 0)]),
      unitOf([entryOf(stream, 5)]),
    ])
      expect(await ledger().write(unit)).toEqual({ outcome: 'moved-on', stream, found: 2 })
    expect(await everything()).toEqual(before)
  })

  it('tests the cases a decision looked at again, and refuses when one has moved on', async () => {
    const [stream, looked] = [newStream(), newStream()]
    await ledger().write(openingOf(stream))
    await ledger().write(openingOf(looked))
    await ledger().write(unitOf([entryOf(looked, 1)]))
    const before = await everything()
    expect(await ledger().write(unitOf([entryOf(stream, 1)], { reads: [{ stream: looked, sequence: 1 }] }))).toEqual({
      outcome: 'moved-on',
      stream: looked,
      found: 2,
    })
    expect(await everything()).toEqual(before)
    expect(await ledger().write(unitOf([entryOf(stream, 1)], { reads: [{ stream: looked, sequence: 2 }] }))).toMatchObject({
      outcome: 'written',
    })
  })

  it('gives a retry the first answer, also where the case has moved on since, and refuses the key for another submission', async () => {
    const stream = newStream()
    await ledger().write(openingOf(stream))
    const unit = unitOf([entryOf(stream, 1)], {
      idempotency: { actor: 'p1', key: 'k1', fingerprint: fingerprint(1), answer: { version: 2, words: '已受理' } },
    })
    expect(await ledger().write(unit)).toMatchObject({ outcome: 'written' })
    await ledger().write(unitOf([entryOf(stream, 2)]))
    const before = await everything()
    expect(await ledger().write(unit)).toEqual({ outcome: 'replayed', answer: { version: 2, words: '已受理' } })
    expect(await ledger().write({ ...unit, idempotency: { actor: 'p1', key: 'k1', fingerprint: fingerprint(2), answer: null } })).toEqual({
      outcome: 'key-reused',
    })
    expect(await everything()).toEqual(before)
    expect(
      await ledger().write(
        unitOf([entryOf(stream, 3)], { idempotency: { actor: 'p2', key: 'k1', fingerprint: fingerprint(2), answer: null } }),
      ),
    ).toMatchObject({ outcome: 'written' })
  })

  it('does not spend the key of a refused submission', async () => {
    const stream = newStream()
    await ledger().write(openingOf(stream))
    const idempotency = { actor: 'p1', key: 'k2', fingerprint: fingerprint(3), answer: null }
    expect(await ledger().write(unitOf([entryOf(stream, 7)], { idempotency }))).toMatchObject({ outcome: 'moved-on' })
    expect(await ledger().write(unitOf([entryOf(stream, 1)], { idempotency }))).toMatchObject({ outcome: 'written' })
  })

  it('takes the same submission sent ten times at once exactly once', async () => {
    const stream = newStream()
    await ledger().write(openingOf(stream))
    const unit = unitOf([entryOf(stream, 1)], { idempotency: { actor: 'p1', key: 'k3', fingerprint: fingerprint(4), answer: 'done' } })
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => ledger().write(unit)))
    expect(outcomes.filter(({ outcome }) => outcome === 'written')).toHaveLength(1)
    expect(outcomes.filter(({ outcome }) => outcome === 'replayed')).toHaveLength(9)
  })

  it('lets one case alone claim a subject, and names it to the next', async () => {
    const [first, second] = [newStream(), newStream()]
    const claims = (stream: string) => [{ document: 'QP-90', key: 'S01/2026', stream }]
    expect(await ledger().write(openingOf(first, { claims: claims(first) }))).toMatchObject({ outcome: 'written' })
    const before = await everything()
    expect(await ledger().write(openingOf(second, { claims: claims(second) }))).toEqual({
      outcome: 'claimed',
      document: 'QP-90',
      by: first,
    })
    expect(await everything()).toEqual(before)
  })

  it('replaces what is on the lists of a case, and tells each worker of the change', async () => {
    const stream = newStream()
    await ledger().write(openingOf(stream, { agenda: agenda(stream, 'score') }))
    await ledger().write(unitOf([entryOf(stream, 1)], { agenda: agenda(stream, 'approve') }))
    const { rows } = await database().pool.query('select step, roles, persons, due_at, site from task where stream = $1', [stream])
    expect(rows).toEqual([
      { step: 'approve', roles: ['inspector', 'director'], persons: ['p1'], due_at: '2026-04-01T16:00:00.000Z', site: 'S01' },
    ])
    const told = await database().pool.query('select consumer, sequence from outbox where stream = $1 order by id', [stream])
    expect(told.rows).toEqual([
      { consumer: 'search', sequence: 1 },
      { consumer: 'consequences', sequence: 1 },
      { consumer: 'search', sequence: 2 },
      { consumer: 'consequences', sequence: 2 },
    ])
  })

  it('keeps payload and opening apart, and a part sealed before once', async () => {
    const stream = newStream()
    await ledger().write(openingOf(stream))
    const payload = payloadOf(
      1,
      { name: '张三' },
      { recordNumber: `QR-90-01/${stream}/001`, openings: [{ path: '/values/id', salt: new Uint8Array(16).fill(7), value: '210102' }] },
    )
    await ledger().write(unitOf([entryOf(stream, 1, { payloads: [payload] }), entryOf(stream, 2, { payloads: [payload] })]))
    expect(await makeCaseReader(database().pool).payloadsOf(stream)).toEqual([
      {
        ...payload,
        bytes: Buffer.from(payload.bytes),
        openings: [{ path: '/values/id', salt: Buffer.alloc(16, 7), value: '210102' }],
        sequence: 2,
        attachments: [],
      },
    ])
    const clash = payloadOf(1, { name: '李四' })
    await expect(ledger().write(unitOf([entryOf(stream, 3, { payloads: [clash] })]))).rejects.toMatchObject({ name: 'DatabaseFault' })
    expect((await makeCaseReader(database().pool).entriesOf(stream)).length).toBe(3)
  })

  it('gives back the openings of what an entry names beside its records, for the record made of it', async () => {
    const stream = newStream()
    await ledger().write(openingOf(stream))
    const opening = { path: '/0/values/id', salt: new Uint8Array(32).fill(7), value: '210102' }
    const record = payloadOf(1, { name: '张三' }, { openings: [{ ...opening, path: '/id' }] })
    await ledger().write(unitOf([entryOf(stream, 1, { payloads: [payloadOf(-2, { parts: [] }, { openings: [opening] }), record] })]))
    const reader = makeCaseReader(database().pool)
    expect(await reader.openingsBeside(stream, 2)).toEqual([{ ...opening, salt: Buffer.alloc(32, 7) }])
    expect(await reader.openingsBeside(stream, 1)).toEqual([])
    expect(await makeCaseReader(database().pool, { sites: [] }).openingsBeside(stream, 2)).toEqual([])
  })

  it('never stamps an entry before the moment its decision was told, nor before its predecessor', async () => {
    const stream = newStream()
    const writer = ledger()
    await writer.write(openingOf(stream))
    const { at } = await writer.now()
    const written = await writer.write(unitOf([entryOf(stream, 1)]))
    if (written.outcome !== 'written') throw new Error(written.outcome)
    expect(written.recordedAt >= at).toBe(true)
  })
})

describe('many writers at once', () => {
  const database = withDatabase(async ({ pool }) => {
    await createOrganisation(pool, 'real')
  })

  it('fifty take gap-free numbers, and those that are refused leave no gap', async () => {
    const ledger = makePostgresLedger(database().pool)
    const taken = newStream()
    await ledger.write(openingOf(taken, { claims: [{ document: 'QP-90', key: 'one', stream: taken }] }))
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const stream = newStream()
        return ledger.write(openingOf(stream, index % 5 === 0 ? { claims: [{ document: 'QP-90', key: 'one', stream }] } : {}))
      }),
    )
    expect(outcomes.filter(({ outcome }) => outcome === 'claimed')).toHaveLength(10)
    const numbers = outcomes
      .flatMap((outcome) =>
        outcome.outcome === 'written' ? [...outcome.numbers.values()].map(({ case_number }) => case_number ?? '') : [],
      )
      .sort()
    const { rows } = await database().pool.query<{ number: string }>('select number from case_head where id = $1', [taken])
    const serials = [...numbers, rows[0]?.number ?? ''].map((number) => Number(number.slice(-5))).sort((one, other) => one - other)
    expect(serials).toEqual(Array.from({ length: 41 }, (_, index) => index + 1))
  })

  it('of twenty who write to one case at the same version one wins, and the chain stays whole', async () => {
    const ledger = makePostgresLedger(database().pool)
    const stream = newStream()
    await ledger.write(openingOf(stream))
    for (let version = 1; version <= 5; version += 1) {
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => ledger.write(unitOf([entryOf(stream, version)]))))
      expect(outcomes.filter(({ outcome }) => outcome === 'written')).toHaveLength(1)
      expect(outcomes.filter(({ outcome }) => outcome === 'moved-on')).toHaveLength(19)
    }
    const entries = await makeCaseReader(database().pool).entriesOf(stream)
    let previous = noPredecessor
    for (const entry of entries) {
      expect(Buffer.from(entry.hash)).toEqual(Buffer.from(entryHash(previous, entry.facts, entry.stamp)))
      previous = entry.hash
    }
    expect(entries).toHaveLength(6)
  })

  it('units that touch the same cases in opposite order, and read each other’s, all come to an end', async () => {
    const ledger = makePostgresLedger(database().pool)
    const streams = [newStream(), newStream(), newStream()]
    for (const stream of streams) await ledger.write(openingOf(stream))
    const versions = new Map(streams.map((stream) => [stream, 1]))
    const attempt = async (order: readonly string[], read: string) => {
      for (;;) {
        const entries = order.map((stream) =>
          entryOf(stream, versions.get(stream) ?? 0, { counters: { order_no: 'ZG-{year}-{serial:4}' } }),
        )
        const outcome = await ledger.write(unitOf(entries, { reads: [{ stream: read, sequence: versions.get(read) ?? 0 }] }))
        if (outcome.outcome === 'written') {
          for (const { stream, sequence } of outcome.entries) versions.set(stream, sequence)
          return
        }
        if (outcome.outcome === 'moved-on') versions.set(outcome.stream, Math.max(outcome.found, versions.get(outcome.stream) ?? 0))
      }
    }
    const [a = '', b = '', c = ''] = streams
    await Promise.all([
      ...Array.from({ length: 5 }, () => attempt([a, b], c)),
      ...Array.from({ length: 5 }, () => attempt([c, b], a)),
      ...Array.from({ length: 5 }, () => attempt([b, a], c)),
    ])
    const { rows } = await database().pool.query<{ n: number }>("select max(value)::int as n from counter where key like 'ZG%'")
    expect(rows[0]?.n).toBe(30)
  })
})
