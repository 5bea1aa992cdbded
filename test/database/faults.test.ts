import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startEmbeddedServer } from '../../server/database/embedded-server.ts'
import type { UnitOfWork } from '../../server/database/ledger.ts'
import { openDatabase } from '../../server/database/open-database.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { asSuperuser, createOrganisation, openTestDatabase, type TestDatabase } from '../support/database.ts'
import { failingAt } from '../support/faulty-connections.ts'
import { entryOf, newStream, openingOf, payloadOf, unitOf } from '../support/planned-units.ts'

const tables = [
  'stream',
  'entry',
  'payload',
  'opening',
  'case_head',
  'case_link',
  'task',
  'due_moment',
  'claim',
  'counter',
  'outbox',
  'idempotency',
  'attachment_use',
  'testing_centre',
]

/** A unit that touches every table: two cases, one of them new, payloads with secrets, numbers, a claim, lists, a key. */
function widestUnit(known: string, fresh: string): UnitOfWork {
  const payload = (serial: number) =>
    payloadOf(serial, { score: '93.50' }, { openings: [{ path: '/values/id', salt: new Uint8Array(16), value: 'x' }] })
  const plan = {
    tasks: [{ step: 'score', roles: ['inspector'], persons: [], dueAt: null, demandedBy: null }],
    moments: [{ step: 'score', at: '2026-04-01T16:00:00.000Z', automatic: true, provisional: false }],
  }
  return unitOf(
    [
      entryOf(known, 1, { payloads: [payload(1)], counters: { order_no: 'ZG-{year}-{serial:4}' } }),
      entryOf(fresh, 0, { counters: { case_number: 'QP-90-{year}-{serial:5}' } }),
    ],
    {
      agenda: new Map([
        [known, plan],
        [fresh, plan],
      ]),
      claims: [{ document: 'QP-90', key: fresh, stream: fresh }],
      idempotency: { actor: 'p1', key: `key-${fresh}`, fingerprint: new Uint8Array(32), answer: { version: 2 } },
      beside: [{ text: "insert into testing_centre (code, name_zh, name_en) values ($1, '所', 'centre')", values: [fresh] }],
    },
  )
}

describe('a process that dies between any two statements', { timeout: 60_000 }, () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
    await createOrganisation(database.pool, 'real')
  })
  afterAll(() => database.close())
  const contents = async () =>
    Object.fromEntries(
      await Promise.all(
        tables.map(
          async (table) => [table, (await database.pool.query(`select to_jsonb(t) as row from ${table} t order by 1`)).rows] as const,
        ),
      ),
    )

  for (const when of ['before', 'after'] as const)
    it(`leaves nothing half-done, and the retry does it exactly once (the connection is lost ${when} the statement)`, async () => {
      let committed = 0
      let places = 0
      for (let k = 1; ; k += 1) {
        const [known, fresh] = [newStream(), newStream()]
        await makePostgresLedger(database.pool).write(openingOf(known))
        const before = await contents()
        const unit = widestUnit(known, fresh)
        const connections = failingAt(database.pool, k, when)
        const attempt = makePostgresLedger(connections).write(unit)
        if (
          !(await attempt.then(
            () => connections.failed(),
            () => true,
          ))
        )
          break
        places += 1
        await expect(attempt).rejects.toMatchObject({ name: 'DatabaseFault' })
        const stored = (await database.pool.query('select 1 from idempotency where key = $1', [`key-${fresh}`])).rowCount === 1
        if (stored) committed += 1
        else expect(await contents()).toEqual(before)
        const retry = await makePostgresLedger(database.pool).write(unit)
        expect(retry.outcome).toBe(stored ? 'replayed' : 'written')
        const { rows } = await database.pool.query(
          'select stream, count(*)::int as n from entry where stream = any($1) group by 1 order by 2',
          [[known, fresh]],
        )
        expect(rows).toEqual([
          { stream: fresh, n: 1 },
          { stream: known, n: 2 },
        ])
        expect((await database.pool.query('select 1 from task where stream = any($1)', [[known, fresh]])).rowCount).toBe(2)
      }
      expect(places).toBeGreaterThan(12)
      // Only a lost answer to COMMIT itself leaves a unit stored that its caller does not know of.
      expect(committed).toBe(when === 'after' ? 1 : 0)
      const { rows } = await database.pool.query(
        "select key, value, (select count(*)::int from entry where stamp like '%' || case when key like 'ZG%' then 'order_no' else 'case_number' end || '=%') as given from counter order by key",
      )
      for (const { value, given } of rows) expect(given).toBe(value)
    })

  it('a connection cut by the server in mid-transaction gives a fault, and the next submission goes through', async () => {
    const stream = newStream()
    const ledger = makePostgresLedger(database.pool)
    await ledger.write(openingOf(stream))
    await asSuperuser(database.adminUrl, async (client) => {
      await client.query('begin')
      await client.query('select from stream where id = $1 for update', [stream])
      const waiting = ledger.write(unitOf([entryOf(stream, 1)]))
      const outcome = expect(waiting).rejects.toMatchObject({ name: 'DatabaseFault' })
      let cut = 0
      while (cut === 0)
        cut =
          (
            await client.query(
              "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            )
          ).rowCount ?? 0
      await outcome
      await client.query('rollback')
    })
    expect(await ledger.write(unitOf([entryOf(stream, 1)]))).toMatchObject({ outcome: 'written' })
  })
})

describe('a database that goes away and comes back', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-gone-'))
  const start = () => startEmbeddedServer({ folder: join(folder, 'postgresql-18') })
  beforeAll(() => {
    vi.stubEnv('TMPDIR', folder)
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  it('gives a fault meanwhile, keeps what it had acknowledged, and the same submission succeeds afterwards', async () => {
    const server = await start()
    const database = await openDatabase({ kind: 'embedded', folder })
    await createOrganisation(database.pool, 'real')
    const stream = newStream()
    const ledger = makePostgresLedger(database.pool)
    await ledger.write(openingOf(stream))
    await server.stop()
    await expect(ledger.write(unitOf([entryOf(stream, 1)]))).rejects.toMatchObject({ name: 'DatabaseFault' })
    await expect(ledger.now()).rejects.toMatchObject({ name: 'DatabaseFault' })
    const again = await start()
    expect(await ledger.write(unitOf([entryOf(stream, 1)]))).toMatchObject({ outcome: 'written' })
    expect((await database.pool.query('select sequence from stream where id = $1', [stream])).rows).toEqual([{ sequence: 2 }])
    await database.close()
    await again.stop()
  })
})
