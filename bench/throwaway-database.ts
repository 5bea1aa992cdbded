import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { startEmbeddedServer, superuser } from '../server/database/embedded-server.ts'
import { migrate } from '../server/database/migrate.ts'
import { createDatabase } from '../server/database/open-database.ts'
import { rolesOf } from '../server/database/roles.ts'
import type { Later } from './tidy-up.ts'

export type ThrowawayDatabase = Readonly<{
  /** For the server: with its rights alone. */
  url: string
  /** An empty database beside it on the same PostgreSQL, for measuring what that can do. */
  besideUrl: string
  /** What runs there, in words. */
  settings: string
}>

// The embedded server allows 60 connections, for the product needs few; pgbench opens one for each client.
const connections = ['max_connections=200']
const told = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers', 'max_connections']

/**
 * A migrated, empty database that is gone afterwards. Without an address: on an embedded PostgreSQL of its own in
 * `folder`, with default settings, fsync among them. With one: on that server; the login must be allowed to create
 * databases and roles.
 */
export async function openThrowawayDatabase(given: string | undefined, folder: string, later: Later): Promise<ThrowawayDatabase> {
  if (given === undefined) {
    const server = await startEmbeddedServer({ folder: `${folder}/postgresql`, socketsIn: folder, settings: connections })
    later(() => server.stop())
    return prepare(server.url(superuser, 'postgres'), 'embedded', later, false)
  }
  return prepare(given, 'given', later, true)
}

async function prepare(adminUrl: string, kind: 'embedded' | 'given', later: Later, drop: boolean): Promise<ThrowawayDatabase> {
  const name = `guiju_bench_${randomUUID().slice(0, 8)}`
  const [main, beside, login] = [name, `${name}_limit`, `${name}_server`]
  const password = kind === 'given' ? randomUUID() : null
  if (drop) later(() => dropAll(adminUrl, [main, beside], [...Object.values(rolesOf(main)), login]))
  await createDatabase(adminUrl, main)
  await createDatabase(adminUrl, beside)
  await migrate(addressOf(adminUrl, main), { login, password })
  return {
    url: addressOf(adminUrl, main, { login, password }),
    besideUrl: addressOf(adminUrl, beside),
    settings: `${kind} PostgreSQL, ${await settingsOf(adminUrl)}`,
  }
}

/** The same server, another database, and where given another login. */
function addressOf(url: string, database: string, as?: Readonly<{ login: string; password: string | null }>): string {
  const [, login = '', host = '', query = ''] = /^postgres(?:ql)?:\/\/(?:([^@/]*)@)?([^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(url) ?? []
  const who = as === undefined ? login : [as.login, ...(as.password === null ? [] : [as.password])].map(encodeURIComponent).join(':')
  return `postgresql://${who}@${host}/${database}${query}`
}

async function settingsOf(url: string): Promise<string> {
  const { rows } = await asAdmin(url, (client) =>
    client.query<{ name: string; value: string }>('select name, current_setting(name) as value from unnest($1::text[]) as name', [told]),
  )
  return rows.map(({ name, value }) => (name === 'server_version' ? value : `${name}=${value}`)).join(', ')
}

async function dropAll(url: string, databases: readonly string[], roles: readonly string[]): Promise<void> {
  await asAdmin(url, async (client) => {
    for (const name of databases) await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
    for (const role of roles) await client.query(`drop role if exists ${client.escapeIdentifier(role)}`)
  })
}

export async function asAdmin<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
