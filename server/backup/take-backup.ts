import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Client } from 'pg'
import { CopyOut } from './copy-stream.ts'
import { type BackupManifest, manifestFile, sha256OfFile, sumsFile, sumsText, type TableInBackup } from './manifest.ts'
import { BackupRefused } from './refused.ts'

export type BackupOrder = Readonly<{
  /** A login that sees every row: the admin's of a given database, the owner of the embedded one. */
  url: string
  /** Where the backup goes. It must not exist, or be empty. */
  folder: string
  /** Named in the backup, never read. */
  keysFolder: string
  signal: AbortSignal
  progress: (step: BackupProgress) => void
}>
export type BackupProgress = Readonly<{ table: string; rows: number; done: number; of: number }>
export type BackupTaken = Readonly<{ manifest: BackupManifest; digest: string; size: number }>

/** What nobody wants back: whoever was signed in, and who led which work. */
const leftOut: ReadonlySet<string> = new Set(['session', 'leader', 'schema_migration'])

/**
 * Copies the database as of one moment into a folder: one compressed file a table in the text format of COPY, a manifest,
 * and the sums of both, which `sha256sum -c SHA256SUMS` tests. The house may go on working. The folder stands under its
 * name only when it is whole.
 */
export async function takeBackup(order: BackupOrder): Promise<BackupTaken> {
  const { folder, signal } = order
  await refuseOccupied(folder)
  const draft = `${folder}.part`
  await rm(draft, { recursive: true, force: true })
  await mkdir(join(draft, 'tables'), { recursive: true, mode: 0o700 })
  const client = new Client({ connectionString: order.url })
  try {
    await client.connect()
    await client.query("begin transaction isolation level repeatable read read only; set local timezone to 'UTC'")
    const taken = await copyAll(client, draft, order)
    signal.throwIfAborted()
    await rm(folder, { recursive: true, force: true })
    await rename(draft, folder)
    return taken
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

async function refuseOccupied(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (found.length > 0) throw new BackupRefused({ because: 'folder-not-empty', folder })
}

async function copyAll(client: Client, draft: string, order: BackupOrder): Promise<BackupTaken> {
  const described = await describe(client)
  const found = await tablesOf(client)
  const tables: TableInBackup[] = []
  for (const [done, { name, columns }] of found.entries()) {
    order.signal.throwIfAborted()
    const table = await copyTable(client, draft, name, columns, order.signal)
    tables.push(table)
    order.progress({ table: name, rows: table.rows, done: done + 1, of: found.length })
  }
  const entries = tables.find(({ name }) => name === 'entry')?.rows ?? 0
  // Every stream says how many entries it has: a login that does not see all of them would make a backup with holes.
  if (entries !== described.entries)
    throw new BackupRefused({ because: 'not-everything-seen', expected: described.entries, found: entries })
  const manifest: BackupManifest = {
    format: 'guiju-backup/1',
    ...described,
    tables,
    sequences: await sequencesOf(client),
    leftOut: [...leftOut].toSorted(),
    keys: { folder: order.keysFolder, files: await readdir(order.keysFolder).catch(() => []) },
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  await writeFile(join(draft, manifestFile), text, { mode: 0o600 })
  const sums = new Map([
    [manifestFile, createHash('sha256').update(text).digest('hex')],
    ...tables.map(({ file, sha256 }) => [file, sha256] as const),
  ])
  await writeFile(join(draft, sumsFile), sumsText(sums), { mode: 0o600 })
  const size = tables.reduce((sum, table) => sum + table.size, text.length)
  return { manifest, digest: await sha256OfFile(join(draft, sumsFile)), size }
}

type Described = Pick<
  BackupManifest,
  'organisation' | 'takenAt' | 'lastEntryAt' | 'streams' | 'entries' | 'checkpoint' | 'server' | 'migrations'
>

async function describe(client: Client): Promise<Described> {
  const { rows } = await client.query<{ at: string; version: string; migrated: boolean }>(
    `select ${utc('clock_timestamp()')} as at, current_setting('server_version') as version, to_regclass('public.schema_migration') is not null as migrated`,
  )
  const [first] = rows
  if (first?.migrated !== true) throw new BackupRefused({ because: 'no-schema' })
  const counts = await client.query<{ streams: number; entries: number; last: string | null }>(
    `select count(*)::int as streams, coalesce(sum(sequence), 0)::int as entries, (select ${utc('max(recorded_at)')} from entry) as last from stream`,
  )
  const house = await client.query<{ id: string; zh: string; en: string; kind: string }>(
    'select id, name_zh as zh, name_en as en, kind from organisation',
  )
  const migrations = await client.query<{ name: string }>('select name from schema_migration order by id')
  const [organisation] = house.rows
  return {
    organisation:
      organisation === undefined
        ? null
        : { id: organisation.id, name: { zh: organisation.zh, en: organisation.en }, kind: organisation.kind },
    takenAt: first.at,
    lastEntryAt: counts.rows[0]?.last ?? null,
    streams: counts.rows[0]?.streams ?? 0,
    entries: counts.rows[0]?.entries ?? 0,
    checkpoint: await lastCheckpoint(client),
    server: first.version,
    migrations: migrations.rows.map(({ name }) => name),
  }
}

async function lastCheckpoint(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('public.log_checkpoint') is not null as there")
  if (rows[0]?.there !== true) return null
  const found = await client.query<{ note: string }>('select note from log_checkpoint order by size desc limit 1')
  return found.rows[0]?.note ?? null
}

async function tablesOf(client: Client): Promise<readonly Readonly<{ name: string; columns: readonly string[] }>[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.relname order by c.relname collate "C"`,
  )
  return rows.filter(({ name }) => !leftOut.has(name))
}

async function sequencesOf(client: Client): Promise<BackupManifest['sequences']> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select sequencename::text as name, last_value::text as value from pg_sequences
      where schemaname = 'public' and last_value is not null and sequencename not like 'schema_migration%' order by 1`,
  )
  return rows
}

async function copyTable(
  client: Client,
  draft: string,
  name: string,
  columns: readonly string[],
  signal: AbortSignal,
): Promise<TableInBackup> {
  const file = `tables/${name}.copy.gz`
  const hash = createHash('sha256')
  const rows = client.query(new CopyOut(`copy public.${quoted(name)} (${columns.map(quoted).join(', ')}) to stdout`))
  const hashed = new PassThrough()
  hashed.on('data', (bytes: Buffer) => hash.update(bytes))
  await pipeline(rows, createGzip({ level: 1 }), hashed, createWriteStream(join(draft, file), { mode: 0o600 }), { signal })
  const { size } = await stat(join(draft, file))
  return { name, columns, rows: rows.rows, file, size, sha256: hash.digest('hex') }
}

const utc = (instant: string) => `to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
