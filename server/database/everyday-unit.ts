import { agendaMembers, agendaRows } from './agenda-statement.ts'
import { oneEntryMembers } from './append-statement.ts'
import type { PlannedEntry, UnitOfWork } from './ledger.ts'
import { columns, headsAsJson, payloadRows, projectHeadsSql, storePayloadsSql } from './ledger-statements.ts'
import type { StorageSealing } from './seal-for-storage.ts'
import type { Statement } from './transaction.ts'

export type EverydaySetting = Readonly<{ consumers: readonly string[]; notBefore: string; personal: StorageSealing }>

/** The row it answers, where everything was stored. */
export type EverydayRow = Readonly<{ stream: string; sequence: number; stamp: string; hash: Buffer; recorded_at: string }>

/**
 * One more entry of one case and what follows from it, all in one statement that is its own transaction; null where the
 * unit is more than that (other cases, registers, numbers to take, keys to hold …). It answers a row where everything was
 * stored. It answers none and stores nothing where the case is not at the version expected or the idempotency key is
 * known: every part of it draws on the moved head, and what stood in the way the general way finds out.
 */
export function everydayUnit(unit: UnitOfWork, { consumers, notBefore, personal }: EverydaySetting): Statement | null {
  const [entry] = unit.entries
  if (entry === undefined || entry.projection === null || !isEveryday(unit, entry, personal)) return null
  const { idempotency } = unit
  return {
    name: 'everyday-unit',
    text: everydaySql,
    values: [
      entry.stream,
      entry.expected,
      entry.kind,
      Buffer.from(entry.facts),
      notBefore,
      idempotency?.actor ?? null,
      idempotency?.key ?? null,
      idempotency === null ? null : Buffer.from(idempotency.fingerprint),
      JSON.stringify(idempotency?.answer ?? null),
      headsAsJson([entry.projection], personal.projection),
      consumers,
      ...agendaRows(unit.agenda),
      ...columns(payloadRows(unit.entries), ['serial', 'recordNumber', 'form', 'part', 'hash', 'data']),
    ],
  }
}

function isEveryday(unit: UnitOfWork, { stream, expected, kind, counters, payloads }: PlannedEntry, personal: StorageSealing): boolean {
  const isPlain = unit.entries.length === 1 && expected > 0 && kind !== 'demanded' && Object.keys(counters).length === 0
  const looksElsewhere = unit.registers !== undefined || unit.reads.some((read) => read.stream !== stream || read.sequence !== expected)
  const bringsMore = unit.claims.length > 0 || (unit.beside ?? []).length > 0 || payloads.some(({ attachments }) => attachments.length > 0)
  const hasAgenda = unit.agenda.size === 1 && unit.agenda.has(stream)
  return isPlain && !looksElsewhere && !bringsMore && hasAgenda && personal.hold.length + personal.openings.length === 0
}

const everydaySql = `with ${oneEntryMembers('not exists (select from idempotency i where i.actor = $6::text and i.key = $7::text)')},
answered as (
  insert into idempotency (actor, key, fingerprint, answer) select $6::text, $7::text, $8::bytea, $9::text from head where $6::text is not null
),
projected as (${projectHeadsSql('head cross join jsonb_to_recordset($10::jsonb)', 'head.at')}),
enqueued as (insert into outbox (consumer, stream, sequence) select consumer, head.stream, head.sequence from head, unnest($11::text[]) as consumer),
${agendaMembers('select stream from head', '$12', '$13')},
stored as (${storePayloadsSql(`(
    select head.stream, head.sequence, sent.* from head, unnest($14::int[], $15::text[], $16::text[], $17::text[], $18::bytea[], $19::bytea[]) as sent (serial, record_number, form, part, hash, data)
  ) as p`)})
select stream, sequence, stamp, hash, recorded_at from head`
