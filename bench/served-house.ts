import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type EmbeddedServer, startEmbeddedServer, superuser } from '../server/database/embedded-server.ts'
import { end, freePort, isReady, lastLines, program } from './server-process.ts'

const patienceMs = 60_000
const triesToStart = 3

/** The real server as somebody would run it, in a process of its own that can be killed, with a data folder that stays. */
export type ServedHouse = Readonly<{
  address(): string
  /** The end of what the server and its PostgreSQL logged. */
  lastWords(): string
  /** Starts it and waits until it is ready. Answers how many tries that took. */
  start(): Promise<number>
  /** SIGKILL to the server alone. On Linux its PostgreSQL is then told to stop, unless somebody else runs it. */
  killServer(): Promise<void>
  /** SIGKILL to PostgreSQL's first process. */
  killDatabase(): void
  /** Runs PostgreSQL from here on by itself, so that it outlives the servers that use it. */
  keepDatabaseRunning(): Promise<void>
  /** Asks everything to stop and waits for it; gives the database back for reading. */
  stopServer(): Promise<void>
  openDatabase(): Promise<Readonly<{ adminUrl: string; url: string }>>
  close(): Promise<void>
}>

export async function makeServedHouse(dataFolder: string): Promise<ServedHouse> {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const logFile = join(dataFolder, 'server.log')
  const cluster = join(dataFolder, 'postgresql-18')
  let server: ChildProcess | null = null
  let database: EmbeddedServer | null = null

  const lastWords = () => `${lastLines(logFile)}\n${lastLines(join(cluster, 'cluster.log'))}`
  const launch = async (): Promise<boolean> => {
    const log = openSync(logFile, 'a')
    const { DATABASE_URL: _url, DATABASE_ADMIN_URL: _adminUrl, ...inherited } = process.env
    const environment = {
      ...inherited,
      DATA_FOLDER: dataFolder,
      // The socket of its PostgreSQL then goes with the folder.
      TMPDIR: dataFolder,
      HOST: '127.0.0.1',
      PORT: String(port),
      REQUESTS_PER_MINUTE: '1000000',
      LOG_LEVEL: 'warn',
    }
    const child = spawn(process.execPath, [program, '--new'], { stdio: ['ignore', log, log], env: environment })
    closeSync(log)
    server = child
    const since = Date.now()
    while (child.exitCode === null && child.signalCode === null && Date.now() - since < patienceMs) {
      if (await isReady(address)) return true
      await pause(25)
    }
    await end(child, 'SIGKILL')
    return false
  }
  const stop = async (signal: NodeJS.Signals) => {
    if (server !== null) await end(server, signal)
    server = null
  }
  const runDatabase = async (): Promise<EmbeddedServer> => {
    database ??= await startEmbeddedServer({ folder: cluster, socketsIn: dataFolder })
    return database
  }
  return {
    address: () => address,
    lastWords,
    async start() {
      for (let tries = 1; tries <= triesToStart; tries++) if (await launch()) return tries
      throw new Error(`Expected the server to start within ${triesToStart} tries, but it did not`)
    },
    killServer: () => stop('SIGKILL'),
    killDatabase() {
      const pid = databasePid(cluster)
      if (pid !== null) process.kill(pid, 'SIGKILL')
    },
    async keepDatabaseRunning() {
      await runDatabase()
    },
    stopServer: () => stop('SIGTERM'),
    async openDatabase() {
      const { url } = await runDatabase()
      return { adminUrl: url(superuser, 'guiju'), url: url('guiju_server', 'guiju') }
    },
    async close() {
      await stop('SIGKILL')
      await database?.stop()
      await databaseGone(cluster)
    },
  }
}

/** The number in postmaster.pid, where that process is PostgreSQL on this very cluster. */
function databasePid(cluster: string): number | null {
  try {
    const pid = Number(readFileSync(join(cluster, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}

/** On Linux PostgreSQL stops by itself once its server was killed; elsewhere it is told to. */
async function databaseGone(cluster: string): Promise<void> {
  for (let waited = 0; databasePid(cluster) !== null && waited < 10_000; waited += 50) {
    const pid = databasePid(cluster)
    if (waited === 3000 && pid !== null) process.kill(pid, 'SIGINT')
    await pause(50)
  }
}
