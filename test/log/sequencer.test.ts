import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Pool } from 'pg'
import { describe, expect, it } from 'vitest'
import { leafBytes, leafHash, startTree } from '#records'
import { makeLeadership } from '../../server/database/leadership.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { makeLog } from '../../server/http/log.ts'
import { checkLog } from '../../server/log/check-log.ts'
import { rootAt } from '../../server/log/log-store.ts'
import { makeSequencer, type Sequencer } from '../../server/log/sequencer.ts'
import { asSuperuser, createOrganisation, openTestDatabase, type TestDatabase, withDatabase } from '../support/database.ts'
import { entryOf, newStream, openingOf, unitOf } from '../support/planned-units.ts'
import { expectWhole, manyEntries } from './support/many-entries.ts'

function sequencerOver(pool: Pool): Sequencer {
  return makeSequencer({
    pool,
    leadership: makeLeadership(pool, 'sequencer', randomUUID()),
    log: makeLog('silent'),
    pauseMs: 10,
    now: () => new Date(),
    closing: () => {},
  })
}

async function untilStill(sequencer: Sequencer): Promise<void> {
  for (let round = 0; round < 1000; round++) if ((await sequencer.runOnce()) === 0) return
  throw new Error('Expected the sequencer to come to rest, but it goes on and on')
}

/** Streams of so many entries each, written through the ledger, in the order given. */
async function writeStreams(pool: Pool, lengths: readonly number[]): Promise<readonly string[]> {
  const ledger = makePostgresLedger(pool)
  const streams = lengths.map(() => newStream())
  for (let at = 0; at < Math.max(...lengths); at++)
    for (const [nth, stream] of streams.entries())
      if (at < (lengths[nth] ?? 0)) await ledger.write(at === 0 ? openingOf(stream) : unitOf([entryOf(stream, at)]))
  return streams
}

describe('the sequencer', () => {
  const database = withDatabase(({ pool }) => createOrganisation(pool, 'real').then(() => {}))

  it('gives every entry one leaf, each after its predecessor, and the tree is that of RFC 6962', async () => {
    const { pool } = database()
    await writeStreams(pool, [3, 1, 5, 2])
    const sequencer = sequencerOver(database().sequencer)
    await untilStill(sequencer)
    const size = await expectWhole(pool)
    const { rows } = await pool.query<{ stream: string; sequence: number; hash: Buffer }>(
      'select l.stream, l.sequence, e.hash from log_leaf l join entry e using (stream, sequence) order by index',
    )
    const tree = startTree()
    for (const leaf of rows) tree.append(leafHash(leafBytes(leaf)))
    expect(Buffer.from(await rootAt(pool, size)).equals(tree.root())).toBe(true)
    await sequencer.stop()
  })

  it('orders a batch by time, stream and place, whatever order the entries were stored in', async () => {
    const fresh = await openTestDatabase()
    try {
      const sequencer = sequencerOver(fresh.sequencer)
      await untilStill(sequencer)
      const [one = '', other = ''] = [newStream(), newStream()].toSorted()
      const at = (second: number) => `2026-03-02T00:00:0${second}.000Z`
      for (const [stream, sequence, recorded] of [
        [other, 1, at(1)],
        [other, 2, at(3)],
        [one, 1, at(1)],
        [one, 2, at(2)],
      ] as const)
        await fresh.pool.query(`insert into entry values ($1, $2, 'step', '{}', '', sha256('x'), $3)`, [stream, sequence, recorded])
      await sequencer.stop()
      await untilStill(sequencer)
      const { rows } = await fresh.pool.query<{ stream: string; sequence: number }>('select stream, sequence from log_leaf order by index')
      expect(rows.map(({ stream, sequence }) => [stream, sequence])).toEqual([
        [one, 1],
        [other, 1],
        [one, 2],
        [other, 2],
      ])
      await sequencer.stop()
    } finally {
      await fresh.close()
    }
  })

  it('goes on from any size as if it had never stopped: batches of every length give the same tree', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }), async (batches) => {
        const fresh = await openTestDatabase()
        try {
          for (const count of batches) {
            await manyEntries(fresh.pool, count, 3)
            const sequencer = sequencerOver(fresh.sequencer)
            await untilStill(sequencer)
            await sequencer.stop()
          }
          await expectWhole(fresh.pool)
        } finally {
          await fresh.close()
        }
      }),
      { numRuns: 6 },
    )
  })

  it('two at once are harmless: one leads, the other waits, and whoever takes over goes on without gap or double', async () => {
    const fresh = await openTestDatabase()
    try {
      const [first, second] = [sequencerOver(fresh.sequencer), sequencerOver(fresh.sequencer)]
      await manyEntries(fresh.pool, 200, 5)
      for (let round = 0; round < 8; round++) {
        await Promise.all([first.runOnce(), second.runOnce()])
        await manyEntries(fresh.pool, 50, 2)
        if (round % 3 === 2) await (round % 2 === 0 ? first : second).stop()
      }
      await Promise.all([untilStill(first), untilStill(second)])
      expect([first, second].map((one) => one.standing().leads).filter(Boolean)).toHaveLength(1)
      await expectWhole(fresh.pool)
    } finally {
      await fresh.close()
    }
  })

  it('one that slept past its lead writes nothing', async () => {
    const fresh = await openTestDatabase()
    try {
      const sleeper = sequencerOver(fresh.sequencer)
      await untilStill(sleeper)
      await manyEntries(fresh.pool, 5, 1)
      // Another took over in the middle of its round: the number has grown, the lease in its mind has not ended.
      const rounds = [
        sleeper.runOnce(),
        fresh.pool.query(`update leader set fencing = fencing + 1, holder = 'other' where name = 'sequencer'`),
      ]
      await Promise.allSettled(rounds)
      await fresh.pool.query(`update leader set fencing = fencing + 1, holder = 'other', until = 'infinity' where name = 'sequencer'`)
      const before = (await checkLog(fresh.pool)).size
      await manyEntries(fresh.pool, 5, 1)
      // It either finds out when it writes, or is told that another leads.
      await sleeper.runOnce().catch(() => 0)
      expect((await checkLog(fresh.pool)).size).toBe(before)
    } finally {
      await fresh.close()
    }
  })

  it('after a long pause it finds what was written meanwhile, also where the clock of those entries lies years back', async () => {
    const fresh = await openTestDatabase()
    try {
      const sequencer = sequencerOver(fresh.sequencer)
      await manyEntries(fresh.pool, 30, 4)
      await untilStill(sequencer)
      await sequencer.stop()
      await manyEntries(fresh.pool, 300, 4, `'2019-03-01'::timestamptz + n * interval '1 day'`)
      await untilStill(sequencer)
      await expectWhole(fresh.pool)
    } finally {
      await fresh.close()
    }
  })

  it('an entry whose predecessor is stored far behind it waits for it, and both are found', async () => {
    const fresh = await openTestDatabase()
    try {
      const stream = newStream()
      const insert = (sequence: number) =>
        fresh.pool.query(`insert into entry values ($1, $2, 'step', '{}', '', sha256('x'), '2026-01-01')`, [stream, sequence])
      await insert(2)
      await manyEntries(fresh.pool, 12_000, 2, `'2026-01-01'::timestamptz`)
      await insert(1)
      await untilStill(sequencerOver(fresh.sequencer))
      await expectWhole(fresh.pool)
    } finally {
      await fresh.close()
    }
  })
})

