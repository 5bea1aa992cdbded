import { defineEntity, p } from '@mikro-orm/core'

/**
 * A run of everything compared with everything. What it found is an entry of the organisation; this row is for the page,
 * and for whoever waits for it.
 */
export const AssuranceRunRow = defineEntity({
  name: 'AssuranceRunRow',
  tableName: 'assurance_run',
  properties: {
    id: p.uuid().primary(),
    cause: p.string().columnType('text'),
    askedBy: p.string().columnType('text').nullable(),
    state: p.string().columnType('text'),
    startedAt: p.datetime().columnType('timestamptz(3)'),
    finishedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    /** What it is at: which part, how many of them done. */
    part: p.string().columnType('text').nullable(),
    done: p.integer().default(0),
    checked: p.json().columnType('jsonb').nullable(),
    count: p.integer().default(0),
    /** The first of them, in words. */
    findings: p.json().columnType('jsonb').nullable(),
    acknowledgedAt: p.datetime().columnType('timestamptz(3)').nullable(),
    acknowledgedBy: p.string().columnType('text').nullable(),
    reason: p.string().columnType('text').nullable(),
  },
  indexes: [{ name: 'assurance_run_started_at_idx', properties: ['startedAt'] }],
  checks: [
    { name: 'assurance_run_cause_check', expression: "cause in ('night', 'person', 'command')" },
    { name: 'assurance_run_state_check', expression: "state in ('running', 'sound', 'findings', 'failed')" },
  ],
})
