import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderByCase, sayReport } from '#records'
import { assemble } from '../../server/assemble.ts'
import { restoreBackup } from '../../server/backup/restore-backup.ts'
import { takeBackup } from '../../server/backup/take-backup.ts'
import { rebuildRegisters } from '../../server/cases/rebuild-registers.ts'
import { runExport } from '../../server/commands/export.ts'
import { verifyFile } from '../../server/commands/verify.ts'
import { makeCaseReader } from '../../server/database/case-reader.ts'
import { makePool } from '../../server/database/connection-pool.ts'
import { rebuild } from '../../server/database/rebuild.ts'
import { makeLog } from '../../server/http/log.ts'
import { administratorSigner } from '../../server/people/organisation-log.ts'
import { eraseKeys } from '../../server/privacy/erase.ts'
import { readErasures } from '../../server/privacy/erasure-ledger.ts'
import { personalValuesOf } from '../../server/privacy/personal-values.ts'
import { fixtureFiles } from '../http/support/fixture-files.ts'
import { type Guest, password, withHouse } from '../http/support/house.ts'
import { asSuperuser } from '../support/database.ts'

const house = withHouse()
const outside = mkdtempSync(join(tmpdir(), 'guiju-erasure-'))
afterAll(() => rmSync(outside, { recursive: true, force: true }))
const quiet = { signal: new AbortController().signal, progress: () => {} }

const [li, hu] = ['210102194910013719', '210102195003052826']
const rows = [li, hu].map((id_number, index) => ({
  ticket: String(2026000001 + index),
  name: `考生${index}`,
  id_number,
  theory: '80',
  skill: '90',
  absent: false,
  verdict: 'granted',
}))

/** A batch with both in it; `closed`: carried to its end. */
async function batch(closed: boolean): Promise<Readonly<{ id: string; record: string }>> {
  const [wang, zhao]: [Guest, Guest] = [await house().as('wang'), await house().as('zhao')]
  const { id, number } = (await wang.send('POST', '/api/cases', { document: 'QP-96', subject: { site: 'S-01', year: 2026 } })).json()
  const parts = { 'QR-96-01/scores': { scores: rows } }
  const entered = await wang.send('POST', `/api/cases/${id}/steps/enter`, { expectedVersion: 1, parts, password })
  if (entered.statusCode !== 200) throw new Error(entered.body)
  if (closed) await zhao.send('POST', `/api/cases/${id}/steps/issue`, { expectedVersion: 2, parts: { 'QR-96-01/closing': {} } })
  return { id, record: `/api/records/QR-96-01/${number}/001` }
}

async function keysOf(idNumber: string): Promise<readonly string[]> {
  const { pool } = house().assembly
  const index = (await personalValuesOf(pool))?.indexOf(idNumber)
  return (await pool.query<{ key: string }>('select distinct key from blind_index where value = $1', [index])).rows.map(({ key }) => key)
}

async function erase(idNumber: string) {
  const { pool, ledger, cases, jobs, printing } = house().assembly
  const by = (at: string) => administratorSigner({ person: 'p-1', name: '安全管理员' }, 'security_admin', at)
  const order = { keys: await keysOf(idNumber), basis: '本人申请删除', by, session: null }
  const organisation = (await cases.organisation()).id
  const { disposal } = house().database
  return eraseKeys(order, { pool, ledger, organisation, disposal, purgePackages: jobs.purgeShowing, forgetSheets: printing.store?.forget })
}

const idsIn = async (pool: Parameters<typeof makeCaseReader>[0], id: string) => {
  const scores = (await makeCaseReader(pool).byId(id))?.sealed[0]?.values.scores
  return (Array.isArray(scores) ? scores : []).map((row) => Object(row).id_number as unknown)
}
const committed = { $commitment: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }

