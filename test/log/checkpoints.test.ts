import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseNote, parseVerifierKey } from '#records'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { makeLog } from '../../server/http/log.ts'
import { latestCheckpoint } from '../../server/log/checkpoint-store.ts'
import { checkEd25519 } from '../../server/log/ed25519.ts'
import { makeTransparencyLog, type TransparencyLog } from '../../server/log/make-log.ts'
import { namedKeys } from '../../server/log/named-keys.ts'
import { SignerAway, type SignerPort } from '../../server/log/signer/signer-client.ts'
import { asSuperuser, createOrganisation, openTestDatabase, type TestDatabase } from '../support/database.ts'
import { makeHouseSigner } from '../support/house-signer.ts'
import { expectWhole, manyEntries } from './support/many-entries.ts'

const clock = { at: new Date('2026-03-02T01:00:00.000Z') }
const now = () => clock.at
const laterBy = (seconds: number) => {
  clock.at = new Date(clock.at.getTime() + seconds * 1000)
}

let database: TestDatabase
let folder = ''
let signing: ReturnType<typeof makeHouseSigner>
const opened: TransparencyLog[] = []

beforeEach(async () => {
  clock.at = new Date('2026-03-02T01:00:00.000Z')
  folder = mkdtempSync(join(tmpdir(), 'guiju-checkpoints-'))
  signing = makeHouseSigner(folder, now)
  database = await openTestDatabase()
  await createOrganisation(database.pool, 'real', randomUUID())
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.stop()))
  await signing.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

function openLog(signer: SignerPort = signing.signer): TransparencyLog {
  const { pool, sequencer } = database
  const organisation = async () => {
    const { rows } = await pool.query<{ id: string }>('select id from organisation')
    return { id: rows[0]?.id ?? '', name: { zh: '所', en: 'house' }, kind: 'real' as const, zone: 'Asia/Shanghai' }
  }
  const log = makeTransparencyLog({
    pool,
    sequencer,
    ledger: makePostgresLedger(pool),
    organisation,
    signer,
    log: makeLog('silent'),
    pauseMs: 10,
    now,
  })
  opened.push(log)
  return log
}

const asOwnerOfTheMachine = (...statements: readonly string[]) =>
  asSuperuser(database.adminUrl, async (client) => {
    const tables = ['entry', 'log_leaf', 'log_tile', 'log_checkpoint', 'log_cosignature', 'log_stamp', 'log_anchor']
    for (const table of tables) await client.query(`alter table ${table} disable trigger all`)
    for (const statement of statements) await client.query(statement)
  })

describe('checkpoints', () => {
  it('name no key before the organisation is founded: nothing may stand before its first entry', async () => {
    const log = openLog()
    for (let round = 0; round < 3; round++) await log.checkpoints.runOnce()
    expect(await namedKeys(database.pool)).toEqual([])
    expect((await database.pool.query('select from entry')).rowCount).toBe(0)
  })

  it('come while the log grows, every half minute, and within two seconds where a case was closed; none while nothing happens', async () => {
    const log = openLog()
    await log.catchUp()
    const sizes: number[] = []
    const step = async (seconds: number) => {
      laterBy(seconds)
      await log.sequencer.runOnce()
      sizes.push(await log.checkpoints.runOnce())
    }
    await step(60)
    await manyEntries(database.pool, 3, 1)
    await step(1)
    await manyEntries(database.pool, 3, 1)
    await step(10)
    await step(20)
    await manyEntries(database.pool, 3, 1)
    await step(5)
    await database.pool.query(
      `insert into entry select gen_random_uuid(), 1, 'step', convert_to('{"closed":1}', 'UTF8'), '', sha256('x'), clock_timestamp()`,
    )
    await step(1)
    await step(2)
    await step(60)
    expect(sizes).toEqual([0, 1, 0, 1, 0, 1, 0, 0])
  })

  it('change their key in the open: both keys sign for a while, the organisation’s log names them, old checkpoints stay verifiable', async () => {
    const log = openLog()
    await manyEntries(database.pool, 10, 1)
    await log.catchUp()
    const old = await latestCheckpoint(database.pool)
    await signing.signer({ ask: 'rotate', overlapDays: 30 })
    await manyEntries(database.pool, 10, 1)
    await log.catchUp()
    const both = await latestCheckpoint(database.pool)
    laterBy(31 * 86_400)
    await manyEntries(database.pool, 10, 1)
    await log.catchUp()
    const fresh = await latestCheckpoint(database.pool)
    const named = await namedKeys(database.pool)
    expect(named).toMatchObject([{ until: '2026-04-01T01:00:00.000Z' }, { until: null }])
    const keys = named.flatMap(({ key }) => parseVerifierKey(key) ?? [])
    const signers = [old, both, fresh].map((one) => {
      const read = parseNote(new TextEncoder().encode(one?.note), keys, checkEd25519)
      return read.outcome === 'read' ? read.note.signatures.map(({ id }) => keys.findIndex((key) => key.id === id)) : read.reason
    })
    expect(signers).toEqual([[0], [0, 1], [1]])
  })

  it('wait while the signer is away, and the log goes on growing', async () => {
    const away = { now: true }
    const log = openLog((ask) => (away.now ? Promise.reject(new SignerAway('away')) : signing.signer(ask)))
    await manyEntries(database.pool, 10, 1)
    await log.catchUp()
    expect(await log.status()).toMatchObject({ state: 'unsigned', size: 10, checkpoint: null })
    away.now = false
    await log.catchUp()
    expect(await log.status()).toMatchObject({ state: 'ok', checkpoint: { size: expect.any(Number) }, trouble: null })
    await expectWhole(database.pool)
  })

  it('are not given to a log that was rewritten as a whole, by somebody who can do anything to the database', async () => {
    const log = openLog()
    await manyEntries(database.pool, 300, 2)
    await log.catchUp()
    await log.stop()
    await asOwnerOfTheMachine(
      'truncate log_leaf, log_tile, log_checkpoint',
      `update entry set hash = sha256('y') where sequence = 2 and stream = (select min(stream::text)::uuid from entry where sequence = 2)`,
    )
    const rewritten = openLog()
    await manyEntries(database.pool, 5, 1)
    await rewritten.catchUp()
    expect(await rewritten.status()).toMatchObject({
      state: 'stopped',
      checkpoint: null,
      trouble: { en: expect.stringContaining('The signer refused') },
    })
  })

  it('are not given to a log whose end was cut off, as by an old backup put in its place', async () => {
    const log = openLog()
    await manyEntries(database.pool, 20, 1)
    await log.catchUp()
    await log.stop()
    await asOwnerOfTheMachine(
      'delete from log_checkpoint',
      'delete from stream',
      `delete from entry e using log_leaf l where l.stream = e.stream and l.sequence = e.sequence and l.index >= 15`,
      'delete from log_leaf where index >= 15',
    )
    const older = openLog()
    await older.catchUp()
    expect(await older.status()).toMatchObject({ state: 'stopped', trouble: { zh: expect.stringContaining('签署进程拒绝签署') } })
  })

  it('that were handed out bind the log: one that does not fit its own checkpoint is not continued', async () => {
    const log = openLog()
    await manyEntries(database.pool, 20, 1)
    await log.catchUp()
    await log.stop()
    await asOwnerOfTheMachine(`update log_checkpoint set root = sha256('y')`)
    const next = openLog()
    await next.catchUp()
    expect(await next.status()).toMatchObject({ state: 'stopped', trouble: { en: expect.stringContaining('changed after it was signed') } })
  })
})
