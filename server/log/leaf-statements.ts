import type { Statement } from '../database/transaction.ts'
import type { WholeTile } from './growing-log.ts'

/** Where to look for entries that have no leaf: those recorded since some seconds before a moment, or those in some blocks of the table. */
export type Place = Readonly<{ since: string; seconds: number; most: number } | { blocks: readonly [number, number] }>

/** What one statement put into the log. `waiting`: it found them, but not their predecessors. */
export type Appended = Readonly<{
  found: number
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
  return 'since' in place
    ? { name: 'append-leaves-since', text: sinceSql, values: [size, place.since, place.most, place.seconds] }
    : { name: 'append-leaves-in', text: blocksSql, values: [size, `(${place.blocks[0]},0)`, `(${place.blocks[1]},0)`] }
}

export const storeTiles = (tiles: readonly WholeTile[]): Statement => ({
  name: 'store-tiles',
  text: 'insert into log_tile (level, index, hashes) select * from unnest($1::int[], $2::bigint[], $3::bytea[])',
  values: [tiles.map(({ level }) => level), tiles.map(({ index }) => index), tiles.map(({ hashes }) => Buffer.from(hashes))],
})

/**
 * Looked up entry by entry: few of many are new, and a plan that reads all leaves would cost more with every year. On
 * disk when it is committed, whatever the session: what the signer has signed must not be lost with the power.
 */
export const lookUpOneByOne: Statement = {
  text: `select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true),
    set_config('enable_material', 'off', true), set_config('jit', 'off', true),
    set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, true)`,
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

const sql = (where: string, limit: string, closing: string) => `
with found as materialized (
  select e.stream, e.sequence, e.hash, e.recorded_at, ${closing} as closing
  from entry e
  where ${where} and not exists (select from log_leaf l where l.stream = e.stream and l.sequence = e.sequence)
  ${limit}
),
runs as (
  select f.*, row_number() over w as nth, f.sequence - row_number() over w = min(f.sequence) over w - 1 as unbroken
  from found f window w as (partition by f.stream order by f.sequence)
),
-- Only the first of each run has a predecessor to look for. A scalar query and not an EXISTS, which might be hashed over all leaves.
linked as (
  select r.*, case when r.nth = 1
    then r.sequence = 1 or (select p.index from log_leaf p where p.stream = r.stream and p.sequence = r.sequence - 1) is not null end as open
  from runs r
),
marked as materialized (select l.*, l.unbroken and bool_or(l.open) over (partition by l.stream) as ready from linked l),
ready as (
  select m.*, row_number() over (order by m.recorded_at, m.stream, m.sequence) as place from marked m where m.ready
),
written as (
  insert into log_leaf (index, stream, sequence, hash)
  select $1::bigint + place - 1, stream, sequence, ${leafHashSql('ready')} from ready
  returning index, hash
)
select m.*, w.hashes from
  (select count(*)::int as found, count(*) filter (where not ready)::int as waiting, max(recorded_at) filter (where ready) as newest,
    coalesce(bool_or(closing) filter (where ready), false) as closing, min(stream || ' ' || sequence) filter (where not ready) as first_waiting from marked) m,
  (select string_agg(hash, ''::bytea order by index) as hashes from written) w`

const sinceSql = sql(
  // In a query of its own the clock is read once, and not again for every row.
  'e.recorded_at >= (select least($2::timestamptz, record_clock()) - make_interval(secs => $4))',
  'order by e.recorded_at, e.stream, e.sequence limit $3',
  closingSql,
)
const blocksSql = sql('e.ctid >= $2::tid and e.ctid < $3::tid', '', 'false')
