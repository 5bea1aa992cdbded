import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drillsOf, isDrillOwed, recordDrill } from '../../server/backup/drill-log.ts'
import { restoreBackup } from '../../server/backup/restore-backup.ts'
import { runDrill } from '../../server/backup/run-drill.ts'
import { takeBackup } from '../../server/backup/take-backup.ts'
import { verifyDatabase } from '../../server/backup/verify-database.ts'
import { makeAttachmentStore } from '../../server/database/attachment-store.ts'
import { makePool } from '../../server/database/connection-pool.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { administratorSigner } from '../../server/people/organisation-log.ts'
import { asSuperuser, createOrganisation, withDatabase } from '../support/database.ts'
import { newStream } from '../support/planned-units.ts'
import { writeSealedCase } from '../support/sealed-case.ts'

const calm = new AbortController().signal
const quiet = { signal: calm, progress: () => {} }
const system = (at: string) => administratorSigner('system', 'system', at)

describe('backing up, restoring and trying it', { timeout: 120_000 }, () => {
  let organisation = ''
  let folder = ''
  const database = withDatabase(async ({ pool }) => {
    organisation = await createOrganisation(pool, 'real')
    const ledger = makePostgresLedger(pool)
    for (let count = 0; count < 3; count += 1) await writeSealedCase(ledger, organisation, newStream())
    const bytes = Buffer.alloc(700_000, 'a 规矩\t\\')
    const file = { id: newStream(), name: '计划.txt', type: 'text/plain', uploadedBy: 'li' }
    await makeAttachmentStore(pool).store(
      file,
      (async function* () {
        yield bytes
      })(),
    )
  })
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'guiju-backups-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const backUp = (name: string) =>
    takeBackup({ url: database().adminUrl, folder: join(folder, name), keysFolder: join(folder, 'keys'), ...quiet })
  /** An empty database of the same cluster, for as long as the work lasts. */
  const intoEmpty = async (work: (adminUrl: string, url: string) => Promise<void>) => {
    const name = `guiju_r_${newStream().slice(0, 8)}`
    const at = (login: string) => database().adminUrl.replace(/^postgresql:\/\/[^@]*@\/[^?]*/, `postgresql://${login}@/${name}`)
    await asSuperuser(database().adminUrl, (client) => client.query(`create database ${name}`))
    try {
      await work(at('postgres'), at('guiju_restored'))
    } finally {
      await asSuperuser(database().adminUrl, async (client) => {
        await client.query(`drop database ${name} with (force)`)
        for (const role of ['owner', 'app', 'reader', 'disposal', 'sequencer', 'signer'])
          await client.query(`drop role if exists ${name}_${role}`)
      })
    }
  }

  it('what was backed up comes back row by row, sound in every chain, and can be tested with sha256sum', async () => {
    const { manifest } = await backUp('first')
    expect(manifest).toMatchObject({ entries: 9, streams: 3, organisation: { id: organisation, kind: 'real' } })
    expect(execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: join(folder, 'first'), encoding: 'utf8' })).toBe('')
    await intoEmpty(async (adminUrl, url) => {
      await restoreBackup({ folder: join(folder, 'first'), adminUrl, server: { login: 'guiju_restored', password: null }, ...quiet })
      const restored = makePool(url, { max: 2 })
      try {
        expect(await verifyDatabase(restored, calm)).toMatchObject({ cases: 3, entries: 9, payloads: 6, attachments: 1, findings: [] })
        const all = 'select facts, stamp, hash from entry order by stream, sequence'
        expect((await restored.query(all)).rows).toEqual((await database().pool.query(all)).rows)
        const number = await writeSealedCase(makePostgresLedger(restored), organisation, newStream())
        expect(number).toMatch(/00004$/)
        await expect(restored.query('delete from payload')).rejects.toMatchObject({ code: '42501' })
      } finally {
        await restored.end()
      }
    })
  })

  it('nothing is ever restored over a database that has something in it', async () => {
    const order = {
      folder: join(folder, 'first'),
      adminUrl: database().adminUrl,
      server: { login: 'guiju_restored', password: null },
      ...quiet,
    }
    await expect(restoreBackup(order)).rejects.toMatchObject({ refusal: { because: 'target-not-empty' } })
    expect((await database().pool.query('select count(*)::int as count from entry')).rows).toEqual([{ count: 9 }])
  })

  it('no backup is written over another', async () => {
    await expect(backUp('first')).rejects.toMatchObject({ refusal: { because: 'folder-not-empty' } })
  })

  it('a damaged backup is refused by the name of the file, before anything is restored', async () => {
    await backUp('damaged')
    const file = join(folder, 'damaged/tables/payload.copy.gz')
    const sound = readFileSync(file)
    const plain = gunzipSync(sound)
    plain[plain.length - 5] = (plain.at(-5) ?? 0) ^ 1
    const refused = (fault: object) =>
      intoEmpty(async (adminUrl) => {
        const order = { folder: join(folder, 'damaged'), adminUrl, server: { login: 'guiju_restored', password: null }, ...quiet }
        await expect(restoreBackup(order)).rejects.toMatchObject({ refusal: { because: 'damaged', faults: [fault] } })
        await asSuperuser(adminUrl, async (client) => {
          expect((await client.query("select to_regclass('entry') as there")).rows).toEqual([{ there: null }])
        })
      })
    writeFileSync(file, gzipSync(plain))
    await refused({ file: 'tables/payload.copy.gz', fault: 'altered' })
    rmSync(file)
    await refused({ file: 'tables/payload.copy.gz', fault: 'missing' })
    writeFileSync(file, sound)
    writeFileSync(join(folder, 'damaged/tables/more.copy.gz'), '')
    await refused({ file: 'tables/more.copy.gz', fault: 'extra' })
  })

  it('a backup that is cancelled leaves nothing behind', async () => {
    const interrupted = new AbortController()
    const order = { url: database().adminUrl, folder: join(folder, 'cancelled'), keysFolder: '', signal: interrupted.signal }
    await expect(takeBackup({ ...order, progress: () => interrupted.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    expect(readdirSync(folder).filter((name) => name.startsWith('cancelled'))).toEqual([])
  })

  it('a drill says what would be lost and how long it takes, and is written down', async () => {
    const { pool, adminUrl } = database()
    const ledger = makePostgresLedger(pool)
    await writeSealedCase(ledger, organisation, newStream())
    let clock = 0
    const drill = { live: pool, liveUrl: adminUrl, keysFolder: join(folder, 'keys'), elapsed: () => (clock += 90_000), ...quiet }
    const report = await runDrill({ ...drill, from: join(folder, 'first') })
    expect(report).toMatchObject({ outcome: 'passed', missing: 3, restoreSeconds: 90, findings: [], verdict: { entries: 9 } })
    expect(await runDrill({ ...drill, from: null })).toMatchObject({ outcome: 'passed', missing: 0, lossSeconds: 0 })
    await recordDrill(report, organisation, system, { pool, ledger })
    expect(await drillsOf(pool, 10)).toMatchObject([{ outcome: 'passed', missing: 3, restoreSeconds: 90, backup: report.backup }])
  })

  it('a drill fails where the running house has another history than its backup', async () => {
    const { pool, adminUrl } = database()
    await asSuperuser(adminUrl, async (client) => {
      await client.query('alter table entry disable trigger all')
      await client.query("update entry set hash = sha256('another') where sequence = 3 and kind = 'step'")
      await client.query('alter table entry enable always trigger entry_append_only')
    })
    const drill = { live: pool, liveUrl: adminUrl, keysFolder: '', elapsed: () => 0, ...quiet }
    const report = await runDrill({ ...drill, from: join(folder, 'first') })
    expect(report).toMatchObject({ outcome: 'failed', findings: expect.arrayContaining([expect.stringContaining('another history')]) })
    await recordDrill(report, organisation, system, { pool, ledger: makePostgresLedger(pool) })
    expect((await drillsOf(pool, 10)).map(({ outcome }) => outcome)).toEqual(['failed', 'passed'])
  })
})

describe('when a drill is owed', () => {
  it.each([
    [null, '2026-03-01', true],
    ['2026-01-31', '2026-04-30', false],
    ['2026-01-31', '2026-05-01', true],
    ['2025-11-30', '2026-02-28', false],
    ['2025-11-30', '2026-03-01', true],
  ])('the last passed on %s, today is %s: %s', (last, today, owed) => {
    expect(isDrillOwed(last, today)).toBe(owed)
  })
})
