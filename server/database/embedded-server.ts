import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chownSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { embeddedBinaries, type PostgresBinaries } from './embedded-binaries.ts'
import { type ServerAccount, serverAccount, underAccount } from './server-account.ts'

/** A running PostgreSQL that only this machine's socket reaches. */
export type EmbeddedServer = Readonly<{
  /** Connection string for a login and a database; the socket's folder is closed to other accounts, so no password. */
  url(login: string, database: string): string
  /** True where a server another process of ours had started was taken over; `stop` then leaves it running. */
  adopted: boolean
  stop(): Promise<void>
}>

export type EmbeddedOptions = Readonly<{
  /** Folder for the cluster; made when missing. */
  folder: string
  /** Lines for the server's command line, e.g. `fsync=off` for tests. */
  settings?: readonly string[]
  binaries?: PostgresBinaries
  /** Folder of the socket's folder; the system's temporary one unless given. */
  socketsIn?: string
}>

export const superuser = 'postgres'
const port = 5432
const patienceMs = 30_000

/** Starts the cluster in `folder`, making it first where it is missing, or adopts the server that already runs on it. */
export async function startEmbeddedServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const account = serverAccount()
  const binaries = options.binaries ?? embeddedBinaries()
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const folder = realpathSync(options.folder)
  const cluster = join(folder, 'cluster')
  const sockets = socketFolder(options.socketsIn ?? tmpdir(), folder, account)
  const url = (login: string, database: string) =>
    `postgresql://${encodeURIComponent(login)}@/${encodeURIComponent(database)}?host=${encodeURIComponent(sockets)}&port=${port}`

  if (await isAlreadyRunning(cluster, url(superuser, 'postgres'))) return { url, adopted: true, stop: async () => {} }
  if (!existsSync(join(cluster, 'PG_VERSION'))) makeCluster(binaries, cluster, account)
  const stop = await launch(binaries, cluster, sockets, account, options.settings ?? [])
  return { url, adopted: false, stop }
}

/** Made beside its place and then renamed: a process killed half-way leaves nothing that looks like a cluster. */
function makeCluster(binaries: PostgresBinaries, cluster: string, account: ServerAccount) {
  const draft = `${cluster}.draft`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { mode: 0o700 })
  chownSync(draft, account.uid, account.gid)
  const [program, ...args] = underAccount(
    binaries.initdb,
    ['-D', draft, '-U', superuser, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-instructions', '--no-sync'],
    account,
  )
  const done = spawnSync(program, args, { encoding: 'utf8', cwd: '/', env: serverEnvironment() })
  if (done.status !== 0)
    throw new Error(`Expected initdb to make the cluster ${cluster}, but it ended with ${done.status}: ${done.stderr}`, {
      cause: done.error,
    })
  renameSync(draft, cluster)
}

/**
 * A short name under the temporary folder: a socket's path may have 107 bytes. Refused where someone else made the
 * folder, who could then stand between us and the server.
 */
function socketFolder(parent: string, folder: string, account: ServerAccount): string {
  const path = join(parent, `guiju-${createHash('sha256').update(folder).digest('hex').slice(0, 10)}`)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) {
    mkdirSync(path, { mode: 0o700 })
    chownSync(path, account.uid, account.gid)
    return path
  }
  if (!found.isDirectory() || found.uid !== account.uid || (found.mode & 0o077) !== 0)
    throw new Error(`Expected ${path} to be a private folder of account ${account.uid}, but it is not: remove it and start again.`)
  return path
}

async function launch(binaries: PostgresBinaries, cluster: string, sockets: string, account: ServerAccount, settings: readonly string[]) {
  const logFile = `${cluster}.log`
  const chosen = [
    'listen_addresses=',
    `unix_socket_directories=${sockets}`,
    `port=${port}`,
    'unix_socket_permissions=0700',
    'max_connections=60',
    'log_min_messages=warning',
    ...settings,
  ]
  const [program, ...args] = underAccount(binaries.postgres, ['-D', cluster, ...chosen.flatMap((setting) => ['-c', setting])], account)
  const log = openSync(logFile, 'a', 0o600)
  // Its own process group: Ctrl-C then reaches us alone, and we stop it when the last request is answered.
  const child = spawn(program, args, { stdio: ['ignore', log, log], cwd: '/', detached: true, env: serverEnvironment() })
  closeSync(log)
  let ended = false
  const end = new Promise<void>((resolve) => {
    const settle = () => {
      ended = true
      resolve()
    }
    child.once('exit', settle)
    child.once('error', settle)
  })
  const since = Date.now()
  while (statusOf(cluster, child.pid) !== 'ready') {
    if (ended) throw new Error(`Expected PostgreSQL to start, but it ended: ${lastLines(logFile)}`)
    if (Date.now() - since > patienceMs)
      throw new Error(`Expected PostgreSQL to be ready within ${patienceMs} ms, but it is not: ${lastLines(logFile)}`)
    await pause(10)
  }
  child.unref()
  return async () => {
    if (!ended) child.kill('SIGINT')
    child.ref()
    await end
  }
}

/** What postmaster.pid tells: line 1 the process, line 8 the status. */
function pidFile(cluster: string): Readonly<{ pid: number; status: string }> | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), status: (lines[7] ?? '').trim() }
  } catch {
    return undefined
  }
}

const statusOf = (cluster: string, pid: number | undefined) => {
  const found = pidFile(cluster)
  return found !== undefined && found.pid === pid ? found.status : undefined
}

/** Waits while a server is starting or stopping on the cluster; true once it answers, false once none is there. */
async function isAlreadyRunning(cluster: string, url: string): Promise<boolean> {
  const since = Date.now()
  while (Date.now() - since < patienceMs) {
    const found = pidFile(cluster)
    if (found === undefined) return false
    if (!isPostgres(found.pid)) return forgetStranger(cluster, found.pid)
    if (found.status === 'ready' && (await answers(url))) return true
    await pause(20)
  }
  throw new Error(`Expected the PostgreSQL that runs on ${cluster} to answer within ${patienceMs} ms, but it does not.`)
}

/** PostgreSQL refuses to start while *any* process has the number in its old postmaster.pid. Always false. */
function forgetStranger(cluster: string, pid: number): false {
  if (isAlive(pid)) rmSync(join(cluster, 'postmaster.pid'), { force: true })
  return false
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** After a crash of the machine the number in postmaster.pid may belong to any other program. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  if (!existsSync('/proc/self/cmdline')) return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    return false
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

const lastLines = (file: string) => readFileSync(file, 'utf8').split('\n').slice(-12).join('\n')

/** The server gets nothing of our environment: our secrets are none of its business. */
const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' })
