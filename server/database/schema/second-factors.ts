import { defineEntity, p } from '@mikro-orm/core'

/** A second factor of an account. A one-time-code secret is sealed with a key outside the database; a passkey is public. */
export const FactorRow = defineEntity({
  name: 'FactorRow',
  tableName: 'factor',
  properties: {
    id: p.uuid().primary(),
    account: p.uuid(),
    kind: p.string().columnType('text'),
    name: p.string().columnType('text'),
    secret: p.blob().nullable(),
    /** The last time step whose code was accepted: none before it is, and none twice. */
    lastStep: p.integer().nullable(),
    credential: p.blob().nullable(),
    /** COSE key as the authenticator gave it. */
    publicKey: p.blob().nullable(),
    /** The same key as SubjectPublicKeyInfo, as other programs read it. */
    spki: p.blob().nullable(),
    counter: p.bigint().nullable(),
    transports: p.array().columnType('text[]').nullable(),
    createdAt: p.datetime().columnType('timestamptz(3)'),
    confirmedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    lastUsedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** Set where its counter went backwards: somebody may hold a copy of it. */
    suspendedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
  uniques: [{ name: 'factor_credential_key', properties: ['credential'] }],
  indexes: [{ name: 'factor_account_idx', properties: ['account'] }],
  checks: [
    {
      name: 'factor_kind_check',
      expression:
        "(kind = 'totp' and secret is not null and credential is null) or (kind = 'passkey' and secret is null and credential is not null and public_key is not null and spki is not null and counter is not null)",
    },
  ],
})

/** Codes for whoever has lost every factor; each opens the door once. Kept as hashes. */
export const RecoveryCodeRow = defineEntity({
  name: 'RecoveryCodeRow',
  tableName: 'recovery_code',
  properties: {
    account: p.uuid().primary(),
    hash: p.blob().primary(),
    usedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
})

/** A question an account was asked, to be answered once: named by the hash of its ticket. */
export const ChallengeRow = defineEntity({
  name: 'ChallengeRow',
  tableName: 'challenge',
  properties: {
    ticket: p.blob().primary(),
    account: p.uuid(),
    purpose: p.string().columnType('text'),
    challenge: p.blob(),
    /** What exactly is signed, or how the factor will be called. */
    about: p.string().columnType('text').nullable(),
    expiresAt: p.datetime().columnType('timestamptz(3)'),
  },
  indexes: [{ name: 'challenge_expires_at_idx', properties: ['expiresAt'] }],
})

/** Several signings in one sitting (21 CFR 11.200(a)(1)(i)): at most one a session. */
export const SigningSeriesRow = defineEntity({
  name: 'SigningSeriesRow',
  tableName: 'signing_series',
  properties: {
    session: p.blob().primary(),
    id: p.uuid(),
    account: p.uuid(),
    meaning: p.string().columnType('text'),
    signed: p.integer(),
    openedAt: p.datetime().columnType('timestamptz(3)'),
    lastSignedAt: p.datetime().columnType('timestamptz(3)'),
  },
  indexes: [{ name: 'signing_series_account_idx', properties: ['account'] }],
})

/** What went wrong at the doors, and what was done about it. No login nobody has is kept: it may be somebody's password. */
export const SecurityEventRow = defineEntity({
  name: 'SecurityEventRow',
  tableName: 'security_event',
  properties: {
    id: p.uuid().primary(),
    at: p.datetime().columnType('timestamptz(3)'),
    kind: p.string().columnType('text'),
    door: p.string().columnType('text'),
    account: p.uuid().nullable(),
    address: p.string().columnType('text'),
    noticedAt: p.datetime().columnType('timestamptz(3)').nullable(),
  },
  indexes: [
    { name: 'security_event_at_idx', properties: ['at'] },
    { name: 'security_event_account_idx', properties: ['account', 'at'] },
    { name: 'security_event_address_idx', properties: ['address', 'at'] },
  ],
})

/** Of whom the organisation demands a second factor. */
export const SecuritySettingRow = defineEntity({
  name: 'SecuritySettingRow',
  tableName: 'security_setting',
  properties: {
    singleton: p.boolean().default(true).primary(),
    demand: p.string().columnType('text'),
  },
  checks: [
    { name: 'security_setting_demand_check', expression: "demand in ('nobody', 'administrators', 'everybody')" },
    { name: 'security_setting_singleton_check', expression: 'singleton' },
  ],
})
