import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { binariesIn, embeddedBinaries } from '../../server/database/embedded-binaries.ts'
import { startEmbeddedServer, superuser } from '../../server/database/embedded-server.ts'
import { migrate } from '../../server/database/migrate.ts'
import { createDatabase } from '../../server/database/open-database.ts'
import { openSchemaManager } from '../../server/database/schema-manager.ts'
import { asSuperuser } from '../support/database.ts'

const system = '/usr/lib/postgresql/15/bin'
const servers = [
  { name: 'the embedded PostgreSQL', binaries: () => embeddedBinaries(), present: true },
  { name: 'PostgreSQL 15', binaries: () => binariesIn(system), present: existsSync(system) },
]

describe.for(servers)('on $name', { timeout: 60_000 }, ({ binaries, present }) => {
  it.skipIf(!present)('the migrations make exactly the schema that is described, and a second run changes nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guiju-schema-'))
    const server = await startEmbeddedServer({
      folder: join(folder, 'server'),
      socketsIn: folder,
      binaries: binaries(),
      settings: ['fsync=off'],
    })
    try {
      const url = server.url(superuser, 'Case-Room')
      await createDatabase(server.url(superuser, 'postgres'), 'Case-Room')
      const login = { login: 'room_server', password: 'x' }
      expect(await migrate(url, login)).not.toEqual([])
      expect(await migrate(url, login)).toEqual([])
      const orm = await openSchemaManager(url)
      expect(await orm.schema.getUpdateSchemaSQL()).toBe('')
      await orm.close()
      await asSuperuser(url, async (client) => {
        const { rows } = await client.query("select tgname from pg_trigger where not tgisinternal and tgenabled <> 'A'")
        expect(rows).toEqual([])
        // What is only added to refuses both: a change of a row, and all rows at once.
        const halfGuarded = await client.query(
          "select tgrelid::regclass::text from pg_trigger where tgname ~ '_(append_only|kept|kind_fixed|no_truncate)$' group by tgrelid having count(*) <> 2",
        )
        expect(halfGuarded.rows).toEqual([])
      })
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
