import { defineEntity, p } from '@mikro-orm/core'
import { keptBodies } from '../migrations/0006-row-guards.ts'
import { appendOnly, keptAs } from './guard.ts'

/** The present of a case, made from its entries and replaceable by `guiju rebuild` at any time. */
export const CaseHeadRow = defineEntity({
  name: 'CaseHeadRow',
  tableName: 'case_head',
  properties: {
    id: p.uuid().primary(),
    number: p.string().columnType('text'),
    document: p.string().columnType('text'),
    baseline: p.string().columnType('text'),
    subject: p.json().columnType('jsonb'),
    /** Scope of access: the testing centre, and the occupation, a case is about. */
    site: p.string().columnType('text').nullable(),
    occupation: p.string().columnType('text').nullable(),
    year: p.integer(),
    state: p.string().columnType('text'),
    closed: p.boolean(),
    version: p.integer(),
    records: p.integer(),
    projection: p.json().columnType('jsonb'),
    numbers: p.json().columnType('jsonb'),
    startedBy: p.uuid().nullable(),
    openedAt: p.datetime().columnType('timestamptz(3)'),
    updatedAt: p.datetime().columnType('timestamptz(3)'),
    /** Whom it is about, and who opened it: who sees only their own cases sees it by these. */
    person: p.string().columnType('text').nullable(),
    openedBy: p.string().columnType('text').nullable(),
  },
  uniques: [{ name: 'case_head_number_key', properties: ['number'] }],
  indexes: [
    {
      name: 'case_head_started_by_idx',
      expression: 'create index "case_head_started_by_idx" on "case_head" ("started_by", "document") where "started_by" is not null',
    },
    {
      name: 'case_head_person_idx',
      expression: 'create index "case_head_person_idx" on "case_head" ("person") where "person" is not null',
    },
    {
      name: 'case_head_opened_by_idx',
      expression: 'create index "case_head_opened_by_idx" on "case_head" ("opened_by") where "opened_by" is not null',
    },
    { name: 'case_head_site_idx', properties: ['site', 'document', 'year'] },
    { name: 'case_head_document_idx', properties: ['document', 'year', 'id'] },
  ],
})

/** `started`: the first case opened the second. `demanded`: it sent it a step to take. */
export const CaseLinkRow = defineEntity({
  name: 'CaseLinkRow',
  tableName: 'case_link',
  properties: {
    fromCase: p.uuid().primary(),
    toCase: p.uuid().primary(),
    kind: p.string().columnType('text').primary(),
    step: p.string().columnType('text').primary(),
  },
  indexes: [{ name: 'case_link_to_case_idx', properties: ['toCase'] }],
  checks: [{ name: 'case_link_kind_check', expression: "kind in ('started', 'demanded')" }],
})

/** At most one case for a document and the values of its unique subject keys. */
export const ClaimRow = defineEntity({
  name: 'ClaimRow',
  tableName: 'claim',
  properties: {
    document: p.string().columnType('text').primary(),
    key: p.string().columnType('text').primary(),
    stream: p.uuid(),
  },
})

export const TaskRow = defineEntity({
  name: 'TaskRow',
  tableName: 'task',
  properties: {
    stream: p.uuid().primary(),
    ordinal: p.integer().primary(),
    step: p.string().columnType('text'),
    roles: p.array().columnType('text[]'),
    persons: p.array().columnType('text[]'),
    dueAt: p.datetime().columnType('timestamptz(3)').nullable(),
    demandedBy: p.string().columnType('text').nullable(),
    site: p.string().columnType('text').nullable(),
    occupation: p.string().columnType('text').nullable(),
  },
  indexes: [{ name: 'task_due_at_idx', properties: ['dueAt', 'stream'] }],
})

/** What the scheduler will do at an instant. */
export const DueMomentRow = defineEntity({
  name: 'DueMomentRow',
  tableName: 'due_moment',
  properties: {
    stream: p.uuid().primary(),
    ordinal: p.integer().primary(),
    step: p.string().columnType('text'),
    at: p.datetime().columnType('timestamptz(3)'),
    automatic: p.boolean(),
    provisional: p.boolean(),
  },
  indexes: [{ name: 'due_moment_at_idx', expression: 'create index "due_moment_at_idx" on "due_moment" ("at") where "automatic"' }],
})

/** Text to be found: a case (serial 0) or one of its records. Sensitive values never enter. */
export const SearchDocumentRow = defineEntity({
  name: 'SearchDocumentRow',
  tableName: 'search_document',
  properties: {
    stream: p.uuid().primary(),
    serial: p.integer().primary(),
    number: p.string().columnType('text'),
    site: p.string().columnType('text').nullable(),
    body: p.string().columnType('text'),
    grams: p.array().columnType('text[]'),
  },
  indexes: [
    { name: 'search_document_grams_idx', expression: 'create index "search_document_grams_idx" on "search_document" using gin ("grams")' },
  ],
})

export const AttachmentRow = defineEntity({
  name: 'AttachmentRow',
  tableName: 'attachment',
  properties: {
    id: p.uuid().primary(),
    sha256: p.blob(),
    size: p.integer(),
    type: p.string().columnType('text'),
    name: p.string().columnType('text'),
    uploadedBy: p.string().columnType('text'),
    uploadedAt: p.datetime().columnType('timestamptz(3)'),
    /** Null once a record names it. */
    expiresAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
  indexes: [
    {
      name: 'attachment_expires_at_idx',
      expression: 'create index "attachment_expires_at_idx" on "attachment" ("expires_at") where "expires_at" is not null',
    },
  ],
  triggers: [keptAs('attachment', ['update', 'delete'], keptBodies.attachment)],
})

/** A file in pieces of at most 256 KiB, so that neither side ever holds it whole. */
export const AttachmentPieceRow = defineEntity({
  name: 'AttachmentPieceRow',
  tableName: 'attachment_piece',
  properties: {
    attachment: p.uuid().primary(),
    ordinal: p.integer().primary(),
    data: p.blob(),
  },
  triggers: [keptAs('attachment_piece', ['insert', 'update', 'delete'], keptBodies.attachment_piece)],
})

/** Which record names which file: rights come from the record. */
export const AttachmentUseRow = defineEntity({
  name: 'AttachmentUseRow',
  tableName: 'attachment_use',
  properties: {
    attachment: p.uuid().primary(),
    stream: p.uuid().primary(),
    serial: p.integer().primary(),
  },
  indexes: [{ name: 'attachment_use_stream_idx', properties: ['stream', 'serial'] }],
  triggers: [appendOnly('attachment_use', 'disposable')],
})
