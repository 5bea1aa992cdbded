import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { formatVerifierKey, parseNote, parseVerifierKey } from '#records'
import { cosignedCheckpoint, firstKeptOver, stampsOf } from '../../server/anchors/anchor-store.ts'
import { type AnchorsSetting, noAnchors, readAnchorsFile } from '../../server/anchors/anchors-file.ts'
import { makeAnchoring } from '../../server/anchors/make-anchoring.ts'
import { makeObjectStore } from '../../server/anchors/object-store.ts'
import { makeWriteOnceDirectory } from '../../server/anchors/write-once-directory.ts'
import { anchorCustodians } from '../../server/assurance/anchor-custodians.ts'
import { type RunningWitness, startWitness } from '../../server/commands/witness.ts'
import { checkEd25519 } from '../../server/log/ed25519.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { signedLog } from '../support/signed-log.ts'
import { openStampAuthority } from '../support/stamp-authority.ts'
import { storeLog } from '../support/stored-log.ts'

const run = promisify(execFile)
const bytes = (text: string) => new TextEncoder().encode(text)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guiju-anchor-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a write-once directory', () => {
  it('takes a file once, read-only, and never overwrites it', async () => {
    const anchor = makeWriteOnceDirectory({ name: 'worm', folder })
    expect(await anchor.put('000000/a.checkpoint', bytes('one'))).toBe('put')
    expect(statSync(join(folder, '000000/a.checkpoint')).mode & 0o777).toBe(0o444)
    expect(await anchor.put('000000/a.checkpoint', bytes('one'))).toBe('there')
    expect(await anchor.put('000000/a.checkpoint', bytes('two'))).toBe('other-content')
    expect(await anchor.put('000000/a.checkpoint', bytes('on'))).toBe('other-content')
    expect(readFileSync(join(folder, '000000/a.checkpoint'), 'utf8')).toBe('one')
    expect(await anchor.list()).toEqual(['000000/a.checkpoint'])
  })

  it('goes on beside a file whose writing was cut off', async () => {
    const anchor = makeWriteOnceDirectory({ name: 'worm', folder })
    await anchor.put('a', bytes('whole'))
    chmodSync(join(folder, 'a'), 0o644)
    writeFileSync(join(folder, 'a'), 'who')
    expect(await anchor.put('a', bytes('whole'))).toBe('put')
    expect(await anchor.put('a', bytes('whole'))).toBe('there')
    expect(Buffer.from((await anchor.read('a')) ?? []).toString()).toBe('whole')
    expect(readdirSync(folder)).toEqual(['a', 'a.1'])
  })
})

