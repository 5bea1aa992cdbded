import { defineEntity, p } from '@mikro-orm/core'

/**
 * Until when the records of one form in a closed case have to be kept; made anew from entries and payloads at any time.
 * A row is there as long as there is something to dispose of.
 */
export const RetentionTermRow = defineEntity({
  name: 'RetentionTermRow',
  tableName: 'retention_term',
  properties: {
    stream: p.uuid().primary(),
    form: p.string().columnType('text').primary(),
    class: p.string().columnType('text'),
    records: p.integer(),
    beganOn: p.string().columnType('date'),
    /** Null: for ever. */
    keptUntil: p.string().columnType('date').nullable(),
  },
  indexes: [
    {
      name: 'retention_term_kept_until_idx',
      expression:
        'create index "retention_term_kept_until_idx" on "retention_term" ("kept_until", "stream", "form") where "kept_until" is not null',
    },
  ],
})

/** What a record ordered to be disposed of, until it is done: the numbers it lists, and what they wait for. */
export const DisposalOrderRow = defineEntity({
  name: 'DisposalOrderRow',
  tableName: 'disposal_order',
  properties: {
    basis: p.string().columnType('text').primary(),
    stream: p.uuid(),
    numbers: p.json().columnType('jsonb'),
    orderedAt: p.datetime().columnType('timestamptz(3)').defaultRaw('record_clock()'),
    doneAt: p.datetime().columnType('timestamptz(3)').nullable(),
    disposed: p.integer().default(0),
    waiting: p.json().columnType('jsonb').nullable(),
  },
})
