import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { Client } from 'pg'
import { migrate, type ServerLogin } from '../database/migrate.ts'
import { migrations } from '../database/migrations/index.ts'
import { prepareRoles, rolesOf } from '../database/roles.ts'
import { openSchemaManager } from '../database/schema-manager.ts'
import { copyIn } from './copy-stream.ts'
import { type BackupManifest, readBackup, type TableInBackup } from './manifest.ts'
import { BackupRefused } from './refused.ts'

export type RestoreOrder = Readonly<{
  folder: string
  /** Admin login of the database to restore into: it may create roles and tables there. */
  adminUrl: string
  server: ServerLogin
  signal: AbortSignal
  progress: (step: RestoreProgress) => void
}>
export type RestoreProgress = Readonly<
  { phase: 'checking'; file: string } | { phase: 'loading'; table: string; rows: number; done: number; of: number }
>
export type Restored = Readonly<{ manifest: BackupManifest; digest: string; rows: number }>

/**
 * Restores a backup into an empty database: the backup is tested first, then the schema is made as it was when the backup
 * was taken, the rows go in within one transaction, and what the program has learnt since is applied on top. Nothing is
 * ever restored over what is there.
 */
export async function restoreBackup(order: RestoreOrder): Promise<Restored> {
  const read = await readBackup(order.folder, (file) => {
    order.signal.throwIfAborted()
    order.progress({ phase: 'checking', file })
  })
  if (read.outcome === 'damaged') throw new BackupRefused({ because: 'damaged', faults: read.faults })
  const { manifest, digest } = read
  refuseNewer(manifest)
  await withClient(order.adminUrl, async (admin) => {
    await refuseOccupied(admin)
    const { rows } = await admin.query<{ name: string }>('select current_database()::text as name')
    await prepareRoles(admin, rolesOf(rows[0]?.name ?? ''))
  })
  const owner = await ownerUrl(order.adminUrl)
  await makeSchema(owner, manifest.migrations)
  const rows = await withClient(owner, (client) => loadAll(client, manifest, order))
  await migrate(order.adminUrl, order.server)
  return { manifest, digest, rows }
}

function refuseNewer({ migrations: applied }: BackupManifest): void {
  const names = applied.filter((name) => !migrations.some((one) => one.name === name))
  if (names.length > 0) throw new BackupRefused({ because: 'unknown-migration', names })
}

async function refuseOccupied(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    "select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by 1 limit 1",
  )
  const [found] = rows
  if (found !== undefined) throw new BackupRefused({ because: 'target-not-empty', table: found.name })
}

/** The same connection, acting as the owner of the tables from its first statement on. */
async function ownerUrl(adminUrl: string): Promise<string> {
  const owner = await withClient(adminUrl, async (admin) => {
    const { rows } = await admin.query<{ name: string }>('select current_database()::text as name')
    return rolesOf(rows[0]?.name ?? '').owner
  })
  return `${adminUrl}${adminUrl.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c role=${owner}`)}`
}

async function makeSchema(owner: string, names: readonly string[]): Promise<void> {
  const orm = await openSchemaManager(owner)
  try {
    if (names.length > 0) await orm.migrator.up({ migrations: [...names] })
  } finally {
    await orm.close(true)
  }
}

async function loadAll(client: Client, manifest: BackupManifest, order: RestoreOrder): Promise<number> {
  let rows = 0
  await client.query("begin; set local timezone to 'UTC'")
  for (const [done, table] of inLoadingOrder(manifest.tables).entries()) {
    order.signal.throwIfAborted()
    rows += await loadTable(client, order.folder, table)
    order.progress({ phase: 'loading', table: table.name, rows: table.rows, done: done + 1, of: manifest.tables.length })
  }
  for (const { name, value } of manifest.sequences) await client.query(`select setval('public.${quoted(name)}', $1::bigint)`, [value])
  order.signal.throwIfAborted()
  await client.query('commit')
  await client.query('analyze')
  return rows
}

/** The bytes of a file may be written only before the file itself is there. */
const first: ReadonlySet<string> = new Set(['attachment_piece'])

const inLoadingOrder = (tables: readonly TableInBackup[]): readonly TableInBackup[] =>
  tables.toSorted((one, other) => Number(first.has(other.name)) - Number(first.has(one.name)))

async function loadTable(client: Client, folder: string, { name, columns, rows, file }: TableInBackup): Promise<number> {
  const table = `public.${quoted(name)}`
  // A migration leaves a first row in some tables: what the backup says of them takes its place.
  const { rowCount } = await client.query(`select from ${table} limit 1`)
  if (rowCount !== 0) await client.query(`delete from ${table}`)
  if (rows === 0) return 0
  const source = createReadStream(join(folder, file)).pipe(createGunzip())
  const loaded = await copyIn(client, `copy ${table} (${columns.map(quoted).join(', ')}) from stdin`, source)
  if (loaded !== rows) throw new BackupRefused({ because: 'rows-differ', table: name, expected: rows, found: loaded })
  return loaded
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
