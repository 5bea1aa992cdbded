import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { serverAccount, underAccount } from '../../server/database/server-account.ts'

export type Bouncer = Readonly<{ sockets: string; port: number; stop(): Promise<void> }>

const port = 6432

/**
 * Starts pgbouncer in session mode in front of a cluster. A connection to the server is used by one client and then
 * closed: databases of tests are dropped and copied, which a connection kept for later would hinder.
 */
export async function startBouncer(
  folder: string,
  cluster: Readonly<{ sockets: string; port: number }>,
  logins: readonly string[],
): Promise<Bouncer> {
  const account = serverAccount()
  const own = join(folder, 'bouncer')
  mkdirSync(own, { mode: 0o755 })
  chownSync(own, account.uid, account.gid)
  const users = join(own, 'users.txt')
  writeFileSync(users, logins.map((login) => `"${login}" ""\n`).join(''))
  const settings = join(own, 'pgbouncer.ini')
  writeFileSync(settings, iniOf(own, users, cluster))
  const [program, ...args] = underAccount('/usr/sbin/pgbouncer', [settings], account)
  const child = spawn(program, args, { stdio: 'ignore', cwd: '/', env: { PATH: '/usr/sbin:/usr/bin:/bin' } })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const since = Date.now()
  while (!existsSync(join(own, `.s.PGSQL.${port}`))) {
    if (child.exitCode !== null || Date.now() - since > 10_000)
      throw new Error(`Expected pgbouncer to start, but it did not: see ${own}/log`)
    await pause(20)
  }
  return {
    sockets: own,
    port,
    stop: async () => {
      child.kill('SIGINT')
      await ended
    },
  }
}

const iniOf = (own: string, users: string, cluster: Readonly<{ sockets: string; port: number }>) => `[databases]
* = host=${cluster.sockets} port=${cluster.port}
[pgbouncer]
pool_mode = session
listen_addr =
listen_port = ${port}
unix_socket_dir = ${own}
auth_type = trust
auth_file = ${users}
logfile = ${own}/log
max_client_conn = 2000
default_pool_size = 40
server_lifetime = 0
ignore_startup_parameters = extra_float_digits,options
`