describe('an object store', () => {
  let server: Server
  let url: string
  const kept = new Map<string, Buffer>()
  let knowsCondition = true
  beforeEach(async () => {
    kept.clear()
    knowsCondition = true
    server = createServer(async (request, response) => {
      const path = request.url ?? ''
      const body = await buffer(request)
      if (request.headers.authorization !== 'Bearer of-the-archive') response.statusCode = 401
      else if (request.method === 'PUT' && knowsCondition && request.headers['if-none-match'] === '*' && kept.has(path))
        response.statusCode = 412
      else if (request.method === 'PUT') kept.set(path, kept.get(path) ?? body)
      else if (kept.has(path)) response.write(kept.get(path))
      else response.statusCode = 404
      response.end()
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket/guiju`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  it('takes an object once; what is there stays, and another content is seen', async () => {
    const store = makeObjectStore({ name: 'store', url, token: 'of-the-archive' })
    expect(await store.put('000000/a b.checkpoint', bytes('one'))).toBe('put')
    expect([...kept.keys()]).toEqual(['/bucket/guiju/000000/a%20b.checkpoint'])
    expect(await store.put('000000/a b.checkpoint', bytes('one'))).toBe('there')
    expect(await store.put('000000/a b.checkpoint', bytes('two'))).toBe('other-content')
    expect(Buffer.from((await store.read('000000/a b.checkpoint')) ?? []).toString()).toBe('one')
    expect(await store.read('none')).toBeNull()
  })

  it('that does not know the condition is found out by what it then has', async () => {
    knowsCondition = false
    const store = makeObjectStore({ name: 'store', url, token: 'of-the-archive' })
    await store.put('a', bytes('one'))
    expect(await store.put('a', bytes('two'))).toBe('other-content')
  })

  it('that lets nobody in is a fault, not an alarm', async () => {
    await expect(makeObjectStore({ name: 'store', url, token: null }).put('a', bytes('one'))).rejects.toThrow('401')
  })
})

describe('the checkpoints of a house', () => {
  const log = signedLog(60)
  const quiet = pino({ level: 'silent' })
  let database: TestDatabase
  let witness: RunningWitness
  let now: Date
  beforeEach(async () => {
    database = await openTestDatabase()
    now = new Date('2026-03-02T01:30:00Z')
    witness = await startWitness({
      listen: '127.0.0.1:0',
      folder: join(folder, 'witness'),
      logs: [formatVerifierKey(log.key.key)],
      name: 'w.example',
      language: 'zh',
      out: () => {},
      now: () => now,
    })
  })
  afterEach(async () => {
    await witness.close()
    await database.close()
  })

  const witnessKey = () => {
    const key = parseVerifierKey(witness.verifier)
    if (key === null) throw new Error('no key')
    return key
  }
  const anchoringOf = (setting: Partial<AnchorsSetting>) =>
    makeAnchoring({
      setting: { ...noAnchors, ...setting },
      pool: database.pool,
      logPool: database.sequencer,
      log: quiet,
      pauseMs: 10,
      now: () => now,
    })
  const witnesses = () => [{ key: witnessKey(), url: witness.address }]

  it('are witnessed one after the other, and the note then carries both signatures', async () => {
    const anchoring = anchoringOf({ witnesses: witnesses() })
    expect(await anchoring.runOnce()).toBe(0)
    for (const size of [3, 17, 42]) {
      await storeLog(database.sequencer, log, size)
      expect(await anchoring.runOnce()).toBe(1)
      const note = Buffer.from((await cosignedCheckpoint(database.pool, size)) ?? '')
      const read = parseNote(note, [log.key.key, witnessKey()], checkEd25519)
      expect(read.outcome === 'read' && read.note.signatures.map(({ name }) => name)).toEqual([log.key.key.name, 'w.example'])
    }
    expect(await anchoring.runOnce()).toBe(0)
    expect(await firstKeptOver(database.pool, 3)).toMatchObject([{ kind: 'witness', size: 17, at: '2026-03-02T01:30:00.000Z' }])
    expect(await firstKeptOver(database.pool, 42)).toEqual([])
    await anchoring.stop()
  })

  it('are proven to a witness from what it knows, where we have forgotten', async () => {
    await fetch(`${witness.address}/add-checkpoint`, { method: 'POST', body: Buffer.from(`old 0\n\n${Buffer.from(log.note(5))}`) })
    await storeLog(database.sequencer, log, 20)
    const anchoring = anchoringOf({ witnesses: witnesses() })
    expect(await anchoring.runOnce()).toBe(1)
    await anchoring.stop()
  })

  it('raise an alarm where the witness has seen more than is here: the log lost its end', async () => {
    await fetch(`${witness.address}/add-checkpoint`, { method: 'POST', body: Buffer.from(`old 0\n\n${Buffer.from(log.note(40))}`) })
    await storeLog(database.sequencer, log, 20)
    const anchoring = anchoringOf({ witnesses: witnesses() })
    expect(await anchoring.runOnce()).toBe(0)
    expect(await anchoring.standings()).toMatchObject([
      { problem: { alarm: true, words: { en: expect.stringContaining('40 leaves'), zh: expect.stringContaining('40 项') } } },
    ])
    await anchoring.stop()
  })

  it('are what the nightly comparison holds the database against, wherever they lie', async () => {
    const anchoring = anchoringOf({ witnesses: witnesses(), directories: [{ name: 'worm', folder: join(folder, 'worm'), everyMs: 0 }] })
    await storeLog(database.sequencer, log, 20)
    await storeLog(database.sequencer, log, 42)
    await anchoring.runOnce()
    const custodians = anchorCustodians(anchoring, database.pool)
    expect(custodians.map(({ name }) => name.en)).toEqual(['The witness w.example', 'The place worm'])
    for (const { held } of custodians) expect(await held()).toEqual({ size: 42, root: log.root(42) })
    await anchoring.stop()
  })

  it('raise an alarm where the log was written anew, under its own key', async () => {
    const anchoring = anchoringOf({ witnesses: witnesses(), directories: [{ name: 'worm', folder: join(folder, 'worm'), everyMs: 0 }] })
    await storeLog(database.sequencer, log, 20)
    expect(await anchoring.runOnce()).toBe(2)
    await anchoring.stop()
    const rewritten = await openTestDatabase()
    const anew = signedLog(60, { history: 'another' })
    await storeLog(rewritten.sequencer, anew, 20)
    const again = makeAnchoring({
      setting: { ...noAnchors, witnesses: witnesses(), directories: [{ name: 'worm', folder: join(folder, 'worm'), everyMs: 0 }] },
      pool: rewritten.pool,
      logPool: rewritten.sequencer,
      log: quiet,
      pauseMs: 10,
      now: () => now,
    })
    expect(await again.runOnce()).toBe(0)
    expect((await again.standings()).map(({ problem }) => problem?.alarm)).toEqual([true, true])
    await again.stop()
    await rewritten.close()
  })

  it('wait for a witness that is away, longer each time, and hold up nobody else', async () => {
    const away = { key: witnessKey(), url: 'http://127.0.0.1:9' }
    const anchoring = anchoringOf({ witnesses: [away], directories: [{ name: 'worm', folder: join(folder, 'worm'), everyMs: 0 }] })
    await storeLog(database.sequencer, log, 20)
    expect(await anchoring.runOnce()).toBe(1)
    expect(readdirSync(join(folder, 'worm', '000000'))).toEqual(['000000000020.checkpoint'])
    const [standing] = await anchoring.standings()
    expect(standing).toMatchObject({ has: null, problem: { alarm: false } })
    await anchoring.stop()
    const found = anchoringOf({ witnesses: witnesses() })
    expect(await found.runOnce()).toBe(1)
    await found.stop()
  })

  it('whose way outside is blocked are told of at once, grave after a quarter of an hour, by any process, until it is free again', async () => {
    const away = [{ key: witnessKey(), url: 'http://127.0.0.1:9' }]
    await storeLog(database.sequencer, log, 20)
    now = new Date()
    const begun = now.toISOString()
    const carrying = anchoringOf({ witnesses: away })
    await carrying.runOnce()
    const other = anchoringOf({ witnesses: away })
    expect(await other.troubles()).toMatchObject([
      { kind: 'witness', grave: false, since: begun, words: { zh: expect.stringMatching(/^见证人 w\.example\+\w+ 联系不上/) } },
    ])
    await carrying.stop()
    now = new Date(now.getTime() + 16 * 60_000)
    const restarted = anchoringOf({ witnesses: away })
    await restarted.runOnce()
    expect(await restarted.troubles()).toMatchObject([{ grave: true, since: begun }])
    await restarted.stop()
    const free = anchoringOf({ witnesses: witnesses() })
    expect(await free.runOnce()).toBe(1)
    expect(await other.troubles()).toEqual([])
    await free.stop()
  })

  it('that contradict what lies outside are grave at once, in words for both languages, and name nobody who is not set', async () => {
    await fetch(`${witness.address}/add-checkpoint`, { method: 'POST', body: Buffer.from(`old 0\n\n${Buffer.from(log.note(40))}`) })
    await storeLog(database.sequencer, log, 20)
    const anchoring = anchoringOf({ witnesses: witnesses() })
    await anchoring.runOnce()
    expect(await anchoring.troubles()).toMatchObject([
      {
        grave: true,
        words: { zh: expect.stringContaining('矛盾'), en: expect.stringContaining('contradicts') },
        detail: { zh: expect.stringContaining('丢了末尾'), en: expect.stringContaining('40 leaves') },
      },
    ])
    expect(await anchoringOf({}).troubles()).toEqual([])
    await anchoring.stop()
  })

  it('that nobody carries are missed after a quarter of an hour, from the database alone', async () => {
    await storeLog(database.sequencer, log, 20)
    now = new Date()
    const idle = anchoringOf({ directories: [{ name: 'worm', folder: join(folder, 'worm'), everyMs: 0 }] })
    expect(await idle.troubles()).toEqual([])
    now = new Date(now.getTime() + 16 * 60_000)
    expect(await idle.troubles()).toMatchObject([{ kind: 'place', name: 'worm', grave: true, detail: null }])
    await idle.runOnce()
    expect(await idle.troubles()).toEqual([])
    await idle.stop()
  })

  it('are stamped, not more often than wanted, and the stamps lie as files openssl reads', async () => {
    const authority = await openStampAuthority()
    writeFileSync(join(folder, 'root.pem'), authority.root)
    writeFileSync(
      join(folder, 'anchors.yaml'),
      `directories:\n  - name: 只写目录\n    folder: worm\nauthorities:\n  - name: 时间戳中心\n    url: ${authority.url}\n    rootsFile: root.pem\n    everyMinutes: 30\n`,
    )
    now = new Date()
    const anchoring = anchoringOf(await readAnchorsFile(join(folder, 'anchors.yaml')))
    await storeLog(database.sequencer, log, 20)
    expect(await anchoring.runOnce()).toBe(2)
    await storeLog(database.sequencer, log, 30)
    expect(await anchoring.runOnce()).toBe(1)
    now = new Date(now.getTime() + 31 * 60_000)
    expect(await anchoring.runOnce()).toBe(1)
    expect(await stampsOf(database.pool, 30)).toHaveLength(1)
    const files = readdirSync(join(folder, 'worm', '000000'))
    expect(files).toEqual([
      '000000000020.checkpoint',
      '000000000020.时间戳中心.tst',
      '000000000030.checkpoint',
      '000000000030.时间戳中心.tst',
    ])
    await run('sh', ['-c', "sed '/^$/,$d' 000000000030.checkpoint > text"], { cwd: join(folder, 'worm', '000000') })
    const { stdout } = await run(
      'openssl',
      ['ts', '-verify', '-in', files[3] ?? '', '-token_in', '-data', 'text', '-CAfile', join(folder, 'root.pem')],
      { cwd: join(folder, 'worm', '000000') },
    )
    expect(stdout).toContain('Verification: OK')
    await anchoring.stop()
    await authority.close()
  }, 30_000)
})

describe('the file that names the anchors', () => {
  it('may be missing', async () => {
    expect(await readAnchorsFile(join(folder, 'none.yaml'))).toEqual(noAnchors)
  })

  it('says what is wrong with it', async () => {
    const path = join(folder, 'anchors.yaml')
    for (const [text, words] of [
      ['witnesses:\n  - url: https://w.example\n', 'key'],
      ['witnesses:\n  - url: https://w.example\n    key: nothing\n', 'public key of a witness'],
      ['directories:\n  - name: a\n    folder: b\n    often: 3\n', '/directories/0/often is not known here'],
      ['directories:\n  - name: a\n    folder: b\n  - name: a\n    folder: c\n', 'named twice'],
      ['authorities:\n  - name: a\n    url: http://a.example\n    rootsFile: anchors.yaml\n', 'no certificate'],
    ] as const) {
      writeFileSync(path, text)
      await expect(readAnchorsFile(path)).rejects.toThrow(words)
    }
  })
})
