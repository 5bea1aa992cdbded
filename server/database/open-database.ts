import { join } from 'node:path'
import { Client, type Pool } from 'pg'
import { makePool } from './connection-pool.ts'
import { startEmbeddedServer, superuser } from './embedded-server.ts'
import { migrate } from './migrate.ts'
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

const embedded = { database: 'guiju', login: 'guiju_server' } as const

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

async function serve(url: string, kind: DatabaseChoice['kind'], stopServer: () => Promise<void>): Promise<Database> {
  const pool = makePool(url)
  const unfit = await whyUnfitToServe(pool)
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
