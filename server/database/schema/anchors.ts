import { defineEntity, p } from '@mikro-orm/core'
import { appendOnly } from './guard.ts'

/** A witness saw the checkpoint of this size: its signature line, checked before it is kept. `key` is name+id. */
export const LogCosignatureRow = defineEntity({
  name: 'LogCosignatureRow',
  tableName: 'log_cosignature',
  properties: {
    size: p.bigint().primary().autoincrement(false),
    key: p.string().columnType('text').primary(),
    line: p.string().columnType('text'),
    at: p.datetime().columnType('timestamptz(3)'),
  },
  triggers: [appendOnly('log_cosignature', 'permanent')],
})

/** An authority stamped the text of the checkpoint of this size (RFC 3161): DER of the token, the time it says. */
export const LogStampRow = defineEntity({
  name: 'LogStampRow',
  tableName: 'log_stamp',
  properties: {
    size: p.bigint().primary().autoincrement(false),
    authority: p.string().columnType('text').primary(),
    token: p.blob(),
    at: p.datetime().columnType('timestamptz(3)'),
  },
  triggers: [appendOnly('log_stamp', 'permanent')],
})

/** The checkpoint of this size lies at this place outside: a write-once directory, an object store. */
export const LogAnchorRow = defineEntity({
  name: 'LogAnchorRow',
  tableName: 'log_anchor',
  properties: {
    size: p.bigint().primary().autoincrement(false),
    anchor: p.string().columnType('text').primary(),
    place: p.string().columnType('text'),
    at: p.datetime().columnType('timestamptz(3)'),
  },
  triggers: [appendOnly('log_anchor', 'permanent')],
})

/** What stands in the way of carrying checkpoints to one custodian; the row goes when it has gone well again. */
export const AnchorTroubleRow = defineEntity({
  name: 'AnchorTroubleRow',
  tableName: 'anchor_trouble',
  properties: {
    kind: p.string().columnType('text').primary(),
    name: p.string().columnType('text').primary(),
    alarm: p.boolean(),
    wordsZh: p.string().columnType('text'),
    wordsEn: p.string().columnType('text'),
    since: p.datetime().columnType('timestamptz(3)'),
  },
})

/** A sample announced: the entry that says so, and the list it is drawn from, byte for byte as it was hashed. */
export const DrawRow = defineEntity({
  name: 'DrawRow',
  tableName: 'draw',
  properties: {
    id: p.uuid().primary(),
    announced: p.integer(),
    population: p.blob(),
  },
  triggers: [appendOnly('draw', 'permanent')],
})

/** The sample was drawn: the entry that says which. */
export const DrawnRow = defineEntity({
  name: 'DrawnRow',
  tableName: 'drawn',
  properties: {
    draw: p.uuid().primary(),
    drawn: p.integer(),
  },
  triggers: [appendOnly('drawn', 'permanent')],
})
