import { defineEntity, p } from '@mikro-orm/core'
import { appendOnly } from './guard.ts'

/** What a sealed part, or the correction of one, did to a row of a register. Only added to; made from the entries. */
export const RegisterChangeRow = defineEntity({
  name: 'RegisterChangeRow',
  tableName: 'register_change',
  properties: {
    /** In the order in which the changes were made: whoever makes one holds the lock of its register. */
    id: p.bigint().autoincrement().primary(),
    register: p.string().columnType('text'),
    /** Runs over all changes of a register, from 1, without gap. */
    version: p.integer(),
    key: p.string().columnType('text'),
    set: p.json().columnType('jsonb'),
    removed: p.array().columnType('text[]'),
    /** The whole row after the change, so that any day can be read without folding. */
    row: p.json().columnType('jsonb'),
    stream: p.uuid(),
    sequence: p.integer(),
    serial: p.integer(),
    recordNumber: p.string().columnType('text'),
    at: p.datetime().columnType('timestamptz(3)'),
  },
  uniques: [{ name: 'register_change_version_key', properties: ['register', 'version'] }],
  indexes: [
    { name: 'register_change_key_idx', properties: ['register', 'key', 'version'] },
    { name: 'register_change_at_idx', properties: ['register', 'at'] },
    { name: 'register_change_stream_idx', properties: ['stream', 'serial'] },
  ],
  triggers: [appendOnly('register_change', 'permanent')],
})

/** How far a register has come; whoever changes it or relies on it locks this row. */
export const RegisterHeadRow = defineEntity({
  name: 'RegisterHeadRow',
  tableName: 'register_head',
  properties: { register: p.string().columnType('text').primary(), version: p.integer() },
})

/** A row as it stands; `version` is that of its latest change. */
export const RegisterRowRow = defineEntity({
  name: 'RegisterRowRow',
  tableName: 'register_row',
  properties: {
    register: p.string().columnType('text').primary(),
    key: p.string().columnType('text').primary(),
    version: p.integer(),
    values: p.json().columnType('jsonb'),
  },
  indexes: [{ name: 'register_row_version_idx', properties: ['register', 'version'] }],
})
