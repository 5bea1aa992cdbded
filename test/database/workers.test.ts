import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { largestAttachment, makeAttachmentStore } from '../../server/database/attachment-store.ts'
import { makeDueMoments } from '../../server/database/due-moments.ts'
import { makeLeadership } from '../../server/database/leadership.ts'
import { makeOutbox } from '../../server/database/outbox.ts'
import { LeadershipLost, makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { asSuperuser, createOrganisation, withDatabase } from '../support/database.ts'
import { entryOf, newStream, openingOf, payloadOf, unitOf } from '../support/planned-units.ts'

const database = withDatabase(async ({ pool }) => {
  await createOrganisation(pool, 'demonstration')
  await pool.query("select set_simulated_clock('2026-03-02T00:00:00Z')")
})

describe('one process leads', () => {
  it('and a second waits; when the first gives up, the number grows and the first can write no more', async () => {
    const { pool } = database()
    const [first, second] = [makeLeadership(pool, 'scheduler', 'a'), makeLeadership(pool, 'scheduler', 'b')]
    expect(await first.hold(60)).toBe(1)
    expect(await second.hold(60)).toBeNull()
    expect(await first.hold(60)).toBe(1)
    const leading = makePostgresLedger(pool, { fencing: () => ({ name: 'scheduler', fencing: 1 }) })
    const stream = newStream()
    expect(await leading.write(openingOf(stream))).toMatchObject({ outcome: 'written' })
    await first.release()
    expect(await second.hold(60)).toBe(2)
    expect(await first.hold(60)).toBeNull()
    await expect(leading.write(unitOf([entryOf(stream, 1)]))).rejects.toBeInstanceOf(LeadershipLost)
    expect(
      await makePostgresLedger(pool, { fencing: () => ({ name: 'scheduler', fencing: 2 }) }).write(unitOf([entryOf(stream, 1)])),
    ).toMatchObject({ outcome: 'written' })
  })

  it('a lead that ran out is taken over, and its holder comes back under a new number', async () => {
    const { pool } = database()
    expect(await makeLeadership(pool, 'sequencer', 'a').hold(0)).toBe(1)
    expect(await makeLeadership(pool, 'sequencer', 'b').hold(0)).toBe(2)
    expect(await makeLeadership(pool, 'sequencer', 'a').hold(60)).toBe(3)
  })
})

describe('the outbox', () => {
  it('keeps what was not ticked off, and puts off what failed', async () => {
    const { pool } = database()
    await asSuperuser(database().adminUrl, (client) => client.query('delete from outbox'))
    await makePostgresLedger(pool).write(openingOf(newStream()))
    await makePostgresLedger(pool).write(openingOf(newStream()))
    const outbox = makeOutbox(pool, 'search')
    const [one, two] = await outbox.take(10)
    if (one === undefined || two === undefined) throw new Error('two items')
    expect(await outbox.backlog()).toMatchObject({ waiting: 2 })
    await outbox.failed(one, 'no text')
    expect(await outbox.take(10)).toEqual([two])
    await outbox.done([two])
    expect(await outbox.take(10)).toEqual([])
    expect(await outbox.backlog()).toMatchObject({ waiting: 1 })
    expect((await makeOutbox(pool, 'consequences').take(10)).length).toBe(2)
  })
})

describe('due moments', () => {
  it('come when the record clock reaches them, the longest due first', async () => {
    const { pool } = database()
    const [early, late] = [newStream(), newStream()]
    const moment = (at: string, automatic = true) => ({ step: 'remind', at, automatic, provisional: false })
    for (const [stream, at] of [
      [late, '2026-03-04T16:00:00.000Z'],
      [early, '2026-03-03T16:00:00.000Z'],
    ] as const)
      await makePostgresLedger(pool).write(
        openingOf(stream, { agenda: new Map([[stream, { tasks: [], moments: [moment(at), moment('2026-03-02T00:00:00.000Z', false)] }]]) }),
      )
    const moments = makeDueMoments(pool)
    expect(await moments.due(10)).toEqual([])
    expect(await moments.next()).toBe('2026-03-03T16:00:00.000Z')
    await pool.query("select set_simulated_clock('2026-03-05T00:00:00Z')")
    expect((await moments.due(10)).map(({ stream }) => stream)).toEqual([early, late])
  })
})

describe('an attachment', () => {
  async function* pieces(size: number, of: number): AsyncGenerator<Buffer> {
    for (let sent = 0; sent < size; sent += of) yield Buffer.alloc(Math.min(of, size - sent), sent % 251)
  }
  const gathered = async (bytes: AsyncIterable<Uint8Array>) => buffer(bytes)
  const file = (id: string) => ({ id, name: '现场照片.jpg', type: 'image/jpeg', uploadedBy: 'li' })

  it('comes back byte for byte, however it arrived', async () => {
    const store = makeAttachmentStore(database().pool)
    const id = newStream()
    const bytes = await gathered(pieces(700_001, 65_521))
    expect(await store.store(file(id), pieces(700_001, 65_521))).toMatchObject({
      outcome: 'stored',
      attachment: { size: 700_001, sha256: createHash('sha256').update(bytes).digest('hex'), expiresAt: '2026-03-12T00:00:00.000Z' },
    })
    expect((await gathered(store.read(id))).equals(bytes)).toBe(true)
    expect(await store.find(id)).toMatchObject({ name: '现场照片.jpg', uploadedBy: 'li' })
  })

  it('is refused above 20 MB and when empty, and one that breaks off leaves nothing', async () => {
    const store = makeAttachmentStore(database().pool)
    const ids = [newStream(), newStream(), newStream()]
    const [large = '', empty = '', broken = ''] = ids
    expect(await store.store(file(large), pieces(largestAttachment + 1, 1_048_576))).toEqual({
      outcome: 'too-large',
      limit: largestAttachment,
    })
    expect(await store.store(file(empty), pieces(0, 1))).toEqual({ outcome: 'empty' })
    async function* breaking() {
      yield Buffer.alloc(600_000)
      throw new Error('the uploader went away')
    }
    await expect(store.store(file(broken), breaking())).rejects.toThrow('went away')
    expect((await database().pool.query('select 1 from attachment_piece where attachment = any($1::uuid[])', [ids])).rowCount).toBe(0)
  })

  it('stays once a record names it; one that nobody named goes after seven days, and no record can name it then', async () => {
    const { pool } = database()
    const store = makeAttachmentStore(pool)
    const [kept, forgotten, stream] = [newStream(), newStream(), newStream()]
    for (const id of [kept, forgotten]) await store.store(file(id), pieces(10, 10))
    await makePostgresLedger(pool).write(openingOf(stream))
    await makePostgresLedger(pool).write(
      unitOf([entryOf(stream, 1, { payloads: [payloadOf(1, { photo: kept }, { attachments: [kept] })] })]),
    )
    await pool.query("select set_simulated_clock('2026-03-20T00:00:00Z')")
    expect(await store.find(kept)).toMatchObject({ expiresAt: null })
    expect(await store.find(forgotten)).toBeNull()
    expect(await store.isNamedIn(kept, { sites: ['S01'] })).toBe(true)
    expect(await store.isNamedIn(kept, { sites: ['S02'] })).toBe(false)
    expect(await store.isNamedIn(forgotten, { sites: 'all' })).toBe(false)
    expect(await store.removeExpired()).toBeGreaterThan(0)
    expect((await gathered(store.read(forgotten))).length).toBe(0)
    expect((await gathered(store.read(kept))).length).toBe(10)
    const naming = makePostgresLedger(pool).write(
      unitOf([entryOf(stream, 2, { payloads: [payloadOf(2, { photo: forgotten }, { attachments: [forgotten] })] })]),
    )
    await expect(naming).rejects.toThrow('expired')
    expect((await pool.query('select sequence from stream where id = $1', [stream])).rows).toEqual([{ sequence: 2 }])
  })
})
