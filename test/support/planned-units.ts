import { randomUUID } from 'node:crypto'
import type { CaseState } from '#engine'
import { canonicalBytes, hashTextOf } from '#records'
import type { PlannedEntry, PlannedPayload, UnitOfWork } from '../../server/database/ledger.ts'

const at = '2026-03-02T01:20:00.000Z'

/** A case of a fixture document after `version` entries. */
export function stateOf(id: string, version: number, changes: Partial<CaseState> = {}): CaseState {
  return {
    id,
    document: 'QP-90',
    baseline: `sha256:${'0'.repeat(64)}`,
    subject: { site: 'S01', year: 2026 },
    version,
    state: version === 1 ? 'begun' : 'under_way',
    enteredAt: at,
    openedAt: at,
    openedBy: '',
    startedBy: null,
    given: {},
    passed: [{ state: 'begun', at, sequence: 1 }],
    taken: [],
    sealed: [],
    corrections: [],
    waiting: [],
    started: [],
    demands: [],
    limits: { extendedBy: [], due: null },
    fired: {},
    numbers: version === 1 ? {} : { case_number: `QP-90-2026-${id.slice(-5)}` },
    closed: false,
    ...changes,
  }
}

export function payloadOf(serial: number, values: Readonly<Record<string, unknown>>, more: Partial<PlannedPayload> = {}): PlannedPayload {
  const bytes = canonicalBytes({ serial, values })
  return {
    hash: hashTextOf(bytes),
    bytes,
    openings: [],
    recordNumber: null,
    form: 'QR-90-01',
    part: 'sheet',
    serial,
    attachments: [],
    ...more,
  }
}

export function entryOf(stream: string, expected: number, more: Partial<PlannedEntry> = {}): PlannedEntry {
  return {
    stream,
    kind: expected === 0 ? 'opened' : 'step',
    expected,
    facts: canonicalBytes({ stream, sequence: expected + 1 }),
    payloads: [],
    counters: {},
    projection: stateOf(stream, expected + 1),
    ...more,
  }
}

export const unitOf = (entries: readonly PlannedEntry[], more: Partial<UnitOfWork> = {}): UnitOfWork => ({
  entries,
  reads: [],
  agenda: new Map(),
  claims: [],
  idempotency: null,
  ...more,
})

/** What opening a case is made of: its first entry, its number, its claim. */
export const openingOf = (stream: string, more: Partial<UnitOfWork> = {}): UnitOfWork =>
  unitOf([entryOf(stream, 0, { counters: { case_number: 'QP-90-{year}-{serial:5}' } })], more)

export const newStream = (): string => randomUUID()
