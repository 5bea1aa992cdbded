import { defineEntity, p } from '@mikro-orm/core'

export const PersonRow = defineEntity({
  name: 'PersonRow',
  tableName: 'person',
  properties: {
    id: p.uuid().primary(),
    name: p.string().columnType('text'),
    nameEn: p.string().columnType('text').nullable(),
  },
})

export const AccountRow = defineEntity({
  name: 'AccountRow',
  tableName: 'account',
  properties: {
    id: p.uuid().primary(),
    person: p.uuid(),
    login: p.string().columnType('text'),
    passwordHash: p.string().columnType('text'),
    failedAttempts: p.integer().default(0),
    lockedUntil: p.datetime().columnType('timestamptz(3)').nullable(),
    disabled: p.boolean().default(false),
    mustChangePassword: p.boolean().default(false),
    createdAt: p.datetime().columnType('timestamptz(3)').defaultRaw('clock_timestamp()'),
    lastSignedInAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
  uniques: [{ name: 'account_login_key', properties: ['login'] }],
  indexes: [{ name: 'account_person_idx', properties: ['person'] }],
})

/** The token itself is never stored. */
export const SessionRow = defineEntity({
  name: 'SessionRow',
  tableName: 'session',
  properties: {
    tokenHash: p.blob().primary(),
    account: p.uuid(),
    createdAt: p.datetime().columnType('timestamptz(3)'),
    lastSeen: p.datetime().columnType('timestamptz(3)'),
    expiresAt: p.datetime().columnType('timestamptz(3)'),
    csrf: p.string().columnType('text'),
    /** Where it was opened, so that its owner knows it again. */
    address: p.string().columnType('text').default(''),
    device: p.string().columnType('text').default(''),
    /** Failed attempts since the sign-in before this one, told to the person. */
    failedBefore: p.integer().default(0),
    failedSince: p.datetime().columnType('timestamptz(3)').nullable(),
  },
  indexes: [
    { name: 'session_account_idx', properties: ['account'] },
    { name: 'session_expires_at_idx', properties: ['expiresAt'] },
  ],
})

/** A role a person holds, from the first day to before `until_date`; null site or occupation: for all of them. */
export const RoleGrantRow = defineEntity({
  name: 'RoleGrantRow',
  tableName: 'role_grant',
  properties: {
    id: p.uuid().primary(),
    person: p.uuid(),
    role: p.string().columnType('text'),
    site: p.string().columnType('text').nullable(),
    occupation: p.string().columnType('text').nullable(),
    fromDate: p.string().columnType('date'),
    untilDate: p.string().columnType('date').nullable(),
    grantedBy: p.string().columnType('text').nullable(),
  },
  indexes: [
    { name: 'role_grant_person_idx', properties: ['person'] },
    { name: 'role_grant_role_idx', properties: ['role', 'site'] },
  ],
})

/** `deputy` acts for `person` in `role` (null: in all of them) between the dates. */
export const DeputyRow = defineEntity({
  name: 'DeputyRow',
  tableName: 'deputy',
  properties: {
    id: p.uuid().primary(),
    person: p.uuid(),
    deputy: p.uuid(),
    role: p.string().columnType('text').nullable(),
    fromDate: p.string().columnType('date'),
    untilDate: p.string().columnType('date'),
    reason: p.string().columnType('text').nullable(),
  },
  indexes: [
    { name: 'deputy_deputy_idx', properties: ['deputy'] },
    { name: 'deputy_person_idx', properties: ['person'] },
  ],
  checks: [{ name: 'deputy_other_person_check', expression: 'person <> deputy' }],
})
