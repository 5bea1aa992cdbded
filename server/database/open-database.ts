import { join } from 'node:path'
import { Client, type Pool } from 'pg'
import { makePool } from './connection-pool.ts'
import { startEmbeddedServer, superuser } from './embedded-server.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { whyUnfitToServe } from './roles.ts'

/** Which PostgreSQL to use: one that is given, or one of our own in a folder. */
export type DatabaseChoice =
  | Readonly<{ kind: 'given'; url: string; adminUrl: string | null }>
  | Readonly<{ kind: 'embedded'; folder: string }>

export type Database = Readonly<{
  /** Connections with the rights of the application: it adds entries and payloads, and changes none. */
  pool: Pool
  kind: DatabaseChoice['kind']
  /** For direct connections of leaders and exports. */
  url: string
  close(): Promise<void>
}>

export const embedded = { database: 'guiju', login: 'guiju_server' } as const

/**
 * Opens the database. The embedded one is started, made and migrated here. A given one is migrated by `guiju migrate`
 * alone. Throws where the login could undo the guards.
 */
export async function openDatabase(choice: DatabaseChoice): Promise<Database> {
  if (choice.kind === 'given') return serve(choice.url, 'given', async () => {})
  const server = await startEmbeddedServer({ folder: join(choice.folder, 'postgresql-18') })
  try {
    await createDatabase(server.url(superuser, 'postgres'), embedded.database)
    await migrate(server.url(superuser, embedded.database), { login: embedded.login, password: null })
    return await serve(server.url(embedded.login, embedded.database), 'embedded', server.stop)
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Makes the database where it is missing. `url` names another one on the same server. */
export async function createDatabase(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

/** Why the schema is not the one this program was written for, or null where it is. */
async function whyNotPresent(pool: Pool): Promise<string | null> {
  const known = await pool.query<{ present: boolean }>("select to_regclass('schema_migration') is not null as present")
  const applied = known.rows[0]?.present
    ? (await pool.query<{ name: string }>('select name from schema_migration')).rows.map(({ name }) => name)
    : []
  const missing = migrations.map(({ name }) => name).filter((name) => !applied.includes(name))
  const unknown = applied.filter((name) => !migrations.some((one) => one.name === name))
  if (missing.length > 0)
    return `数据库尚未更新，请运行 guiju migrate。 Expected the database to have ${missing.join(', ')}, but it has not: run guiju migrate.`
  return unknown.length === 0
    ? null
    : `数据库比程序新。 Expected no migration this program does not know, but the database has ${unknown.join(', ')}.`
}

async function serve(url: string, kind: DatabaseChoice['kind'], stopServer: () => Promise<void>): Promise<Database> {
  const pool = makePool(url)
  const unfit = (await whyUnfitToServe(pool)) ?? (await whyNotPresent(pool))
  if (unfit !== null) {
    await pool.end()
    throw new Error(unfit)
  }
  return {
    pool,
    kind,
    url,
    close: async () => {
      await pool.end()
      await stopServer()
    },
  }
}
