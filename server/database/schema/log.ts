import { defineEntity, p } from '@mikro-orm/core'
import { deletionBody } from '../migrations/0009-retention.ts'
import { appendOnly } from './guard.ts'

/** Data goes only where an entry of its stream names it: whoever holds the login that deletes cannot do it in silence. */
const onlyOrdered = {
  name: 'payload_ordered',
  timing: 'before' as const,
  events: ['delete' as const],
  forEach: 'row' as const,
  body: deletionBody,
}

/** The head of a chain of entries: a case, or the organisation. The hot row of every write; nothing else stands in it. */
export const StreamRow = defineEntity({
  name: 'StreamRow',
  tableName: 'stream',
  properties: {
    id: p.uuid().primary(),
    kind: p.string().columnType('text'),
    sequence: p.integer(),
    hash: p.blob(),
  },
  checks: [{ name: 'stream_kind_check', expression: "kind in ('case', 'organisation')" }],
})

/** What happened, as it was hashed. `kind` and `recorded_at` repeat what the bytes say, for queries; `rebuild` compares them. */
export const EntryRow = defineEntity({
  name: 'EntryRow',
  tableName: 'entry',
  properties: {
    stream: p.uuid().primary(),
    sequence: p.integer().primary(),
    kind: p.string().columnType('text'),
    facts: p.blob(),
    stamp: p.string().columnType('text'),
    hash: p.blob(),
    recordedAt: p.datetime().columnType('timestamptz(3)'),
  },
  indexes: [
    { name: 'entry_recorded_at_idx', expression: 'create index "entry_recorded_at_idx" on "entry" using brin ("recorded_at")' },
    {
      name: 'entry_few_idx',
      expression: `create index "entry_few_idx" on "entry" ("kind", "stream", "sequence") where "kind" in ('hold', 'disposal', 'drill')`,
    },
  ],
  checks: [{ name: 'entry_facts_size_check', expression: 'octet_length(facts) <= 1048575' }],
  triggers: [appendOnly('entry', 'permanent')],
})

/** The bytes of one sealed part, apart from its entry so that they can be disposed of. `content` is a copy for queries only. */
export const PayloadRow = defineEntity({
  name: 'PayloadRow',
  tableName: 'payload',
  properties: {
    stream: p.uuid().primary(),
    serial: p.integer().primary(),
    sequence: p.integer(),
    recordNumber: p.string().columnType('text').nullable(),
    form: p.string().columnType('text'),
    part: p.string().columnType('text'),
    hash: p.blob(),
    data: p.blob(),
    content: p.json().columnType('jsonb'),
  },
  indexes: [
    { name: 'payload_form_idx', properties: ['form', 'part'] },
    { name: 'payload_entry_idx', properties: ['stream', 'sequence'] },
  ],
  uniques: [{ name: 'payload_record_number_key', properties: ['recordNumber'] }],
  checks: [{ name: 'payload_hash_check', expression: 'hash = sha256(data)' }],
  triggers: [appendOnly('payload', 'disposable'), onlyOrdered],
})

/** The secret half of a sensitive value: the data shows a commitment only. `sealed` holds salt and value under a person's key. */
export const OpeningRow = defineEntity({
  name: 'OpeningRow',
  tableName: 'opening',
  properties: {
    stream: p.uuid().primary(),
    serial: p.integer().primary(),
    path: p.string().columnType('text').primary(),
    salt: p.blob().nullable(),
    value: p.string().columnType('text').nullable(),
    key: p.uuid().nullable(),
    sealed: p.blob().nullable(),
  },
  indexes: [
    { name: 'opening_key_idx', properties: ['key'] },
    {
      name: 'opening_plain_idx',
      expression: 'create index "opening_plain_idx" on "opening" ("stream") where "sealed" is null',
    },
  ],
  checks: [
    {
      name: 'opening_sealed_check',
      expression: '(sealed is null) = (key is null) and (sealed is null) = (salt is not null) and (sealed is null) = (value is not null)',
    },
  ],
  triggers: [appendOnly('opening', 'disposable')],
})

/** Gap-free numbers: the next value is taken in the writing transaction and goes back with it. `year` 0: not by year. */
export const CounterRow = defineEntity({
  name: 'CounterRow',
  tableName: 'counter',
  properties: {
    key: p.string().columnType('text').primary(),
    year: p.integer().primary(),
    value: p.integer(),
  },
})

/** The answer a submission got, so that a retry after a lost answer gets the same one. */
export const IdempotencyRow = defineEntity({
  name: 'IdempotencyRow',
  tableName: 'idempotency',
  properties: {
    actor: p.string().columnType('text').primary(),
    key: p.string().columnType('text').primary(),
    fingerprint: p.blob(),
    answer: p.string().columnType('text'),
    recordedAt: p.datetime().columnType('timestamptz(3)').defaultRaw('clock_timestamp()'),
  },
  indexes: [
    {
      name: 'idempotency_recorded_at_idx',
      expression: 'create index "idempotency_recorded_at_idx" on "idempotency" using brin ("recorded_at")',
    },
  ],
})

/** What a worker still has to do about a stream a unit changed; the row goes when it is done. */
export const OutboxRow = defineEntity({
  name: 'OutboxRow',
  tableName: 'outbox',
  properties: {
    id: p.bigint().autoincrement().primary(),
    consumer: p.string().columnType('text'),
    stream: p.uuid(),
    sequence: p.integer(),
    attempts: p.integer().default(0),
    dueAt: p.datetime().columnType('timestamptz(3)').defaultRaw('clock_timestamp()'),
    problem: p.string().columnType('text').nullable(),
  },
  indexes: [{ name: 'outbox_consumer_idx', properties: ['consumer', 'id'] }],
})
