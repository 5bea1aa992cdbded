import { defineEntity, p } from '@mikro-orm/core'
import { keptBodies } from '../migrations/0006-row-guards.ts'
import { appendOnly, keptAs } from './guard.ts'

/** The one organisation a database serves. Whether it is a demonstration is settled when it is created. */
export const OrganisationRow = defineEntity({
  name: 'OrganisationRow',
  tableName: 'organisation',
  properties: {
    id: p.uuid().primary(),
    nameZh: p.string().columnType('text'),
    nameEn: p.string().columnType('text'),
    kind: p.string().columnType('text'),
    zone: p.string().columnType('text'),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('clock_timestamp()'),
    singleton: p.boolean().default(true),
  },
  uniques: [{ name: 'organisation_singleton_key', properties: ['singleton'] }],
  checks: [
    { name: 'organisation_kind_check', expression: "kind in ('demonstration', 'real')" },
    { name: 'organisation_singleton_check', expression: 'singleton' },
  ],
  triggers: [
    {
      name: 'organisation_kind_fixed',
      timing: 'before',
      events: ['update', 'delete'],
      forEach: 'row',
      body: "if tg_op = 'UPDATE' and new.id = old.id and new.kind = old.kind and new.zone = old.zone then return new; end if; raise exception 'Expected the organisation to keep its id, kind and zone, but a % came.', tg_op using errcode = '42501'; return null;",
    },
  ],
})

/** The simulated time of a demonstration; set through set_simulated_clock() alone. */
export const ClockSettingRow = defineEntity({
  name: 'ClockSettingRow',
  tableName: 'clock_setting',
  properties: {
    singleton: p.boolean().default(true).primary(),
    simulatedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
  checks: [{ name: 'clock_setting_singleton_check', expression: 'singleton' }],
})

/** A released state of all documents, forms, lists and templates, named by the hash of its list of files. */
export const BaselineRow = defineEntity({
  name: 'BaselineRow',
  tableName: 'baseline',
  properties: {
    hash: p.string().columnType('text').primary(),
    releasedAt: p.datetime().columnType('timestamptz(3)'),
    releasedBy: p.string().columnType('text'),
    reason: p.string().columnType('text'),
  },
  triggers: [appendOnly('baseline', 'permanent')],
})

export const BaselineFileRow = defineEntity({
  name: 'BaselineFileRow',
  tableName: 'baseline_file',
  properties: {
    baseline: p.string().columnType('text').primary(),
    path: p.string().columnType('text').primary(),
    hash: p.blob(),
  },
  triggers: [appendOnly('baseline_file', 'permanent')],
})

/** Bytes by their hash: a file that two baselines share is kept once. */
export const ContentRow = defineEntity({
  name: 'ContentRow',
  tableName: 'content',
  properties: {
    hash: p.blob().primary(),
    data: p.blob(),
  },
  checks: [{ name: 'content_hash_check', expression: 'hash = sha256(data)' }],
  triggers: [appendOnly('content', 'permanent')],
})

/** Which baseline new cases of a document begin under, on each date. `until_date` is the first day it no longer holds. */
export const BaselineInForceRow = defineEntity({
  name: 'BaselineInForceRow',
  tableName: 'baseline_in_force',
  properties: {
    document: p.string().columnType('text').primary(),
    fromDate: p.string().columnType('date').primary(),
    baseline: p.string().columnType('text'),
    untilDate: p.string().columnType('date').nullable(),
  },
  triggers: [keptAs('baseline_in_force', ['update', 'delete'], keptBodies.baseline_in_force)],
})

export const TestingCentreRow = defineEntity({
  name: 'TestingCentreRow',
  tableName: 'testing_centre',
  properties: {
    code: p.string().columnType('text').primary(),
    nameZh: p.string().columnType('text'),
    nameEn: p.string().columnType('text'),
    active: p.boolean().default(true),
  },
})

export const ExportJobRow = defineEntity({
  name: 'ExportJobRow',
  tableName: 'export_job',
  properties: {
    id: p.uuid().primary(),
    requestedBy: p.string().columnType('text'),
    scope: p.json().columnType('jsonb'),
    state: p.string().columnType('text'),
    done: p.integer().default(0),
    total: p.integer().nullable(),
    file: p.string().columnType('text').nullable(),
    problem: p.string().columnType('text').nullable(),
    createdAt: p.datetime().columnType('timestamptz(3)'),
    finishedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** When the organisation's stream said who takes what and why; before it, nothing is written. */
    recordedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** When the file is removed. */
    expiresAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** What the verifier found in it when it was finished. */
    report: p.json().columnType('jsonb').nullable(),
  },
  checks: [{ name: 'export_job_state_check', expression: "state in ('waiting', 'running', 'done', 'failed')" }],
})

/** Who leads a kind of background work. The fencing number grows with each change of holder and is tested in each write. */
export const LeaderRow = defineEntity({
  name: 'LeaderRow',
  tableName: 'leader',
  properties: {
    name: p.string().columnType('text').primary(),
    fencing: p.integer(),
    holder: p.string().columnType('text'),
    until: p.datetime().columnType('timestamptz(3)'),
  },
})
