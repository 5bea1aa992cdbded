import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makePool } from '../../server/database/connection-pool.ts'
import { binariesIn } from '../../server/database/embedded-binaries.ts'
import { type EmbeddedServer, startEmbeddedServer, superuser } from '../../server/database/embedded-server.ts'
import { migrate } from '../../server/database/migrate.ts'
import { besideUrls, createDatabase } from '../../server/database/open-database.ts'
import { makePostgresLedger } from '../../server/database/postgres-ledger.ts'
import { makeLog } from '../../server/http/log.ts'
import { makeTransparencyLog } from '../../server/log/make-log.ts'
import { asSuperuser, createOrganisation } from '../support/database.ts'
import { makeHouseSigner } from '../support/house-signer.ts'
import { entryOf, newStream, openingOf, unitOf } from '../support/planned-units.ts'
import { expectWhole, manyEntries } from './support/many-entries.ts'

const programs = '/usr/lib/postgresql/15/bin'
const login = { login: 'guiju_server', password: null }
const organisation = '019b0000-0000-7000-8000-000000000001'

const start = (folder: string, name: string): Promise<EmbeddedServer> =>
  startEmbeddedServer({ folder: join(folder, name), socketsIn: folder, binaries: binariesIn(programs), settings: ['fsync=off'] })

function run(program: string, url: string, ...args: readonly string[]): void {
  const done = spawnSync(join(programs, program), [...args, `--dbname=${url}`], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${program}: ${done.stderr}`)
}

/** The log over a database, with what a server has. */
function openOver(server: EmbeddedServer, signing: ReturnType<typeof makeHouseSigner>) {
  const url = server.url(login.login, 'guiju')
  const [pool, sequencer] = [makePool(url), makePool(besideUrls(url).sequencer)]
  const ledger = makePostgresLedger(pool)
  const log = makeTransparencyLog({
    pool,
    sequencer,
    ledger,
    organisation: async () => ({ id: organisation, name: { zh: '所', en: 'house' }, kind: 'real', zone: 'Asia/Shanghai' }),
    signer: signing.signer,
    log: makeLog('silent'),
    pauseMs: 10,
  })
  const close = async () => {
    await log.stop()
    await Promise.all([pool.end(), sequencer.end()])
  }
  return { pool, ledger, log, close }
}

describe('a database that was dumped and restored into a fresh cluster', () => {
  it.skipIf(!existsSync(join(programs, 'pg_dump')))(
    'goes on with its log: what was written before and after has its leaf, and the signer knows the log again',
    { timeout: 180_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'guiju-restored-'))
      const signing = makeHouseSigner(folder)
      const servers: EmbeddedServer[] = []
      try {
        const old = await start(folder, 'old')
        servers.push(old)
        await createDatabase(old.url(superuser, 'postgres'), 'guiju')
        await migrate(old.url(superuser, 'guiju'), login)
        const before = openOver(old, signing)
        await createOrganisation(before.pool, 'real', organisation)
        const stream = newStream()
        await before.ledger.write(openingOf(stream))
        await manyEntries(before.pool, 400, 3)
        await before.log.catchUp()
        const leaves = 'select stream, sequence, hash from log_leaf order by index'
        const known = (await before.pool.query(leaves)).rows
        // Not everything had its leaf when the dump was made.
        await manyEntries(before.pool, 50, 3)
        await before.close()
        run('pg_dump', old.url(superuser, 'guiju'), '--format=custom', `--file=${join(folder, 'dump')}`)
        await old.stop()

        const fresh = await start(folder, 'fresh')
        servers.push(fresh)
        // Roles belong to the cluster: a first migration makes them, then the dump takes the database's place.
        await createDatabase(fresh.url(superuser, 'postgres'), 'guiju')
        await migrate(fresh.url(superuser, 'guiju'), login)
        await asSuperuser(fresh.url(superuser, 'postgres'), (client) => client.query('drop database guiju'))
        await createDatabase(fresh.url(superuser, 'postgres'), 'guiju')
        run('pg_restore', fresh.url(superuser, 'guiju'), '--exit-on-error', join(folder, 'dump'))
        await migrate(fresh.url(superuser, 'guiju'), login)

        const after = openOver(fresh, signing)
        await after.ledger.write(unitOf([entryOf(stream, 1)]))
        await after.ledger.write(openingOf(newStream()))
        await after.log.catchUp()
        expect(await after.log.status()).toMatchObject({ state: 'ok', waiting: 0, trouble: null })
        const size = await expectWhole(after.pool)
        expect((await after.log.status()).checkpoint?.size).toBe(size)
        expect((await after.pool.query(`${leaves} limit ${known.length}`)).rows).toEqual(known)
        await after.close()
      } finally {
        await signing.close()
        for (const server of servers) await server.stop()
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
