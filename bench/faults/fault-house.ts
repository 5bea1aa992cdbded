import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { type EmbeddedServer, startEmbeddedServer, superuser } from '../../server/database/embedded-server.ts'
import { migrate } from '../../server/database/migrate.ts'
import { createDatabase } from '../../server/database/open-database.ts'
import { end, freePort, isReady, lastLines, program } from '../server-process.ts'
import { type CuttingProxy, openCuttingProxy } from './cutting-proxy.ts'

/** The server's own login, and that of the sequencer. */
export const logins = { server: 'fault_server', sequencer: 'fault_server_sequencer' } as const
const patienceMs = 90_000
const diskMegabytes = 320

/** The real server over a PostgreSQL of ours, with a proxy between them, each of which can be struck alone. */
export type FaultHouse = Readonly<{
  address(): string
  proxy: CuttingProxy
  /** As superuser, past the proxy. */
  adminUrl: string
  url: string
  dataFolder: string
  startServer(): Promise<void>
  killServer(): Promise<void>
  /** SIGSTOP, and SIGCONT. */
  pauseServer(): void
  resumeServer(): void
  killDatabase(): Promise<void>
  startDatabase(): Promise<void>
  /** Null where the disk cannot be made small (no root): the fault is then not tried. */
  fillDisk: (() => Promise<void>) | null
  emptyDisk(): void
  lastWords(): string
  close(): Promise<void>
}>

export async function makeFaultHouse(folder: string): Promise<FaultHouse> {
  const [disk, dataFolder, sockets] = [join(folder, 'disk'), join(folder, 'data'), join(folder, 's')]
  for (const one of [disk, dataFolder, sockets]) mkdirSync(one, { recursive: true, mode: 0o700 })
  const small = mountSmallDisk(disk)
  const cluster = join(disk, 'pg')
  const start = () => startEmbeddedServer({ folder: cluster, socketsIn: sockets, settings: ['max_wal_size=64MB', 'min_wal_size=32MB'] })
  let database: EmbeddedServer = await start()
  const adminUrl = database.url(superuser, 'guiju')
  await createDatabase(database.url(superuser, 'postgres'), 'guiju')
  await migrate(adminUrl, { login: logins.server, password: null })
  const realSocket = new URL(adminUrl.replace('@/', '@x/')).searchParams.get('host') ?? ''
  const proxyFolder = join(folder, 'p')
  mkdirSync(proxyFolder, { mode: 0o700 })
  const proxy = await openCuttingProxy(join(proxyFolder, '.s.PGSQL.5432'), join(realSocket, '.s.PGSQL.5432'))
  const url = `postgresql://${logins.server}@/guiju?host=${encodeURIComponent(proxyFolder)}&port=5432`
  const logFile = join(folder, 'server.log')
  const [port, ballast] = [await freePort(), join(disk, 'ballast')]
  const address = `http://127.0.0.1:${port}`
  let server: ChildProcess | null = null
  const postmaster = () => Number(readFileSync(join(cluster, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])
  const endServer = async () => {
    if (server !== null) await end(server, 'SIGKILL')
    server = null
  }
  return {
    address: () => address,
    ...{ proxy, adminUrl, url: database.url(logins.server, 'guiju'), dataFolder },
    async startServer() {
      const log = openSync(logFile, 'a')
      const { DATABASE_ADMIN_URL: _, ...inherited } = process.env
      const environment = {
        ...inherited,
        ...{ DATABASE_URL: url, DATA_FOLDER: dataFolder, HOST: '127.0.0.1', PORT: String(port), TMPDIR: folder },
        ...{ REQUESTS_PER_MINUTE: '1000000', LOG_LEVEL: 'warn' },
      }
      for (const since = Date.now(); ; ) {
        const child = spawn(process.execPath, [program, '--new'], { stdio: ['ignore', log, log], env: environment })
        server = child
        while (child.exitCode === null && Date.now() - since < patienceMs) {
          if (await isReady(address)) return closeSync(log)
          await pause(30)
        }
        await end(child, 'SIGKILL')
        if (Date.now() - since > patienceMs) throw new Error(`Expected the server to be ready within ${patienceMs} ms, but it is not`)
      }
    },
    killServer: endServer,
    pauseServer: () => void server?.kill('SIGSTOP'),
    resumeServer: () => void server?.kill('SIGCONT'),
    async killDatabase() {
      const pid = postmaster()
      process.kill(pid, 'SIGKILL')
      await gone(pid)
    },
    async startDatabase() {
      for (const since = Date.now(); ; await pause(100))
        try {
          database = await start()
          return
        } catch (error) {
          if (Date.now() - since > patienceMs) throw error
        }
    },
    fillDisk: small
      ? async () => {
          const { bavail, bsize } = statfsSync(disk)
          // A few kilobytes are left, so that something is under way when it ends.
          writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 96 * 1024)))
          // What PostgreSQL keeps ready to write into is used up, too.
          await useUpReadySpace(adminUrl).catch(() => {})
        }
      : null,
    emptyDisk: () => rmSync(ballast, { force: true }),
    lastWords: () => `${lastLines(logFile)}\n${lastLines(join(cluster, 'cluster.log'))}`,
    async close() {
      server?.kill('SIGCONT')
      await endServer()
      await proxy.close()
      await database.stop().catch(() => {})
      if (small) execFileSync('umount', ['-l', disk])
    },
  }
}

/** PostgreSQL may give up in the middle of it: that is what the disk is full for. */
async function useUpReadySpace(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  for (let at = 0; at < 6; at++) await client.query("select pg_logical_emit_message(false, 'fill', 'x'), pg_switch_wal()")
  await client.end()
}

/** A disk of its own in memory, where this account may mount one. */
function mountSmallDisk(place: string): boolean {
  if (process.getuid?.() !== 0) return false
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskMegabytes}m,mode=0755`, 'tmpfs', place], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await pause(10)
  }
}