describe('erasing what the house holds of a person', { timeout: 120_000 }, () => {
  let finished = { id: '', record: '' }
  beforeAll(async () => {
    finished = await batch(true)
  }, 60_000)

  it('is refused while a case still runs on the values, and names the case', async () => {
    const running = await batch(false)
    const { number } = (await (await house().as('wang')).get(`/api/cases/${running.id}`)).json().case
    expect(await erase(li)).toEqual({ outcome: 'refused', because: 'running', cases: [number] })
    expect(await idsIn(house().assembly.pool, finished.id)).toEqual([li, hu])
    await (await house().as('zhao')).send('POST', `/api/cases/${running.id}/steps/issue`, {
      expectedVersion: 2,
      parts: { 'QR-96-01/closing': {} },
    })
  })

  it('destroys the key: the values are gone everywhere, the record, its neighbours and the chains stay whole', async () => {
    const { pool } = house().assembly
    await takeBackup({
      url: house().database.adminUrl,
      folder: join(outside, 'before'),
      keysFolder: join(house().folder, 'keys'),
      ...quiet,
    })
    const sheets = join(house().folder, 'pdf-cache', finished.id.slice(-2), finished.id)
    expect((await (await house().as('wang')).get(`${finished.record}/pdf`)).statusCode).toBe(200)
    expect(existsSync(sheets)).toBe(true)
    const [key] = await keysOf(li)
    expect(await erase(li)).toMatchObject({ outcome: 'erased', cases: 2, values: 2 })
    expect(await idsIn(pool, finished.id)).toEqual([committed, hu])
    expect(existsSync(sheets), 'sheets laid out before show the masked value').toBe(false)
    expect(await keysOf(li)).toEqual([])
    expect(await keysOf(hu)).toHaveLength(1)
    expect((await rebuild(pool, { write: false })).findings).toEqual([])
    expect((await rebuildRegisters(pool, { write: false })).findings).toEqual([])
    expect((await pool.query('select kind from entry where stream = $1 order by sequence', [finished.id])).rows.at(-1)).toEqual({
      kind: 'erasure',
    })
    expect((await readErasures(join(house().folder, 'keys'))).map((one) => one.key)).toEqual([key])
    const wang = await house().as('wang')
    const page = await wang.get(finished.record)
    expect([page.statusCode, page.body.includes('210102********3719'), page.body.includes('210102********2826')]).toEqual([
      200,
      false,
      true,
    ])
    const html = await wang.get(`${finished.record}/html`)
    expect(html.statusCode).toBe(200)
  })

  it('holds for whoever comes again: a new key, and nothing of the old values', async () => {
    const again = await batch(true)
    expect(await idsIn(house().assembly.pool, again.id)).toEqual([li, hu])
    expect(await idsIn(house().assembly.pool, finished.id)).toEqual([committed, hu])
    expect(await erase(li)).toMatchObject({ outcome: 'erased', cases: 1 })
  })

  it('is the only way a key goes: the database refuses to remove one, to give it to somebody else, or to bring it back', async () => {
    const { pool } = house().assembly
    await expect(pool.query('delete from personal_key')).rejects.toMatchObject({ code: '42501' })
    await expect(pool.query("update personal_key set subject = 'id:00' where erased_at is null")).rejects.toMatchObject({ code: '42501' })
    await expect(
      pool.query("update personal_key set wrapped = '\\x00', subject = 'x', erased_at = null where erased_at is not null"),
    ).rejects.toMatchObject({
      code: '42501',
    })
  })

  it('leaves a package that verifies, with the values of the others where the export may show them, and never a restricted one', async () => {
    const { pool, ledger } = house().assembly
    const by = { kind: 'system', person: 'system', name: '命令行', role: 'system' } as const
    const scope = { case: null, document: 'QP-96', year: null, centre: null, batch: null, clause: null }
    const packed = async (name: string) => {
      const out = join(outside, name)
      await runExport({ scope, reason: '法院调取', by, out, openings: true }, { pool, ledger })
      const report = await verifyFile(out)
      expect(report.findings).toEqual([])
      // Both records of the first erasure, and the one of the person who came again.
      expect(report.gone).toMatchObject({
        disposed: { records: 0 },
        erased: { pieces: 3, records: 3, orders: [{ basis: '本人申请删除' }] },
      })
      expect(sayReport(report, 'zh').join('\n')).toContain('依令删除 3 份记录中的 3 个敏感值')
      const bytes = readFileSync(out)
      return [li, hu].map((id) => bytes.includes(id))
    }
    expect(await packed('open.zip')).toEqual([false, true])
    await pool.query('update personal_key set restricted = true where id = any($1::uuid[])', [await keysOf(hu)])
    expect(await packed('restricted.zip')).toEqual([false, false])
    await pool.query('update personal_key set restricted = false where erased_at is null')
  })

  it('takes finished packages that show values away with it, and says so where they were asked for; others stay', async () => {
    const { jobs, cases } = house().assembly
    const again = await batch(true)
    const scope = { case: null, document: 'QP-96', year: null, centre: null, batch: null, clause: null }
    const asked = { scope, order: orderByCase, reason: '法院调取', by: { person: 'p-1', name: '审计', role: 'auditor' }, session: null }
    const [showing, masked] = [await jobs.start({ ...asked, openings: true }), await jobs.start(asked)]
    await jobs.idle()
    const folder = join(house().folder, 'packages')
    expect(readFileSync(join(folder, `${showing.id}.zip`)).includes(li)).toBe(true)
    expect(readFileSync(join(folder, `${masked.id}.zip`)).includes(li)).toBe(false)
    expect((await cases.reader.byId(again.id))?.closed).toBe(true)
    expect(await erase(li)).toMatchObject({ outcome: 'erased', cases: 1 })
    expect(existsSync(join(folder, `${showing.id}.zip`))).toBe(false)
    expect(await jobs.find(showing.id, null)).toMatchObject({ status: 'expired', problem: 'values-erased' })
    expect(existsSync(join(folder, `${masked.id}.zip`))).toBe(true)
    expect(await jobs.find(masked.id, null)).toMatchObject({ status: 'done', problem: null })
  })

  it('is done again before a restored backup is served', async () => {
    const name = `guiju_r_${crypto.randomUUID().slice(0, 8)}`
    const at = (login: string) => house().database.adminUrl.replace(/^postgresql:\/\/[^@]*@\/[^?]*/, `postgresql://${login}@/${name}`)
    await asSuperuser(house().database.adminUrl, (client) => client.query(`create database ${name}`))
    await restoreBackup({
      folder: join(outside, 'before'),
      adminUrl: at('postgres'),
      server: { login: 'guiju_erasing', password: null },
      ...quiet,
    })
    const pool = makePool(at('guiju_erasing'))
    try {
      // With the keys of the house, but without what it remembers of erasures, the backup would show the value.
      const restored = await assemble({
        pool,
        log: makeLog('silent'),
        files: fixtureFiles,
        dataFolder: house().folder,
        secure: false,
        trustProxy: false,
        requestsPerMinute: 1000,
        signInsPerMinute: 1000,
        webClient: '',
        pauseMs: 1000,
      })
      expect(await idsIn(pool, finished.id)).toEqual([committed, hu])
      expect((await rebuild(pool, { write: false })).findings).toEqual([])
      const { rows } = await pool.query('select count(*)::int as left from personal_key where erased_at is null and id = any($1::uuid[])', [
        (await readErasures(join(house().folder, 'keys'))).map(({ key }) => key),
      ])
      expect(rows).toEqual([{ left: 0 }])
      await restored.close()
    } finally {
      await pool.end()
      await asSuperuser(house().database.adminUrl, async (client) => {
        await client.query(`drop database ${name} with (force)`)
        for (const role of ['owner', 'migrator', 'app', 'reader', 'disposal', 'sequencer'])
          await client.query(`drop role if exists ${name}_${role}`)
      })
    }
  })
})
