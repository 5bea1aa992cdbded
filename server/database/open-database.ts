import { join } from 'node:path'
import { Client, type Pool } from 'pg'
import { sealPlainValues, whyStillPlain } from '../privacy/seal-plain-values.ts'
import { makePool } from './connection-pool.ts'
import { startEmbeddedServer, superuser } from './embedded-server.ts'
import type { ServingPool } from './guarded-reads.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { type BesideRole, besideLogins, whyUnfitToServe } from './roles.ts'

/** Which PostgreSQL to use: one that is given, or one of our own in a folder. */
export type DatabaseChoice =
  | Readonly<{ kind: 'given'; url: string; adminUrl: string | null; beside?: Partial<BesideUrls> }>
  | Readonly<{ kind: 'embedded'; folder: string }>

/** Addresses of the logins beside the application's. */
export type BesideUrls = Readonly<Record<BesideRole, string>>

export type Database = Readonly<{
  /** Connections with the rights of the application: it adds entries and payloads, and changes none. Carries its reader. */
  pool: ServingPool
  /** Connections that append to the Merkle log and can do nothing else. */
  sequencer: Pool
  /** Connections that delete what was disposed of and can do nothing else. */
  disposal: Pool
  kind: DatabaseChoice['kind']
  /** For direct connections of leaders and exports. */
  url: string
  besideUrls: BesideUrls
  close(): Promise<void>
}>

export const embedded = { database: 'guiju', login: 'guiju_server' } as const

/** Where the logins beside that of `url` connect unless said otherwise: the user is another, everything else as it is. */
export function besideUrls(url: string): BesideUrls {
  const named = (role: BesideRole) =>
    url.replace(
      /^(postgres(?:ql)?:\/\/)([^:@/?]+)(?=(?::[^@/]*)?@)/,
      (_all, start: string, login: string) => start + besideLogins(login)[role],
    )
  return { reader: named('reader'), sequencer: named('sequencer'), disposal: named('disposal') }
}

/**
 * Opens the database. The embedded one is started, made and migrated here. A given one is migrated by `guiju migrate`
 * alone. Throws where the login could undo the guards.
 */
export async function openDatabase(choice: DatabaseChoice, keysFolder?: string): Promise<Database> {
  if (choice.kind === 'given') return serve(choice.url, { ...besideUrls(choice.url), ...choice.beside }, 'given', async () => {})
  const server = await startEmbeddedServer({ folder: join(choice.folder, 'postgresql-18') })
  try {
    await createDatabase(server.url(superuser, 'postgres'), embedded.database)
    await migrate(server.url(superuser, embedded.database), { login: embedded.login, password: null })
    await sealPlainValues(server.url(superuser, embedded.database), keysFolder ?? join(choice.folder, 'keys'))
    const url = server.url(embedded.login, embedded.database)
    return await serve(url, besideUrls(url), 'embedded', server.stop)
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

async function serve(url: string, beside: BesideUrls, kind: DatabaseChoice['kind'], stopServer: () => Promise<void>): Promise<Database> {
  const reader = makePool(beside.reader)
  const pool = Object.assign(makePool(url), { reader })
  const [sequencer, disposal] = [makePool(beside.sequencer, { max: 4 }), makePool(beside.disposal, { max: 2 })]
  const end = async () => void (await Promise.all([pool, reader, sequencer, disposal].map((one) => one.end())))
  const unfit =
    (await whyUnfitToServe(pool)) ??
    (await whyNotPresent(pool)) ??
    (await whyStillPlain(pool)) ??
    (await whyUnfit(reader, 'reader')) ??
    (await whyUnfit(sequencer, 'sequencer')) ??
    (await whyUnfit(disposal, 'disposal'))
  if (unfit !== null) {
    await end()
    throw new Error(unfit)
  }
  return {
    pool,
    sequencer,
    disposal,
    kind,
    url,
    besideUrls: beside,
    close: async () => {
      await end()
      await stopServer()
    },
  }
}

async function whyUnfit(pool: Pool, role: BesideRole): Promise<string | null> {
  try {
    return await whyUnfitToServe(pool, role)
  } catch (cause) {
    const variable = `${role.toUpperCase()}_DATABASE_URL`
    throw new Error(
      `数据库账号“${role}”连接不上：请运行 guiju migrate，或设置 ${variable}。 Expected the login of the role ${role} to connect, but it does not: run guiju migrate, or set ${variable}.`,
      { cause },
    )
  }
}
