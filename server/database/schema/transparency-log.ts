import { defineEntity, p } from '@mikro-orm/core'
import { appendOnly } from './guard.ts'

/** Which entry stands at which leaf of the Merkle log. `hash` is the leaf's (RFC 6962 §2.1), made from the entry's hash. */
export const LogLeafRow = defineEntity({
  name: 'LogLeafRow',
  tableName: 'log_leaf',
  properties: {
    index: p.bigint().primary().autoincrement(false),
    stream: p.uuid(),
    sequence: p.integer(),
    hash: p.blob(),
  },
  uniques: [{ name: 'log_leaf_entry_key', properties: ['stream', 'sequence'] }],
  checks: [{ name: 'log_leaf_hash_check', expression: 'octet_length(hash) = 32' }],
  triggers: [appendOnly('log_leaf', 'permanent')],
})

/** 256 hashes of one level of the tree that no later leaf changes (C2SP tlog-tiles); what stands right of them follows from the leaves. */
export const LogTileRow = defineEntity({
  name: 'LogTileRow',
  tableName: 'log_tile',
  properties: {
    level: p.integer().primary(),
    index: p.bigint().primary(),
    hashes: p.blob(),
  },
  checks: [{ name: 'log_tile_hashes_check', expression: 'octet_length(hashes) = 8192' }],
  triggers: [appendOnly('log_tile', 'permanent')],
})

/** A signed state of the log, as it was handed out. `recorded_at` by the record clock, `signed_at` by the real one. */
export const LogCheckpointRow = defineEntity({
  name: 'LogCheckpointRow',
  tableName: 'log_checkpoint',
  properties: {
    size: p.bigint().primary().autoincrement(false),
    root: p.blob(),
    note: p.string().columnType('text'),
    recordedAt: p.datetime().columnType('timestamptz(3)'),
    signedAt: p.datetime().columnType('timestamptz(3)'),
  },
  checks: [{ name: 'log_checkpoint_root_check', expression: 'octet_length(root) = 32' }],
  triggers: [appendOnly('log_checkpoint', 'permanent')],
})
