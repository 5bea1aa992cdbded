import { agendaMembers, agendaRows } from './agenda-statement.ts'
import { instantText } from './append-statement.ts'
import type { UnitOfWork } from './ledger.ts'
import { columns, headAsJson, payloadRows, projectHeadsSql, storePayloadsSql } from './ledger-statements.ts'
import type { StorageSealing } from './seal-for-storage.ts'
import type { Statement } from './transaction.ts'

/** A unit ready to be written. `notBefore`: no stamp of it lies before. */
export type ReadyUnit = Readonly<{ unit: UnitOfWork; personal: StorageSealing; notBefore: string }>

/** The row of each unit that was stored. */
export type EverydayRow = Readonly<{ stream: string; sequence: number; stamp: string; hash: Buffer; recorded_at: string }>

/** Whether a unit is one more entry of one case and what follows from it: no other case, no register, no number to take, no key to hold. */
export function isEveryday({ unit, personal }: ReadyUnit): boolean {
  const [entry] = unit.entries
  if (entry === undefined || unit.entries.length > 1 || entry.projection === null) return false
  const { stream, expected, kind, counters, payloads } = entry
  const isPlain = expected > 0 && kind !== 'demanded' && Object.keys(counters).length === 0
  const looksElsewhere = unit.registers !== undefined || unit.reads.some((read) => read.stream !== stream || read.sequence !== expected)
  const bringsMore = unit.claims.length > 0 || (unit.beside ?? []).length > 0 || payloads.some(({ attachments }) => attachments.length > 0)
  const hasAgenda = unit.agenda.size === 1 && unit.agenda.has(stream)
  return isPlain && !looksElsewhere && !bringsMore && hasAgenda && personal.hold.length + personal.openings.length === 0
}

/**
 * Everyday units of different cases in one statement that is its own transaction. It answers a row for each that was
 * stored. One whose case is not at the version expected, or whose idempotency key is known, has no row, and nothing of it is
 * stored: every part of it draws on its moved head. Heads are locked in the order of their ids, as everywhere.
 */
export function everydayUnits(ready: readonly ReadyUnit[], consumers: readonly string[]): Statement {
  const units = ready.map(({ unit }) => unit)
  const entries = units.flatMap((unit) => unit.entries)
  const answers = units.map(({ idempotency }) => idempotency)
  const heads = ready.flatMap(({ unit, personal }) =>
    unit.entries.flatMap(({ projection }) => (projection === null ? [] : [headAsJson(projection, personal.projection)])),
  )
  return {
    name: 'everyday-units',
    text: everydaySql,
    values: [
      ...columns(entries, ['stream', 'expected', 'kind']),
      entries.map(({ facts }) => Buffer.from(facts)),
      ready.map(({ notBefore }) => notBefore),
      ...columns(
        answers.map((one) => ({ actor: one?.actor ?? null, key: one?.key ?? null })),
        ['actor', 'key'],
      ),
      answers.map((one) => (one === null ? null : Buffer.from(one.fingerprint))),
      answers.map((one) => JSON.stringify(one?.answer ?? null)),
      `[${heads.join()}]`,
      consumers,
      ...agendaRows(new Map(units.flatMap(({ agenda }) => [...agenda]))),
      ...columns(payloadRows(entries), ['stream', 'serial', 'recordNumber', 'form', 'part', 'hash', 'data']),
    ],
  }
}

const everydaySql = `with planned as materialized (
  select * from unnest($1::uuid[], $2::int[], $3::text[], $4::bytea[], $5::timestamptz[], $6::text[], $7::text[], $8::bytea[], $9::text[])
    as p (stream, expected, kind, facts, not_before, actor, key, fingerprint, answer)
),
locked as materialized (select id from stream where id = any ($1::uuid[]) order by id for no key update),
clock as materialized (
  select p.*, clock_kind() as clock, greatest(record_clock(), p.not_before, (select e.recorded_at from entry e where e.stream = p.stream and e.sequence = p.expected)) as at
  from planned p
),
stamped as materialized (
  select clock.*, 'guiju-stamp/1 ' || (expected + 1) || ' ' || ${instantText('at')} || ' ' || clock || E'\\n' as stamp from clock
),
head as (
  update stream s set sequence = s.sequence + 1, hash = sha256(s.hash || sha256(t.facts) || convert_to(t.stamp, 'UTF8'))
  from stamped t where s.id = t.stream and s.sequence = t.expected and (select count(*) from locked) > 0
    and not exists (select from idempotency i where i.actor = t.actor and i.key = t.key)
  returning s.id as stream, s.sequence, s.hash, t.stamp, t.at, t.kind, t.facts, t.actor, t.key, t.fingerprint, t.answer
),
written as (insert into entry (stream, sequence, kind, facts, stamp, hash, recorded_at) select stream, sequence, kind, facts, stamp, hash, at from head),
answered as (insert into idempotency (actor, key, fingerprint, answer) select actor, key, fingerprint, answer from head where actor is not null),
projected as (${projectHeadsSql('head join jsonb_to_recordset($10::jsonb)', 'head.at', 'on p.id = head.stream')}),
enqueued as (insert into outbox (consumer, stream, sequence) select consumer, head.stream, head.sequence from head, unnest($11::text[]) as consumer),
${agendaMembers('select stream from head', '$12', '$13')},
stored as (${storePayloadsSql(`(
    select head.stream, head.sequence, sent.serial, sent.record_number, sent.form, sent.part, sent.hash, sent.data
    from unnest($14::uuid[], $15::int[], $16::text[], $17::text[], $18::text[], $19::bytea[], $20::bytea[]) as sent (stream, serial, record_number, form, part, hash, data)
    join head on head.stream = sent.stream
  ) as p`)})
select stream, sequence, stamp, hash, ${instantText('at')} as recorded_at from head`
