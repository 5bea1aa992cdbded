import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { Client, type Pool } from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { makePool } from '../../server/database/connection-pool.ts'
import type { ServingPool } from '../../server/database/guarded-reads.ts'
import { type BesideUrls, besideUrls } from '../../server/database/open-database.ts'

const template = 'guiju_template'
const serverLogin = 'guiju_test_server'

export type TestDatabase = Readonly<{
  /** With the rights of the server: what production code gets. Reads for people of one centre go through its reader. */
  pool: ServingPool
  url: string
  /** With the rights of the roles beside it. */
  sequencer: Pool
  disposal: Pool
  besideUrls: BesideUrls
  /** As superuser, for looking behind the guards. */
  adminUrl: string
  name: string
  close(): Promise<void>
}>

/**
 * A fresh, migrated, empty database on the run's throw-away cluster (about 100 ms), or a copy of another one, whose pool
 * has to have ended. The caller closes it.
 */
export async function openTestDatabase(from: string = template): Promise<TestDatabase> {
  const { url: clusterUrl, bouncer } = await askForCluster()
  const name = `guiju_t_${randomUUID().slice(0, 8)}`
  await asSuperuser(clusterUrl, async (client) => {
    if (from !== template) await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [from])
    await client.query(`create database ${name} template ${from}`)
    // Rights on a database are not copied with it.
    await client.query(`revoke temporary on database ${name} from public`)
  })
  const urlFor = (login: string) => clusterUrl.replace(/^postgresql:\/\/[^@]*@\/[^?]*/, `postgresql://${login}@/${name}`)
  const through = (direct: string) =>
    bouncer === undefined ? direct : direct.replace(/\?.*$/, `?host=${encodeURIComponent(bouncer.sockets)}&port=${bouncer.port}`)
  const url = through(urlFor(serverLogin))
  const direct = besideUrls(urlFor(serverLogin))
  const beside = { ...direct, reader: through(direct.reader) }
  const reader = makePool(beside.reader)
  const pool = Object.assign(makePool(url), { reader })
  const [sequencer, disposal] = [makePool(beside.sequencer, { max: 4 }), makePool(beside.disposal, { max: 2 })]
  return {
    pool,
    url,
    sequencer,
    disposal,
    besideUrls: beside,
    adminUrl: urlFor('postgres'),
    name,
    close: async () => {
      await Promise.all([pool, reader, sequencer, disposal].map((one) => (one.ended ? undefined : one.end())))
      await asSuperuser(clusterUrl, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/** Opens a database before the tests of this file and closes it after them: `const database = withDatabase()` … `database().pool`. */
export function withDatabase(prepare: (database: TestDatabase) => Promise<void> = async () => {}): () => TestDatabase {
  let opened: TestDatabase | undefined
  beforeAll(async () => {
    opened = await openTestDatabase()
    await prepare(opened)
  })
  afterAll(async () => {
    await opened?.close()
  })
  return () => {
    if (opened === undefined) throw new Error('Expected the database inside a test or a hook, but it is not open yet.')
    return opened
  }
}

/** The organisation every database needs before its first entry. A demonstration may simulate its clock. */
export async function createOrganisation(pool: Pool, kind: 'demonstration' | 'real', id: string = randomUUID()): Promise<string> {
  await pool.query(
    "insert into organisation (id, name_zh, name_en, kind, zone) values ($1, '市职业技能鉴定中心', 'Municipal Appraisal Centre', $2, 'Asia/Shanghai')",
    [id, kind],
  )
  return id
}

export async function asSuperuser<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

type Found = Readonly<{ url: string; bouncer?: Readonly<{ sockets: string; port: number }> }>

async function askForCluster(): Promise<Found> {
  const answer: Partial<Found> & { problem?: string } = JSON.parse(await text(connect(inject('databaseDoor'))))
  if (answer.url === undefined) throw new Error(`Expected a database for the tests, but: ${answer.problem}`)
  return { ...answer, url: answer.url }
}
