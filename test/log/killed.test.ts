import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { makeLog } from '../../server/http/log.ts'
import { superviseSigner } from '../../server/log/signer/signer-child.ts'
import { makeSignerClient } from '../../server/log/signer/signer-client.ts'
import { asSuperuser, openTestDatabase } from '../support/database.ts'
import { expectWhole, manyEntries } from './support/many-entries.ts'

const started: ChildProcess[] = []
const folders: string[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

async function begin(script: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support', script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  started.push(child)
  await once(child.stdout ?? child, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-killed-'))
  folders.push(folder)
  return folder
}

describe('a sequencer that is killed', () => {
  it('in the middle of its batches leaves no gap and no double, and the next goes on', { timeout: 240_000 }, async () => {
    const database = await openTestDatabase()
    try {
      const leavesOf = async () => (await database.pool.query<{ n: number }>('select count(*)::int as n from log_leaf')).rows[0]?.n ?? 0
      const kills = 4
      await asSuperuser(database.adminUrl, async (client) => {
        const isWriting = async () =>
          (
            await client.query(
              `select from pg_stat_activity where datname = current_database() and usename like '%sequencer' and state <> 'idle' and query like '%log_leaf%' and backend_xid is not null`,
            )
          ).rowCount === 1
        for (let nth = 0; nth < kills; nth++) {
          await manyEntries(database.pool, 8000, 3)
          const before = await leavesOf()
          const child = await begin('sequence-on.ts', database.besideUrls.sequencer)
          // By turns behind a batch that is stored, and inside one that has written and is not.
          await vi.waitUntil(async () => (await leavesOf()) > before || (nth % 2 === 1 && (await isWriting())), {
            timeout: 60_000,
            interval: 1 + nth,
          })
          await kill(child)
          // Its lease runs out: here at once.
          await database.pool.query(`update leader set until = '-infinity'`)
        }
      })
      await begin('sequence-on.ts', database.besideUrls.sequencer)
      await vi.waitUntil(async () => (await leavesOf()) === kills * 24_000, { timeout: 120_000, interval: 50 })
      expect(await expectWhole(database.pool)).toBe(kills * 24_000)
    } finally {
      for (const child of started.splice(0)) await kill(child)
      await database.close()
    }
  })

  it('two processes at once share the work of one: whoever leads writes, the other takes over when it is killed', {
    timeout: 240_000,
  }, async () => {
    const database = await openTestDatabase()
    try {
      const all = async () =>
        (await database.pool.query<{ done: boolean }>('select (select count(*) from log_leaf) = (select count(*) from entry) as done'))
          .rows[0]?.done === true
      const [one, other] = [
        await begin('sequence-on.ts', database.besideUrls.sequencer),
        await begin('sequence-on.ts', database.besideUrls.sequencer),
      ]
      await manyEntries(database.pool, 2000, 3)
      await vi.waitUntil(all, { timeout: 120_000, interval: 20 })
      await kill(one)
      await manyEntries(database.pool, 2000, 3)
      await vi.waitUntil(all, { timeout: 120_000, interval: 20 })
      await kill(other)
      expect(await expectWhole(database.pool)).toBe(12_000)
    } finally {
      await database.close()
    }
  })
})

describe('the signer beside the server', () => {
  const asks = (socket: string) =>
    makeSignerClient(socket)({ ask: 'begin', origin: 'guiju/x' }).then(
      ({ outcome }) => outcome,
      () => 'away',
    )

  it('is a process of its own that is started again when it is killed, and keeps its key and memory', { timeout: 60_000 }, async () => {
    const folder = newFolder()
    const socket = join(folder, 'signer.sock')
    const child = superviseSigner({ keysFolder: join(folder, 'keys'), socket, log: makeLog('silent') })
    await vi.waitUntil(async () => (await asks(socket)) === 'keys', { timeout: 20_000 })
    const before = await makeSignerClient(socket)({ ask: 'keys' })
    process.kill(child.pid() ?? 0, 'SIGKILL')
    await vi.waitUntil(async () => (await asks(socket)) === 'away', { timeout: 20_000, interval: 5 })
    await vi.waitUntil(async () => (await asks(socket)) === 'keys', { timeout: 20_000 })
    expect(await makeSignerClient(socket)({ ask: 'keys' })).toEqual(before)
    await child.stop()
    expect(await asks(socket)).toBe('away')
  })

  it('ends with the server, also where that was killed without a word', { timeout: 60_000 }, async () => {
    const folder = newFolder()
    const socket = join(folder, 'signer.sock')
    const server = await begin('supervise-on.ts', join(folder, 'keys'), socket)
    await vi.waitUntil(async () => (await asks(socket)) === 'keys', { timeout: 20_000 })
    await kill(server)
    await vi.waitUntil(async () => (await asks(socket)) === 'away', { timeout: 20_000 })
  })
})
