import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { binariesIn } from '../../server/database/embedded-binaries.ts'
import { type EmbeddedServer, startEmbeddedServer, superuser } from '../../server/database/embedded-server.ts'
import { migrate } from '../../server/database/migrate.ts'
import { createDatabase } from '../../server/database/open-database.ts'
import { besideLogins } from '../../server/database/roles.ts'
import { type Bouncer, startBouncer } from './bouncer.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseDoor: string
  }
}

export const template = 'guiju_template'
export const serverLogin = 'guiju_test_server'

/** One throw-away cluster for the whole run, started by the first caller: it lives in this process, which outlives every worker. */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'guiju-test-'))
  let starting: Promise<Cluster> | undefined
  const door = createServer((caller) => {
    starting ??= startCluster(join(folder, 'cluster'))
    starting.then(
      ({ server, bouncer }) =>
        caller.end(
          JSON.stringify({ url: server.url(superuser, 'postgres'), bouncer: bouncer && { sockets: bouncer.sockets, port: bouncer.port } }),
        ),
      (error: unknown) => caller.end(JSON.stringify({ problem: String(error) })),
    )
  })
  const path = join(folder, 'door')
  door.listen(path)
  project.provide('databaseDoor', path)
  return async () => {
    door.close()
    const cluster = await starting?.catch(() => undefined)
    await cluster?.bouncer?.stop()
    await cluster?.server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Cluster = Readonly<{ server: EmbeddedServer; bouncer: Bouncer | undefined }>

/**
 * `TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin` runs everything on another major; `PGBOUNCER=1` puts a pgbouncer in front
 * of it, for the application and the reader: leaders, the log and migrations keep to the direct address.
 */
async function startCluster(folder: string): Promise<Cluster> {
  const other = process.env.TEST_POSTGRES_BIN
  const server = await startEmbeddedServer({
    folder,
    socketsIn: dirname(folder),
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'],
    ...(other === undefined ? {} : { binaries: binariesIn(other) }),
  })
  await createDatabase(server.url(superuser, 'postgres'), template)
  await migrate(server.url(superuser, template), { login: serverLogin, password: null })
  await keepRoles(server.url(superuser, template))
  if (process.env.PGBOUNCER !== '1') return { server, bouncer: undefined }
  const sockets = new URL(server.url(superuser, 'postgres').replace('@/', '@localhost/')).searchParams.get('host') ?? ''
  return { server, bouncer: await startBouncer(dirname(folder), { sockets, port: 5432 }, [serverLogin, besideLogins(serverLogin).reader]) }
}

/** The copies of the template have other names, and the roles of the template. */
async function keepRoles(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create or replace function database_role(kind text) returns text language sql stable return '${template}_' || kind`)
  } finally {
    await client.end()
  }
}
