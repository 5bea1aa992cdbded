import type { CaseEvent, SealedPart, Signer, Values } from '#engine'
import {
  type Entry,
  type EventSetting,
  entryHash,
  formatStamp,
  noPredecessor,
  type OrganisationFacts,
  type Payload,
  type SealedEntry,
  sealEvent,
  sealOrganisationFacts,
} from '#records'

/** A stream written without a database: stamps a second apart, salts counted up. */
export type WrittenStream = Readonly<{ entries: readonly Entry[]; payloads: readonly Payload[] }>

export function writtenStream(
  sealed: readonly SealedEntry[],
  numbers: readonly Readonly<Record<string, string>>[],
  minute = '2026-03-02T01:30',
  clock: 'real' | 'simulated' = 'real',
): WrittenStream {
  const entries: Entry[] = []
  let previous = noPredecessor
  sealed.forEach(({ stream, facts }, index) => {
    const stamp = formatStamp({
      sequence: index + 1,
      recordedAt: `${minute}:${String(index).padStart(2, '0')}.000Z`,
      clock,
      numbers: numbers[index] ?? {},
    })
    previous = entryHash(previous, facts, stamp)
    entries.push({ stream, sequence: index + 1, facts, stamp, hash: previous })
  })
  return { entries, payloads: sealed.flatMap(({ payloads }) => payloads) }
}

export const organisation = '01990000-0000-7000-8000-000000000001'
export const li: Signer = {
  kind: 'person',
  person: '01990000-0000-7000-8000-00000000a001',
  name: '李明',
  role: 'inspector',
  standsFor: null,
  signature: { method: 'password', meaning: 'submitted' },
  at: '2026-03-02T01:20:00.000Z',
}
export const wang: Signer = {
  ...li,
  person: '01990000-0000-7000-8000-00000000a002',
  name: '王芳',
  role: 'director',
  signature: { method: 'password', meaning: 'approved' },
}

export function countedSalts(seed = 0): () => Uint8Array {
  let made = seed
  return () => new Uint8Array(32).fill(++made % 256)
}

export function settingOf(stream: string, more: Partial<EventSetting> = {}): EventSetting {
  return {
    organisation,
    stream,
    document: 'QP-98',
    baseline: `sha256:${'0'.repeat(64)}`,
    session: '01990000-0000-7000-8000-00000000b001',
    calendar: '2026.1',
    counters: {},
    closed: null,
    caseNumber: 'QP-98-2026-00001',
    corrects: null,
    sensitive: new Set(['id_number', 'people.id_number']),
    revisionOf: () => 'A/0',
    partCounters: new Map(),
    salt: countedSalts(),
    ...more,
  }
}

export function partOf(
  form: string,
  part: string,
  serial: number,
  sequence: number,
  step: string,
  signers: readonly Signer[],
  values: Values,
): SealedPart {
  return { form, part, serial, step, sequence, at: li.at, signers, values, origins: {} }
}

/** A case of two steps, made by hand. */
export function twoSteps(stream = '01990000-0000-7000-8000-00000000c001'): WrittenStream {
  const setting = settingOf(stream)
  const opened: CaseEvent = {
    kind: 'opened',
    sequence: 1,
    at: li.at,
    id: stream,
    document: 'QP-98',
    baseline: setting.baseline,
    subject: { site: 'C-001', year: 2026 },
    by: li,
    startedBy: null,
    given: {
      note: { value: '见上年', origin: { kind: 'given', case: 'x', number: 'QP-08-2025-00001', document: 'QP-08', step: 'close' } },
    },
    numbers: {},
    initial: 'open',
  }
  const step = {
    kind: 'step',
    at: li.at,
    started: [],
    sent: [],
    late: null,
    dueAt: null,
    numbers: {},
    limits: null,
    usedContributions: [],
  } as const
  const submit: CaseEvent = {
    ...step,
    sequence: 2,
    step: 'submit',
    from: 'open',
    to: 'submitted',
    signers: [li],
    closes: false,
    parts: [
      partOf('QR-98-01', 'report', 1, 2, 'submit', [li], {
        title: '年检自查',
        total: '93.50',
        id_number: '210102199003071234',
        people: [{ name: '赵一', id_number: '210102199003075678' }],
      }),
    ],
  }
  const approve: CaseEvent = {
    ...step,
    sequence: 3,
    step: 'approve',
    from: 'submitted',
    to: 'done',
    signers: [wang],
    closes: true,
    parts: [partOf('QR-98-01', 'approval', 2, 3, 'approve', [wang], { verdict: 'pass' })],
  }
  const correction: CaseEvent = {
    kind: 'correction',
    sequence: 4,
    at: li.at,
    serial: 1,
    field: 'title',
    old: '年检自查',
    new: '年检自查报告',
    reason: '标题不全',
    signers: [li, wang],
  }
  const sealed = [
    sealEvent(opened, { ...setting, caseNumber: null, counters: { case_number: 'QP-98-{year}-{serial:5}' } }),
    sealEvent(submit, setting),
    sealEvent(approve, { ...setting, partCounters: new Map([[2, { order_no: 'ZG-{year}-{serial:4}' }]]) }),
    sealEvent(correction, { ...setting, closed: 3, corrects: 'QR-98-01/QP-98-2026-00001/001' }),
  ]
  return writtenStream(sealed, [{ case_number: 'QP-98-2026-00001' }, {}, { order_no: 'ZG-2026-0004' }, {}])
}

type Said<F> = F extends OrganisationFacts
  ? Omit<
      F,
      'format' | 'organisation' | 'stream' | 'sequence' | 'at' | 'document' | 'baseline' | 'session' | 'calendar' | 'counters' | 'closed'
    >
  : never

export function organisationStream(said: readonly Said<OrganisationFacts>[]): WrittenStream {
  return writtenStream(
    said.map((facts, index) => sealOrganisationFacts(facts, { organisation, sequence: index + 1, at: li.at, session: null })),
    [],
    '2026-03-02T01:25',
  )
}
