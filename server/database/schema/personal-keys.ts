import { defineEntity, p } from '@mikro-orm/core'
import { keptKeys } from '../migrations/0008-personal-keys.ts'
import { keptAs } from './guard.ts'

/**
 * The key of one data subject, wrapped by a key outside the database. Erasing it destroys every value sealed with it;
 * the row stays, empty, so that a value that cannot be opened is known to be erased and not lost.
 */
export const PersonalKeyRow = defineEntity({
  name: 'PersonalKeyRow',
  tableName: 'personal_key',
  properties: {
    id: p.uuid().primary(),
    subject: p.string().columnType('text').nullable(),
    wrapped: p.blob().nullable(),
    kek: p.string().columnType('text'),
    restricted: p.boolean().default(false),
    erasedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
  uniques: [{ name: 'personal_key_subject_key', properties: ['subject'] }],
  // What the start of a server asks for, however many people there are.
  indexes: [
    {
      name: 'personal_key_kek_idx',
      expression: 'create index "personal_key_kek_idx" on "personal_key" ("kek") where "wrapped" is not null',
    },
    {
      name: 'personal_key_erased_idx',
      expression: 'create index "personal_key_erased_idx" on "personal_key" ("erased_at") where "erased_at" is not null',
    },
  ],
  triggers: [keptAs('personal_key', ['update', 'delete'], keptKeys)],
  checks: [{ name: 'personal_key_erased_check', expression: '(erased_at is null) = (wrapped is not null and subject is not null)' }],
})

/** Cases a number of a person stands in: the number only as HMAC under a key outside the database. */
export const BlindIndexRow = defineEntity({
  name: 'BlindIndexRow',
  tableName: 'blind_index',
  properties: {
    value: p.blob().primary(),
    stream: p.uuid().primary(),
    key: p.uuid().primary(),
  },
  indexes: [{ name: 'blind_index_key_idx', properties: ['key'] }],
})

/** An erasure somebody has asked for, until a second person has decided on it. */
export const ErasureRequestRow = defineEntity({
  name: 'ErasureRequestRow',
  tableName: 'erasure_request',
  properties: {
    id: p.uuid().primary(),
    keys: p.array().columnType('uuid[]'),
    basis: p.string().columnType('text'),
    requestedBy: p.uuid(),
    requestedByName: p.string().columnType('text'),
    requestedAt: p.datetime().columnType('timestamptz(3)').defaultRaw('record_clock()'),
  },
})
