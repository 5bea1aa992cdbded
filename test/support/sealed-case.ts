import { type CaseEvent, type CaseState, evolve, type SealedPart, type Signer } from '#engine'
import { type EventSetting, recordNumber, sealEvent } from '#records'
import type { Ledger, PlannedEntry } from '../../server/database/ledger.ts'
import { unitOf } from './planned-units.ts'

const at = '2026-03-02T01:20:00.000Z'
const li: Signer = {
  kind: 'person',
  person: 'li',
  name: '李明',
  role: 'inspector',
  standsFor: null,
  signature: { method: 'password', meaning: 'submitted' },
  at,
}

/** Writes a real case of three entries through the ledger: opened, a part with a secret and a number, an end. Gives its number. */
export async function writeSealedCase(ledger: Ledger, organisation: string, id: string, year = 2026): Promise<string> {
  const opened: CaseEvent = {
    kind: 'opened',
    sequence: 1,
    at,
    id,
    document: 'QP-90',
    baseline: `sha256:${'0'.repeat(64)}`,
    subject: { site: 'S01', year },
    by: li,
    startedBy: null,
    given: {},
    numbers: {},
    initial: 'begun',
  }
  const begun = evolve(null, opened)
  const first = await ledger.write(
    unitOf([planned(sealEvent(opened, setting(begun, organisation, null, { case_number: 'QP-90-{year}-{serial:5}' })), begun)]),
  )
  const number = first.outcome === 'written' ? (first.numbers.get(id)?.case_number ?? '') : ''
  const numbered: CaseState = { ...begun, numbers: { case_number: number } }
  const fill = step(2, 'fill', 'begun', 'filled', false, part(1, 2, 'fill', { score: '93.50', id_number: '210102199003071234' }))
  const filled = evolve(numbered, fill)
  const close = step(3, 'close', 'filled', 'closed', true, part(2, 3, 'close', { verdict: 'pass' }))
  const closed = evolve(filled, close)
  const counters = new Map([[1, { order_no: 'ZG-{year}-{serial:4}' }]])
  const outcome = await ledger.write(
    unitOf([
      planned(sealEvent(fill, { ...setting(filled, organisation, number), partCounters: counters }), filled),
      planned(sealEvent(close, setting(closed, organisation, number)), closed),
    ]),
  )
  if (outcome.outcome !== 'written') throw new Error(outcome.outcome)
  return number
}

const planned = (sealed: Omit<PlannedEntry, 'projection'>, projection: CaseState): PlannedEntry => ({ ...sealed, projection })

function setting(state: CaseState, organisation: string, caseNumber: string | null, counters: EventSetting['counters'] = {}): EventSetting {
  return {
    organisation,
    stream: state.id,
    document: state.document,
    baseline: state.baseline,
    session: null,
    calendar: '2026.1',
    counters,
    closed: null,
    caseNumber,
    corrects: null,
    sensitive: new Set(['id_number']),
    revisionOf: () => 'A/0',
    partCounters: new Map(),
    salt: () => new Uint8Array(32).fill(state.version),
  }
}

function part(serial: number, sequence: number, step: string, values: SealedPart['values']): SealedPart {
  return { form: 'QR-90-01', part: step, serial, step, sequence, at, signers: [li], values, origins: {} }
}

function step(sequence: number, name: string, from: string, to: string, closes: boolean, sealed: SealedPart): CaseEvent {
  return {
    kind: 'step',
    sequence,
    at,
    step: name,
    from,
    to,
    signers: [li],
    parts: [sealed],
    started: [],
    sent: [],
    late: null,
    dueAt: null,
    closes,
    numbers: {},
    limits: null,
    usedContributions: [],
  }
}

export const recordOf = (caseNumber: string, serial: number): string => recordNumber({ form: 'QR-90-01', caseNumber, serial })
