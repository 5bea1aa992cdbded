import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseEvent } from '#engine'
import {
  type EventSetting,
  eventOfEntry,
  formatStamp,
  type HashText,
  isCommitment,
  type Payload,
  readCanonical,
  readFacts,
  sealEvent,
} from '#records'
import { anyCaseEvent } from './arbitrary-event.ts'

const salts = () => {
  let made = 0
  return () => new Uint8Array(32).fill(++made % 256)
}
const setting = (event: CaseEvent, sensitive: ReadonlySet<string>): EventSetting => ({
  organisation: '0199-org',
  stream: '0199-case',
  document: event.kind === 'opened' ? event.document : 'QP-08',
  baseline: event.kind === 'opened' ? event.baseline : 'sha256:00',
  session: null,
  calendar: '2026.1',
  counters: {},
  closed: null,
  caseNumber: 'QP-08-2026-00031',
  corrects: 'QR-08-03/QP-08-2026-00031/007',
  sensitive,
  revisionOf: () => 'A/0',
  partCounters: new Map(),
  salt: salts(),
})

function sealed(event: CaseEvent, sensitive: ReadonlySet<string> = new Set()) {
  const entry = sealEvent(event, setting(event, sensitive))
  const numbers = 'numbers' in event ? event.numbers : {}
  const stamp = formatStamp({ sequence: event.sequence, recordedAt: '2036-01-01T00:00:00.000Z', clock: 'real', numbers })
  const payloads = new Map<HashText, Payload>(entry.payloads.map((payload) => [payload.hash, payload]))
  return { entry, stamp, payloads }
}

/** Every field and column name an event's values carry: everything is sensitive. */
function allNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(allNames)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    key,
    ...(Array.isArray(inner) ? inner.flatMap((row) => allNames(row).map((column) => `${key}.${column}`)) : []),
    ...allNames(inner),
  ])
}

describe('an event and its entry', () => {
  it('say the same: the entry with its payloads gives the event back', () => {
    fc.assert(
      fc.property(anyCaseEvent, (event) => {
        const { entry, stamp, payloads } = sealed(event)
        expect(eventOfEntry({ facts: entry.facts, stamp }, (hash) => payloads.get(hash))).toEqual({
          outcome: 'event',
          event,
          absent: [],
          closed: [],
        })
      }),
      { numRuns: 300 },
    )
  })

  it('say the same where every value is sensitive and every opening is at hand', () => {
    fc.assert(
      fc.property(anyCaseEvent, (event) => {
        const { entry, stamp, payloads } = sealed(event, new Set(allNames(event)))
        expect(eventOfEntry({ facts: entry.facts, stamp }, (hash) => payloads.get(hash))).toEqual({
          outcome: 'event',
          event,
          absent: [],
          closed: [],
        })
      }),
      { numRuns: 200 },
    )
  })

  it('show no value of a sensitive field without its opening', () => {
    const event: CaseEvent = {
      kind: 'correction',
      sequence: 4,
      at: '2026-03-02T01:20:00.000Z',
      serial: 7,
      field: 'id_number',
      old: '210102199003071234',
      new: '210102199003071235',
      reason: '笔误',
      signers: [],
    }
    const { entry, stamp, payloads } = sealed(event, new Set(['id_number']))
    for (const bytes of [entry.facts, ...entry.payloads.map(({ bytes }) => bytes)])
      expect(new TextDecoder().decode(bytes)).not.toContain('21010219900307')
    const closed = eventOfEntry({ facts: entry.facts, stamp }, (hash) => ({
      hash,
      bytes: payloads.get(hash)?.bytes ?? new Uint8Array(),
      openings: [],
    }))
    expect(closed).toMatchObject({ outcome: 'event', event: { old: { $commitment: expect.stringMatching(/^sha256:/) } } })
  })

  it('commits the sensitive columns of a list and leaves the others readable', () => {
    const part = {
      form: 'QR-08-03',
      part: 'people',
      serial: 1,
      step: 'list',
      sequence: 2,
      at: '2026-03-02T01:20:00.000Z',
      signers: [],
      origins: {},
      values: { examinees: [{ name: '王', id_number: '210102199003071234' }] },
    }
    const event: CaseEvent = {
      kind: 'contribution',
      sequence: 2,
      at: part.at,
      step: 'list',
      contribution: 'each',
      signer: { kind: 'person', person: 'p', name: '李', role: 'inspector', standsFor: null, signature: null, at: part.at },
      parts: [part],
    }
    const payload = sealed(event, new Set(['examinees.id_number'])).entry.payloads[0]
    const read = readCanonical(payload?.bytes ?? new Uint8Array())
    const rows = (read as { value: { values: { examinees: { name: string; id_number: unknown }[] } } }).value.values.examinees
    expect(rows[0]?.name).toBe('王')
    expect(isCommitment(rows[0]?.id_number)).toBe(true)
    expect(payload?.openings).toMatchObject([{ path: '/examinees/0/id_number', value: '210102199003071234' }])
  })

  it('leave the values empty where a payload was disposed of, and say so', () => {
    const event: CaseEvent = {
      kind: 'demanded',
      sequence: 3,
      at: '2026-03-02T01:20:00.000Z',
      demand: { step: 'close', from: { case: 'c', number: 'n', document: 'QP-21', step: 's' }, gives: { note: 'x' }, due: null },
    }
    const { entry, stamp } = sealed(event)
    expect(eventOfEntry({ facts: entry.facts, stamp }, () => undefined)).toMatchObject({
      outcome: 'event',
      event: { demand: { gives: {} } },
      absent: [expect.stringMatching(/^sha256:/)],
    })
  })

  it('refuses facts in which one name was added, dropped or misspelt', () => {
    fc.assert(
      fc.property(anyCaseEvent, fc.nat(), (event, pick) => {
        const facts = JSON.parse(new TextDecoder().decode(sealed(event).entry.facts)) as Record<string, unknown>
        const names = Object.keys(facts)
        const name = names[pick % names.length] ?? ''
        const { [name]: value, ...without } = facts
        for (const wrong of [without, { ...facts, extra: null }, { ...without, [`${name}_`]: value }])
          expect(
            readFacts(
              new TextEncoder().encode(JSON.stringify(Object.fromEntries(Object.entries(wrong).sort(([a], [b]) => (a < b ? -1 : 1))))),
            ).outcome,
          ).toBe('unreadable')
      }),
      { numRuns: 60 },
    )
  })
})
