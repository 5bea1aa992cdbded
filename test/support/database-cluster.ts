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
  let starting: Promise<EmbeddedServer> | undefined
  const door = createServer((caller) => {
    starting ??= startCluster(join(folder, 'cluster'))
    starting.then(
      (server) => caller.end(JSON.stringify({ url: server.url(superuser, 'postgres') })),
      (error: unknown) => caller.end(JSON.stringify({ problem: String(error) })),
    )
  })
  const path = join(folder, 'door')
  door.listen(path)
  project.provide('databaseDoor', path)
  return async () => {
    door.close()
    const server = await starting?.catch(() => undefined)
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `TEST_POSTGRES_BIN=/usr/lib/postgresql/15/bin` runs everything on another major. */
async function startCluster(folder: string): Promise<EmbeddedServer> {
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
  return server
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
