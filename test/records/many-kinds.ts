import type { CaseEvent } from '#engine'
import { type Opening, sealEvent } from '#records'
import { li, partOf, settingOf, type WrittenStream, wang, writtenStream } from './hand-made-stream.ts'

/** What two persons decide; one value of it is sensitive. */
const decision = { outcome: 'granted', id_number: '210102199003071234', people: [{ name: '赵一', id_number: '210102199003075678' }] }

/** A case with every kind of event there is: shared steps, two signatures, a withdrawal, a demand, moved due dates, links to other cases. */
export function manyKinds(stream = '01990000-0000-7000-8000-00000000c009'): WrittenStream {
  const setting = settingOf(stream)
  const link = { case: '01990000-0000-7000-8000-00000000c008', number: 'QP-98-2025-00007', document: 'QP-98', step: 'close' }
  const own = { at: li.at, late: null, dueAt: null, numbers: {}, limits: null } as const
  const share = (sequence: number, serial: number, signer: typeof li): CaseEvent => ({
    kind: 'contribution',
    sequence,
    at: li.at,
    step: 'score',
    contribution: 'each',
    signer,
    parts: [partOf('QR-98-02', 'scores', serial, sequence, 'score', [signer], { points: 9 - serial, remark: '' })],
  })
  const events: readonly CaseEvent[] = [
    {
      kind: 'opened',
      sequence: 1,
      at: li.at,
      id: stream,
      document: 'QP-98',
      baseline: setting.baseline,
      subject: { site: 'C-001', year: 2026 },
      by: { ...li, signature: null },
      startedBy: link,
      given: { id_number: { value: '210102199003071234', origin: { kind: 'given', ...link } } },
      numbers: {},
      initial: 'open',
    },
    share(2, 1, li),
    { kind: 'withdrawal', sequence: 3, at: li.at, step: 'score', contribution: 2, signer: li, reason: '评分有误' },
    share(4, 2, li),
    {
      kind: 'demanded',
      sequence: 5,
      at: li.at,
      demand: { step: 'score', from: link, gives: { urgent: true }, due: '2026-03-09T16:00:00.000Z' },
    },
    {
      kind: 'due-moved',
      sequence: 6,
      at: li.at,
      step: 'score',
      old: '2026-03-09T16:00:00.000Z',
      new: '2026-03-10T16:00:00.000Z',
      calendarRevision: '2026.2',
    },
    {
      ...own,
      kind: 'step',
      sequence: 7,
      step: 'score',
      from: 'open',
      to: 'scored',
      closes: false,
      usedContributions: [4],
      dueAt: '2026-03-10T16:00:00.000Z',
      late: { due: '2026-02-27T16:00:00.000Z', workingDays: 1 },
      signers: [{ ...wang, standsFor: { person: '01990000-0000-7000-8000-00000000a003', name: '赵强' } }],
      parts: [
        {
          ...partOf('QR-98-02', 'scores', 3, 7, 'score', [li, wang], { points: 8, remark: '复核' }),
          origins: { points: { kind: 'computed', rule: 'sum(rows.map(r, r.points))' } },
        },
      ],
      started: [
        {
          document: 'QP-97',
          case: '01990000-0000-7000-8000-00000000c010',
          step: 'score',
          sequence: 7,
          subject: { site: 'C-001', year: 2026 },
        },
      ],
      sent: [{ case: link.case, document: 'QP-98', step: 'reopen' }],
      limits: { extendedBy: { unit: 'working_days', by: 5 }, due: '2026-03-20' },
    },
    {
      kind: 'contribution',
      sequence: 8,
      at: li.at,
      step: 'decide',
      contribution: 'first',
      signer: li,
      parts: [{ form: 'QR-98-03', part: 'decision', values: decision, origins: { outcome: { kind: 'computed', rule: 'points >= 6' } } }],
    },
    {
      ...own,
      kind: 'step',
      sequence: 9,
      step: 'decide',
      from: 'scored',
      to: 'decided',
      closes: true,
      usedContributions: [8],
      signers: [li, wang],
      parts: [
        {
          ...partOf('QR-98-03', 'decision', 4, 9, 'decide', [li, wang], decision),
          origins: { outcome: { kind: 'computed', rule: 'points >= 6' } },
        },
      ],
      started: [],
      sent: [],
    },
  ]
  let shared: readonly Opening[] = []
  const sealed = events.map((event) => {
    const entry = sealEvent(event, {
      ...setting,
      ...(event.kind === 'step' && event.step === 'decide'
        ? { shared, partCounters: new Map([[4, { order_no: 'JD-{year}-{serial:4}' }]]) }
        : {}),
      ...(event.kind === 'opened' ? { caseNumber: null, counters: { case_number: 'QP-98-{year}-{serial:5}' } } : {}),
    })
    if (event.kind === 'contribution' && event.contribution === 'first') shared = entry.payloads.flatMap(({ openings }) => openings)
    return entry
  })
  return writtenStream(sealed, [{ case_number: 'QP-98-2026-00001' }, {}, {}, {}, {}, {}, {}, {}, { order_no: 'JD-2026-0001' }])
}
