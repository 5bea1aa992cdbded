import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startEmbeddedServer, superuser } from '../../server/database/embedded-server.ts'
import { createDatabase, openDatabase } from '../../server/database/open-database.ts'
import { asSuperuser } from '../support/database.ts'

describe('the embedded PostgreSQL', { timeout: 60_000 }, () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync('/tmp/guiju-embedded-')
    vi.stubEnv('TMPDIR', folder)
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  const hold = async (): Promise<readonly [ChildProcess, string]> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../support/hold-database.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    return [child, line]
  }
  const pidFile = () => join(folder, 'postgresql-18', 'cluster', 'postmaster.pid')
  const postmaster = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0])
  const isGone = (pid: number) => {
    try {
      return !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
    } catch {
      return true
    }
  }

  it('answers on a socket alone, keeps its data from one start to the next, and stops when asked', async () => {
    const first = await openDatabase({ kind: 'embedded', folder })
    const pid = postmaster()
    await first.pool.query("insert into testing_centre values ('S01', '所', 'centre')")
    expect((await first.pool.query("select current_setting('listen_addresses') as addresses, current_user as login")).rows).toEqual([
      { addresses: '', login: 'guiju_server' },
    ])
    await first.close()
    expect(isGone(pid)).toBe(true)
    const second = await openDatabase({ kind: 'embedded', folder })
    expect((await second.pool.query('select code from testing_centre')).rows).toEqual([{ code: 'S01' }])
    await second.close()
  })

  it('is shared by a second process, which leaves it running', async () => {
    const [child, url] = await hold()
    const ours = await openDatabase({ kind: 'embedded', folder })
    expect(ours.url).toBe(url)
    await ours.close()
    expect(isGone(postmaster())).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
  })

  it.runIf(process.platform === 'linux')('does not outlive a process that is killed, loses nothing, and starts again', async () => {
    const [child] = await hold()
    const ours = await openDatabase({ kind: 'embedded', folder })
    await ours.pool.query("insert into testing_centre values ('S02', '所', 'centre')")
    const pid = postmaster()
    child.kill('SIGKILL')
    await once(child, 'exit')
    while (!isGone(pid)) await pause(10)
    const again = await openDatabase({ kind: 'embedded', folder })
    expect((await again.pool.query('select code from testing_centre order by code')).rows).toEqual([{ code: 'S01' }, { code: 'S02' }])
    await again.close()
    await ours.close()
  })

  it('starts although another program now has the number in its old postmaster.pid', async () => {
    const first = await startEmbeddedServer({ folder: join(folder, 'postgresql-18') })
    const lines = readFileSync(pidFile(), 'utf8')
    await first.stop()
    expect(existsSync(pidFile())).toBe(false)
    writeFileSync(pidFile(), lines.replace(/^\d+/, String(process.pid)))
    const second = await startEmbeddedServer({ folder: join(folder, 'postgresql-18') })
    expect(second.adopted).toBe(false)
    await second.stop()
  })

  it('the server refuses to serve as superuser, as owner, or on a database that was not migrated', async () => {
    const running = await openDatabase({ kind: 'embedded', folder })
    const server = await startEmbeddedServer({ folder: join(folder, 'postgresql-18') })
    const asked = (url: string) => openDatabase({ kind: 'given', url, adminUrl: null })
    await expect(asked(server.url(superuser, 'guiju'))).rejects.toThrow('not to be a superuser')
    await asSuperuser(server.url(superuser, 'guiju'), (client) => client.query('create role careless login; grant guiju_owner to careless'))
    await expect(asked(server.url('careless', 'guiju'))).rejects.toThrow('not to own')
    await createDatabase(server.url(superuser, 'postgres'), 'empty')
    await expect(asked(server.url('guiju_server', 'empty'))).rejects.toThrow('guiju migrate')
    await running.close()
  })

  it('makes the cluster anew where a first start was cut off half-way', async () => {
    const server = await startEmbeddedServer({ folder: join(folder, 'postgresql-18') })
    await server.stop()
    rmSync(join(folder, 'postgresql-18', 'cluster'), { recursive: true })
    writeFileSync(join(folder, 'postgresql-18', 'cluster.draft'), 'half')
    const again = await startEmbeddedServer({ folder: join(folder, 'postgresql-18') })
    await asSuperuser(again.url(superuser, 'postgres'), async (client) =>
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]),
    )
    await again.stop()
  })
})
