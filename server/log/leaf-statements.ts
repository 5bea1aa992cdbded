import type { Statement } from '../database/transaction.ts'
import type { WholeTile } from './growing-log.ts'

/**
 * Where to look for entries that have no leaf: those recorded since some seconds before a moment, those stored behind a
 * block of the table, or those in some blocks of it.
 */
export type Place = Readonly<
  { since: string; seconds: number; most: number } | { behind: number; most: number } | { blocks: readonly [number, number] }
>

/** What one statement put into the log. `waiting`: it found them, but not their predecessors. */
export type Appended = Readonly<{
  waiting: number
  /** The hashes of the new leaves, 32 bytes each, in order. */
  hashes: Buffer | null
  newest: string | null
  closing: boolean
  first_waiting: string | null
}>

/**
 * Entries without a leaf, by their absence from `log_leaf` and nothing else: transaction numbers and sequences of a
 * database begin anew where it is restored. An entry whose predecessor in its stream has no leaf and gets none now waits.
 */
export function appendLeaves(place: Place, size: number): Statement {
  if ('since' in place) return { name: 'append-leaves-since', text: sinceSql, values: [size, place.since, place.most, place.seconds] }
  if ('behind' in place) return { name: 'append-leaves-behind', text: behindSql, values: [size, `(${place.behind},0)`, place.most] }
  return { name: 'append-leaves-in', text: blocksSql, values: [size, `(${place.blocks[0]},0)`, `(${place.blocks[1]},0)`] }
}

export const storeTiles = (tiles: readonly WholeTile[]): Statement => ({
  name: 'store-tiles',
  text: 'insert into log_tile (level, index, hashes) select * from unnest($1::int[], $2::bigint[], $3::bytea[])',
  values: [tiles.map(({ level }) => level), tiles.map(({ index }) => index), tiles.map(({ hashes }) => Buffer.from(hashes))],
})

/**
 * Leaves are looked up one by one, never read all of them, which would cost more with every year: each look is a scalar
 * query, which is not hashed, and none reads a table from its beginning. On disk when it is committed, whatever the
 * session: what the signer has signed must not be lost with the power. Answers how many blocks the table of entries has.
 */
export const lookUpOneByOne: Statement = {
  name: 'look-up-one-by-one',
  text: `select set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true),
    set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, true),
    (pg_relation_size('entry') / current_setting('block_size')::int)::float8 as blocks`,
  values: [],
}

/** How many blocks the table of entries has, and in which of them the entry of the newest leaf stands. */
export const blocksOfEntries = `select (pg_relation_size('entry') / current_setting('block_size')::int)::bigint::float8 as blocks,
  (select (e.ctid::text::point)[0] from (select stream, sequence from log_leaf order by index desc limit 1) l
    join entry e on e.stream = l.stream and e.sequence = l.sequence) as newest`

/** SHA-256(0x00 ‖ leaf bytes), as records/log/leaf.ts makes it; a test compares the two. */
export const leafHashSql = (entry: string): string =>
  `sha256('\\x00'::bytea || convert_to('guiju-leaf/1 ' || ${entry}.stream || ' ' || ${entry}.sequence || ' ' || encode(${entry}.hash, 'hex') || E'\\n', 'UTF8'))`

// `"closed":null` stands in the facts of every entry of a case that goes on. In a sweep nobody waits for a checkpoint.
const closingSql = `position('\\x22636c6f736564223a6e756c6c'::bytea in e.facts) = 0`

const leafOf = (stream: string, sequence: string) =>
  `(select l.sequence from log_leaf l where l.stream = ${stream} and l.sequence = ${sequence})`

const sql = (where: string, limit: string, closing: string) => `
with seen as materialized (
  select e.stream, e.sequence, e.hash, e.recorded_at, ${closing} as closing from entry e where ${where} ${limit}
),
-- Behind the last leaf of its stream no entry has one: these need not be looked up each for itself.
led as materialized (
  select s.stream, coalesce((select l.sequence from log_leaf l where l.stream = s.stream order by l.sequence desc limit 1), 0) as last
  from (select distinct stream from seen) s
),
found as (
  select s.*, led.last from seen s join led on led.stream = s.stream where s.sequence > led.last or ${leafOf('s.stream', 's.sequence')} is null
),
runs as (
  select f.*, row_number() over w as nth, first_value(f.sequence) over w as first
  from found f window w as (partition by f.stream order by f.sequence rows unbounded preceding)
),
-- An unbroken run is ready where its first entry is the first of its stream or has a predecessor with a leaf.
marked as materialized (
  select r.stream, r.sequence, r.hash, r.recorded_at, r.closing,
    r.sequence - r.nth = r.first - 1 and (r.first in (1, r.last + 1) or ${leafOf('r.stream', 'r.first - 1')} is not null) as ready
  from runs r
),
ready as (
  select m.*, row_number() over (order by m.recorded_at, m.stream, m.sequence) as place from marked m where m.ready
),
written as (
  insert into log_leaf (index, stream, sequence, hash)
  select $1::bigint + place - 1, stream, sequence, ${leafHashSql('ready')} from ready
  returning index, hash
)
select m.*, w.hashes from
  (select count(*) filter (where not ready)::int as waiting, max(recorded_at) filter (where ready) as newest,
    coalesce(bool_or(closing) filter (where ready), false) as closing, min(stream || ' ' || sequence) filter (where not ready) as first_waiting from marked) m,
  (select string_agg(hash, ''::bytea order by index) as hashes from written) w`

const isAbsent = `${leafOf('e.stream', 'e.sequence')} is null`
const firstOfAll = 'order by e.recorded_at, e.stream, e.sequence limit $3'

// In a query of its own the clock is read once, and not again for every row.
const since = 'e.recorded_at >= (select least($2::timestamptz, record_clock()) - make_interval(secs => $4))'
const sinceSql = sql(`${since} and ${isAbsent}`, firstOfAll, closingSql)
const behindSql = sql(`e.ctid >= $2::tid and ${isAbsent}`, firstOfAll, closingSql)
const blocksSql = sql('e.ctid >= $2::tid and e.ctid < $3::tid', '', 'false')
