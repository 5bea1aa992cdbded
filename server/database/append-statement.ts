import type { PlannedEntry } from './ledger.ts'
import type { Statement } from './transaction.ts'

/** One row for each entry, in order. `moved` tells how many stream heads moved, the same in every row. */
export type AppendedRow = Readonly<{
  stream: string
  sequence: number
  stamp: string
  hash: Buffer
  numbers: Readonly<Record<string, string>>
  recorded_at: string
  moved: number
}>

/**
 * Writes entries: takes their gap-free numbers in key order, makes their stamps in the form of records/stamp.ts, chains
 * their hashes, moves the heads of their streams. A head that is not where the entry expects it does not move, and the
 * caller rolls back. `notBefore`: the instant last handed out, which a clock that was set back must not undercut.
 */
export function append(entries: readonly PlannedEntry[], notBefore: string): Statement {
  const [only, ...others] = entries
  const isPlain = only !== undefined && others.length === 0 && only.expected > 0 && Object.keys(only.counters).length === 0
  return isPlain ? appendOne(only, notBefore) : appendAll(entries, notBefore)
}

/** The everyday case, one more entry of one stream, takes a fraction of what the general statement takes. */
const appendOne = ({ stream, expected, kind, facts }: PlannedEntry, notBefore: string): Statement => ({
  name: 'append-entry',
  text: oneSql,
  values: [stream, expected, kind, Buffer.from(facts), notBefore],
})

function appendAll(entries: readonly PlannedEntry[], notBefore: string): Statement {
  const counters = entries.flatMap((entry, index) =>
    Object.entries(entry.counters).map(([name, pattern]) => ({ nth: index + 1, name, pattern, width: serialWidth(pattern) })),
  )
  return {
    name: 'append-entries',
    text: allSql,
    values: [
      entries.map(({ stream }) => stream),
      entries.map(({ expected }) => expected),
      entries.map(({ kind }) => kind),
      entries.map(({ facts }) => Buffer.from(facts)),
      entries.map(({ projection }) => (projection === null ? 'organisation' : 'case')),
      counters.map(({ nth }) => nth),
      counters.map(({ name }) => name),
      counters.map(({ pattern }) => pattern),
      counters.map(({ width }) => width),
      notBefore,
    ],
  }
}

/** Digits of `{serial:5}` in a pattern. Only the author's checked documents reach here. */
function serialWidth(pattern: string): number {
  const width = /\{serial:(\d)\}/.exec(pattern)?.[1]
  if (width === undefined) throw new Error(`Expected a counter pattern with {serial:n}, but found "${pattern}".`)
  return Number(width)
}

/** An instant as stamps have it. */
export const instantText = (at: string) => `to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const oneSql = `
with clock as materialized (
  select greatest(record_clock(), $5::timestamptz, (select recorded_at from entry where stream = $1 and sequence = $2)) as at, clock_kind() as kind
),
stamped as materialized (
  select at, 'guiju-stamp/1 ' || ($2::int + 1) || ' ' || ${instantText('at')} || ' ' || kind || E'\\n' as stamp from clock
),
head as (
  update stream s set sequence = s.sequence + 1, hash = sha256(s.hash || sha256($4::bytea) || convert_to(stamped.stamp, 'UTF8'))
  from stamped where s.id = $1::uuid and s.sequence = $2::int
  returning s.id, s.sequence, s.hash, stamped.stamp, stamped.at
),
written as (
  insert into entry (stream, sequence, kind, facts, stamp, hash, recorded_at) select id, sequence, $3::text, $4::bytea, stamp, hash, at from head
)
select id as stream, sequence, stamp, hash, '{}'::jsonb as numbers, ${instantText('at')} as recorded_at, 1 as moved from head`

const allSql = `
with recursive
planned as (
  select * from unnest($1::uuid[], $2::int[], $3::text[], $4::bytea[], $5::text[]) with ordinality as p (stream, expected, kind, facts, stream_kind, nth)
),
first as (select stream, min(expected) as expected, max(expected) + 1 as reached, min(stream_kind) as stream_kind from planned group by stream),
clock as materialized (
  select at, clock_kind() as kind, extract(year from at at time zone coalesce((select zone from organisation), 'Asia/Shanghai'))::int as year
  from (select greatest(record_clock(), $10::timestamptz, (select max(e.recorded_at) from first f join entry e on e.stream = f.stream and e.sequence = f.expected)) as at) c
),
asked as (
  select a.nth, a.name, a.pattern, a.width, case when strpos(a.pattern, '{year}') > 0 then clock.year else 0 end as year
  from unnest($6::int[], $7::text[], $8::text[], $9::int[]) as a (nth, name, pattern, width), clock
),
taken as (
  insert into counter as c (key, year, value)
  select pattern, year, count(*)::int from asked group by pattern, year order by pattern collate "C", year
  on conflict (key, year) do update set value = c.value + excluded.value
  returning c.key, c.year, c.value
),
numbered as (
  select a.nth, a.name, replace(replace(a.pattern, '{year}', a.year::text), '{serial:' || a.width || '}', lpad(serial::text, greatest(a.width, length(serial::text)), '0')) as number
  from (
    select asked.*, taken.value - count(*) over (partition by asked.pattern, asked.year) + row_number() over (partition by asked.pattern, asked.year order by asked.nth, asked.name collate "C") as serial
    from asked join taken on taken.key = asked.pattern and taken.year = asked.year
  ) a
),
stamped as materialized (
  select p.stream, p.expected + 1 as sequence, p.kind, p.facts, p.nth, clock.at,
    'guiju-stamp/1 ' || (p.expected + 1) || ' ' || ${instantText('clock.at')} || ' ' || clock.kind
      || coalesce((select string_agg(' ' || n.name || '=' || n.number, '' order by n.name collate "C") from numbered n where n.nth = p.nth), '') || E'\\n' as stamp,
    coalesce((select jsonb_object_agg(n.name, n.number) from numbered n where n.nth = p.nth), '{}') as numbers
  from planned p, clock
),
chain as (
  select s.*, sha256(coalesce(head.hash, decode(repeat('00', 32), 'hex')) || sha256(s.facts) || convert_to(s.stamp, 'UTF8')) as hash
  from stamped s join first f on f.stream = s.stream and f.expected + 1 = s.sequence left join stream head on head.id = s.stream
  union all
  select s.*, sha256(c.hash || sha256(s.facts) || convert_to(s.stamp, 'UTF8'))
  from chain c join stamped s on s.stream = c.stream and s.sequence = c.sequence + 1
),
written as (
  insert into entry (stream, sequence, kind, facts, stamp, hash, recorded_at)
  select stream, sequence, kind, facts, stamp, hash, at from chain
),
begun as (
  insert into stream (id, kind, sequence, hash)
  select f.stream, f.stream_kind, f.reached, c.hash from first f join chain c on c.stream = f.stream and c.sequence = f.reached where f.expected = 0
  on conflict (id) do nothing
  returning id
),
continued as (
  update stream s set sequence = f.reached, hash = c.hash
  from first f join chain c on c.stream = f.stream and c.sequence = f.reached
  where s.id = f.stream and s.sequence = f.expected and f.expected > 0
  returning s.id
)
select stream, sequence, stamp, hash, numbers, ${instantText('at')} as recorded_at,
  ((select count(*) from begun) + (select count(*) from continued))::int as moved
from chain order by nth`
