import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatVerifierKey, parseVerifierKey } from '#records'
import { type AnchorsSetting, noAnchors } from '../../server/anchors/anchors-file.ts'
import { makeAnchoring } from '../../server/anchors/make-anchoring.ts'
import { readCertificates } from '../../server/anchors/stamps/read-certificates.ts'
import { runAnchors } from '../../server/commands/anchors.ts'
import { type RunningWitness, startWitness } from '../../server/commands/witness.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { signedLog } from '../support/signed-log.ts'
import { openStampAuthority, type TestAuthority } from '../support/stamp-authority.ts'
import { storeLog } from '../support/stored-log.ts'

describe('guiju anchors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-anchors-'))
  const log = pino({ level: 'silent' })
  const house = signedLog(60)
  let witness: RunningWitness
  let authority: TestAuthority
  let setting: AnchorsSetting
  let database: TestDatabase
  beforeAll(async () => {
    ;[database, authority] = await Promise.all([openTestDatabase(), openStampAuthority()])
    witness = await startWitness({
      ...{ listen: '127.0.0.1:0', folder: join(folder, 'witness'), name: 'w.example', language: 'zh', out: () => {} },
      logs: [formatVerifierKey(house.key.key)],
      now: () => new Date(),
    })
    const key = parseVerifierKey(witness.verifier)
    if (key === null) throw new Error('no key')
    setting = {
      ...noAnchors,
      witnesses: [{ key, url: witness.address }],
      directories: [{ name: '只写目录', folder: join(folder, 'worm'), everyMs: 0 }],
      authorities: [{ name: '时间戳中心', url: authority.url, policy: null, roots: readCertificates(authority.root), everyMs: 0 }],
    }
    const anchoring = makeAnchoring({ setting, pool: database.pool, logPool: database.sequencer, log, pauseMs: 10 })
    for (const size of [10, 20]) {
      await storeLog(database.sequencer, house, size)
      await anchoring.runOnce()
    }
    await anchoring.stop()
  }, 60_000)
  afterAll(async () => {
    await Promise.all([witness.close(), authority.close(), database.close()])
    rmSync(folder, { recursive: true, force: true })
  })

  const anchors = async (pool = database.pool, given = setting) => {
    const said: string[] = []
    const code = await runAnchors({ pool, setting: given, log, language: 'zh', out: (line) => said.push(line), now: () => new Date() })
    return { code, said: said.join('\n') }
  }

  it('says where the log is anchored, that all agree, and how long the tail is', async () => {
    const { code, said } = await anchors()
    expect(said.match(/与外部一致（至 20）/g)).toHaveLength(3)
    expect(said).toContain('未锚定的尾部：0 个叶')
    expect(code).toBe(0)
  })

  it('finds an old backup restored: outside there is more than here', async () => {
    const old = await openTestDatabase()
    await storeLog(old.sequencer, house, 10)
    const { code, said } = await anchors(old.pool)
    expect(code).toBe(1)
    expect(said.match(/警报：外部在 20 个叶处/g)).toHaveLength(2)
    await old.close()
  })

  it('finds a history written anew under the log’s own key', async () => {
    const anew = await openTestDatabase()
    await storeLog(anew.sequencer, signedLog(60, { history: 'another' }), 20)
    expect((await anchors(anew.pool)).code).toBe(1)
    await anew.close()
  })

  it('says so where nothing is anchored', async () => {
    const { code, said } = await anchors(database.pool, noAnchors)
    expect([code, said.includes('没有设置锚定')]).toEqual([2, true])
  })

  it('does not call it a contradiction where somebody is away', async () => {
    const [first] = setting.witnesses
    const away = first === undefined ? [] : [{ ...first, url: 'http://127.0.0.1:9' }]
    const { code, said } = await anchors(database.pool, { ...setting, witnesses: away })
    expect([code, said.includes('未能比对')]).toEqual([0, true])
  })
})
