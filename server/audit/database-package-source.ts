import type { Pool, PoolClient } from 'pg'
import { ruleLibraryVersion } from '#engine'
import { baselineManifest, concat, type Entry, type ExportScope, type HashText, hashText, type Opening, type OutsideCase } from '#records'
import { openingsOf } from '../database/stored-openings.ts'
import type { StoredOpening } from '../privacy/seal-openings.ts'
import type { PackageSource, SourceBaseline, SourceCase, SourcePayload } from './package-source.ts'

const BATCH = 50

type Head = Readonly<{ id: string; number: string; document: string; baseline: string }>
type EntryRow = Readonly<{ stream: string; sequence: number; facts: Buffer; stamp: string; hash: Buffer }>
type PayloadRow = Readonly<{ stream: string; serial: number; record_number: string | null; hash: Buffer; data: Buffer }>

/**
 * Reads a package's content from the database as of one moment, in one read-only transaction that lasts as long as `work`.
 * Memory holds one batch of cases.
 */
export async function withPackageSource<T>(
  pool: Pick<Pool, 'connect'>,
  print: PackageSource['print'],
  work: (source: PackageSource) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('begin transaction isolation level repeatable read read only')
    const done = await work(sourceOn(client, print, pool))
    await client.query('commit')
    broken = false
    return done
  } finally {
    // A transaction that was not committed goes with its connection.
    client.release(broken)
  }
}

function sourceOn(client: Pick<PoolClient, 'query'>, print: PackageSource['print'], pool: object): PackageSource {
  return {
    print,
    async organisation() {
      const { rows } = await client.query<{ id: string; zh: string; en: string }>(
        'select id, name_zh as zh, name_en as en from organisation',
      )
      const [found] = rows
      if (found === undefined) throw new Error('Expected the database to have its organisation, but it has none')
      return found
    },
    async organisationEntries() {
      const { rows } = await client.query<EntryRow>(
        'select e.stream, e.sequence, e.facts, e.stamp, e.hash from entry e join organisation o on o.id = e.stream order by e.sequence',
      )
      return rows.map(entryOf)
    },
    async count(scope) {
      const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from case_head ${inScope}`, scopeValues(scope))
      return rows[0]?.count ?? 0
    },
    async *cases(scope) {
      const { rows } = await client.query<Head>(
        `select id, number, document, baseline from case_head ${inScope} order by number collate "C"`,
        scopeValues(scope),
      )
      for (let at = 0; at < rows.length; at += BATCH) yield* await readCases(client, rows.slice(at, at + BATCH), pool)
    },
    async known(cases) {
      const { rows } = await client.query<OutsideCase>('select id as "case", number, document from case_head where id = any($1::uuid[])', [
        cases,
      ])
      return rows
    },
    async attachment(sha256) {
      const { rows } = await client.query<{ data: Buffer }>(
        'select p.data from attachment_piece p where p.attachment = (select id from attachment where sha256 = $1 order by id limit 1) order by p.ordinal',
        [Buffer.from(sha256, 'hex')],
      )
      return rows.length === 0 ? null : concat(rows.map(({ data }) => data))
    },
    baseline: (hash) => readBaseline(client, hash),
  }
}

const inScope =
  'where ($1::text is null or number = $1) and ($2::text is null or document = $2) and ($3::int is null or year = $3) and ($4::text is null or site = $4) and ($5::text is null or exists (select from jsonb_each_text(subject) s where s.value = $5)) and ($6::text[] is null or document = any($6))'

function scopeValues({ case: number, document, year, centre, batch, clause }: ExportScope): (string | number | readonly string[] | null)[] {
  return [number, document, year, centre, batch, clause?.documents ?? null]
}

async function readCases(client: Pick<PoolClient, 'query'>, heads: readonly Head[], pool: object): Promise<readonly SourceCase[]> {
  const streams = [heads.map(({ id }) => id)]
  const entries = await client.query<EntryRow>(
    'select stream, sequence, facts, stamp, hash from entry where stream = any($1::uuid[]) order by stream, sequence',
    streams,
  )
  const payloads = await client.query<PayloadRow>(
    'select stream, serial, record_number, hash, data from payload where stream = any($1::uuid[]) order by stream, sequence, serial',
    streams,
  )
  const openings = await client.query<StoredOpening>(
    'select stream, serial, path, salt, value, key, sealed from opening where stream = any($1::uuid[]) order by stream, serial, path collate "C"',
    streams,
  )
  const entriesOf = Map.groupBy(entries.rows, ({ stream }) => stream)
  const payloadsOf = Map.groupBy(payloads.rows, ({ stream }) => stream)
  const openingsIn = await openingsByPayload(pool, openings.rows)
  return heads.map((head) => ({
    ...head,
    entries: (entriesOf.get(head.id) ?? []).map(entryOf),
    payloads: (payloadsOf.get(head.id) ?? []).map(
      (row): SourcePayload => ({
        recordNumber: row.record_number,
        hash: hashText(row.hash),
        bytes: row.data,
        openings: openingsIn.get(`${head.id} ${row.serial}`) ?? [],
      }),
    ),
  }))
}

async function readBaseline(client: Pick<PoolClient, 'query'>, hash: string): Promise<SourceBaseline | null> {
  const { rows } = await client.query<{ path: string; hash: Buffer; data: Buffer }>(
    'select f.path, f.hash, c.data from baseline_file f join content c on c.hash = f.hash where f.baseline = $1 order by f.path collate "C"',
    [hash],
  )
  if (rows.length === 0) return null
  const hashes = new Map<string, HashText>(rows.map((row) => [row.path, hashText(row.hash)]))
  // The rule library's number is part of the hash and not kept beside it: the one that gives the hash is it.
  for (let version = ruleLibraryVersion; version >= 1; version -= 1) {
    const made = baselineManifest(String(version), hashes)
    if (made.hash === hash) return { manifest: made.bytes, files: new Map(rows.map(({ path, data }) => [path, data])) }
  }
  return null
}

function entryOf({ stream, sequence, facts, stamp, hash }: EntryRow): Entry {
  return { stream, sequence, facts, stamp, hash }
}

async function openingsByPayload(pool: object, rows: readonly StoredOpening[]): Promise<ReadonlyMap<string, readonly Opening[]>> {
  const found = new Map<string, readonly Opening[]>()
  for (const [stream, own] of Map.groupBy(rows, (row) => row.stream))
    for (const [serial, openings] of Map.groupBy(await openingsOf(pool, own), (opening) => opening.serial))
      found.set(
        `${stream} ${serial}`,
        openings.map(({ path, salt, value }) => ({ path, salt, value })),
      )
  return found
}
