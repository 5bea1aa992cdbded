import type { Pool } from 'pg'
import { ruleLibraryVersion } from '#engine'
import { baselineManifest, type Entry, type ExportScope, type HashText, hashText, type Opening, type OutsideCase } from '#records'
import { openingsOf } from '../database/stored-openings.ts'
import { latestCheckpoint } from '../log/checkpoint-store.ts'
import type { StoredOpening } from '../privacy/seal-openings.ts'
import { packLog } from './pack-log.ts'
import type { PackageSource, SourceBaseline, SourceCase, SourceHead, SourceHouse, SourcePayload } from './package-source.ts'

type Reading = Pick<Pool, 'query'>
type EntryRow = Readonly<{ stream: string; sequence: number; facts: Buffer; stamp: string; hash: Buffer; leaf: string | null }>
type PayloadRow = Readonly<{ stream: string; serial: number; record_number: string | null; hash: Buffer; data: Buffer }>

/** Pieces of an attachment read at a time: 1 MB. */
const PIECES = 4
const ANSWERS = 500

/**
 * Reads a package's content from the database. It opens no long transaction: streams only grow, so the heads noted at the
 * beginning say what belongs to the package, however long it takes and however often it is taken up again.
 */
export function makeDatabaseSource(pool: Reading, witnesses: readonly string[] = []): PackageSource {
  return {
    async house() {
      const { rows } = await pool.query<Omit<SourceHouse, 'centres'>>('select id, name_zh as zh, name_en as en, zone from organisation')
      const [found] = rows
      if (found === undefined) throw new Error('Expected the database to have its organisation, but it has none')
      const centres = await pool.query<SourceHouse['centres'][number]>(
        'select code, name_zh as zh, name_en as en, active from testing_centre order by code',
      )
      return { ...found, centres: centres.rows }
    },
    checkpoint: async () => (await latestCheckpoint(pool))?.size ?? null,
    async organisation(log) {
      const { rows } = await pool.query<EntryRow>(
        `select e.stream, e.sequence, e.facts, e.stamp, e.hash, l.index as leaf
         from organisation o join entry e on e.stream = o.id left join log_leaf l on l.stream = e.stream and l.sequence = e.sequence
         order by e.sequence`,
      )
      return { entries: rows.map(entryOf), leaves: rows.map((row) => leafOf(row, log)) }
    },
    async *heads(scope) {
      let last = ''
      for (;;) {
        const { rows } = await pool.query<SourceHead>(
          `select h.id, h.number, h.document, h.baseline, s.sequence as entries from case_head h join stream s on s.id = h.id
           ${inScope} and h.number collate "C" > $7 order by h.number collate "C" limit ${ANSWERS}`,
          [...scopeValues(scope), last],
        )
        yield* rows
        last = rows.at(-1)?.number ?? ''
        if (rows.length < ANSWERS) return
      }
    },
    cases: (heads, log) => readCases(pool, heads, log),
    async known(cases) {
      const { rows } = await pool.query<OutsideCase>('select id as "case", number, document from case_head where id = any($1::uuid[])', [
        cases,
      ])
      return rows
    },
    async numbered(numbers) {
      const { rows } = await pool.query<OutsideCase>('select id as "case", number, document from case_head where number = any($1)', [
        numbers,
      ])
      return rows
    },
    async attachment(sha256) {
      const { rows } = await pool.query<{ id: string }>('select id from attachment where sha256 = $1 order by id limit 1', [
        Buffer.from(sha256, 'hex'),
      ])
      const [found] = rows
      return found === undefined ? null : () => piecesOf(pool, found.id)
    },
    baseline: (hash) => readBaseline(pool, hash),
    log: (checkpoint, leaves) => packLog(pool, checkpoint, leaves, witnesses),
  }
}

const inScope = `where ($1::text is null or h.number = $1) and ($2::text is null or h.document = $2) and ($3::int is null or h.year = $3)
  and ($4::text is null or h.site = $4) and ($5::text is null or exists (select from jsonb_each_text(h.subject) s where s.value = $5))
  and ($6::text[] is null or h.document = any($6))`