describe('the sequencer stops, and says why, where', () => {
  const attacks: readonly Readonly<{ name: string; sql: string; code: string }>[] = [
    { name: 'an entry was changed', sql: `update entry set hash = sha256('y') where sequence = 2`, code: 'leaf-of-other-entry' },
    { name: 'an entry was removed', sql: 'delete from entry where sequence = 4', code: 'leaf-without-entry' },
    { name: 'a leaf was removed', sql: 'delete from log_leaf where index = 7', code: 'leaf-missing' },
    {
      name: 'a leaf at the edge was changed',
      sql: `update log_leaf set hash = sha256('y') where index = 1190`,
      code: 'leaf-of-other-entry',
    },
    {
      name: 'a tile was changed',
      sql: `update log_tile set hashes = hashes || '' where false; update log_tile set hashes = overlay(hashes placing '\\x00' from 9) where index = 1`,
      code: 'tile-misfit',
    },
    { name: 'a tile was removed', sql: 'delete from log_tile where index = 1', code: 'tile-missing' },
    {
      name: 'a predecessor is gone before its successor got a leaf',
      sql: `insert into entry values ('019b0000-0000-7000-8000-00000000000f', 2, 'step', '{}', '', sha256('x'), '2026-01-01')`,
      code: 'entry-without-predecessor',
    },
  ]
  for (const { name, sql, code } of attacks)
    it(name, async () => {
      const fresh: TestDatabase = await openTestDatabase()
      try {
        await manyEntries(fresh.pool, 300, 4)
        const before = sequencerOver(fresh.sequencer)
        await untilStill(before)
        await before.stop()
        await asSuperuser(fresh.adminUrl, async (client) => {
          for (const table of ['entry', 'log_leaf', 'log_tile']) await client.query(`alter table ${table} disable trigger all`)
          await client.query(sql)
          for (const table of ['entry', 'log_leaf', 'log_tile']) await client.query(`alter table ${table} enable trigger all`)
        })
        const sequencer = sequencerOver(fresh.sequencer)
        await untilStill(sequencer)
        expect(sequencer.standing().stopped).toMatchObject({ code })
        const { size } = await checkLog(fresh.pool)
        await manyEntries(fresh.pool, 3, 1)
        expect(await sequencer.runOnce()).toBe(0)
        expect((await checkLog(fresh.pool)).size).toBe(size)
      } finally {
        await fresh.close()
      }
    })
})