function scopeValues({ case: number, document, year, centre, batch, clause }: ExportScope): (string | number | readonly string[] | null)[] {
  return [number, document, year, centre, batch, clause?.documents ?? null]
}

async function* piecesOf(pool: Reading, attachment: string): AsyncGenerator<Uint8Array> {
  for (let from = 0; ; from += PIECES) {
    const { rows } = await pool.query<{ data: Buffer }>(
      'select data from attachment_piece where attachment = $1 order by ordinal offset $2 limit $3',
      [attachment, from, PIECES],
    )
    for (const { data } of rows) yield data
    if (rows.length < PIECES) return
  }
}

async function readCases(pool: Reading, heads: readonly SourceHead[], log: number | null): Promise<readonly SourceCase[]> {
  const streams = heads.map(({ id }) => id)
  const lengths = heads.map((head) => head.entries)
  const upTo = 'join unnest($1::uuid[], $2::int[]) as h (id, head) on h.id = e.stream and e.sequence <= h.head'
  const [entries, payloads, openings, persons] = await Promise.all([
    pool.query<EntryRow>(
      log === null
        ? `select e.stream, e.sequence, e.facts, e.stamp, e.hash, null as leaf from entry e ${upTo} order by e.stream, e.sequence`
        : `select e.stream, e.sequence, e.facts, e.stamp, e.hash, l.index as leaf from entry e ${upTo}
           left join log_leaf l on l.stream = e.stream and l.sequence = e.sequence order by e.stream, e.sequence`,
      [streams, lengths],
    ),
    pool.query<PayloadRow>(
      `select e.stream, e.serial, e.record_number, e.hash, e.data from payload e ${upTo} order by e.stream, e.sequence, e.serial`,
      [streams, lengths],
    ),
    pool.query<StoredOpening>(
      `select stream, serial, path, salt, value, key, sealed from opening o where stream = any($1::uuid[])
        and not exists (select from personal_key k where k.id = o.key and k.restricted) order by stream, serial, path collate "C"`,
      [streams],
    ),
    pool.query<Readonly<{ stream: string; id: string; name: string }>>(
      `select h.id as stream, p.id, p.name from case_head h cross join jsonb_each_text(h.subject) s join person p on p.id::text = s.value
        where h.id = any($1::uuid[])`,
      [streams],
    ),
  ])
  const personsOf = Map.groupBy(persons.rows, ({ stream }) => stream)
  const entriesOf = Map.groupBy(entries.rows, ({ stream }) => stream)
  const payloadsOf = Map.groupBy(payloads.rows, ({ stream }) => stream)
  const openingsIn = await openingsByPayload(pool, openings.rows)
  return heads.map(({ entries: _, ...head }) => {
    const rows = entriesOf.get(head.id) ?? []
    return {
      ...head,
      entries: rows.map(entryOf),
      leaves: rows.map((row) => leafOf(row, log)),
      persons: (personsOf.get(head.id) ?? []).map(({ id, name }) => [id, name] as const),
      payloads: (payloadsOf.get(head.id) ?? []).map(
        (row): SourcePayload => ({
          recordNumber: row.record_number,
          hash: hashText(row.hash),
          bytes: row.data,
          openings: openingsIn.get(`${head.id} ${row.serial}`) ?? [],
        }),
      ),
    }
  })
}

async function readBaseline(pool: Reading, hash: string): Promise<SourceBaseline | null> {
  const { rows } = await pool.query<{ path: string; hash: Buffer; data: Buffer }>(
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

/** A leaf the checkpoint does not cover yet is none. */
function leafOf({ leaf }: EntryRow, log: number | null): number | null {
  const index = leaf === null || log === null ? null : Number(leaf)
  return index !== null && log !== null && index < log ? index : null
}

async function openingsByPayload(pool: Reading, rows: readonly StoredOpening[]): Promise<ReadonlyMap<string, readonly Opening[]>> {
  const found = new Map<string, readonly Opening[]>()
  for (const [stream, own] of Map.groupBy(rows, (row) => row.stream))
    for (const [serial, openings] of Map.groupBy(await openingsOf(pool, own), (opening) => opening.serial))
      found.set(
        `${stream} ${serial}`,
        openings.map(({ path, salt, value }) => ({ path, salt, value })),
      )
  return found
}
