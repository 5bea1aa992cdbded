import type { AttachmentValue, CaseEvent } from '#engine'
import { type HashText, sealEvent } from '#records'
import { countedSalts, li, partOf, settingOf, type WrittenStream, wang, writtenStream } from '../records/hand-made-stream.ts'

export type ExampleCase = Readonly<{ id: string; number: string; baseline: HashText; attachment: AttachmentValue }>

/** Opened, submitted with a sensitive number and an attachment, approved and closed, then corrected. */
export function exampleCase({ id, number, baseline, attachment }: ExampleCase): WrittenStream {
  const setting = settingOf(id, { baseline, caseNumber: number, salt: countedSalts(Number(number.slice(-1)) * 16) })
  const opened: CaseEvent = {
    kind: 'opened',
    sequence: 1,
    at: li.at,
    id,
    document: 'QP-98',
    baseline,
    subject: { site: 'C-001', year: 2026 },
    by: li,
    startedBy: null,
    given: {},
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
        title: `自查报告 ${number}`,
        total: '93.50',
        id_number: '210102199003071234',
        photo: attachment,
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
    field: 'total',
    old: '93.50',
    new: '94.50',
    reason: '加总有误',
    signers: [li, wang],
  }
  return writtenStream(
    [
      sealEvent(opened, { ...setting, caseNumber: null, counters: { case_number: 'QP-98-{year}-{serial:5}' } }),
      sealEvent(submit, setting),
      sealEvent(approve, setting),
      sealEvent(correction, { ...setting, closed: 3, corrects: `QR-98-01/${number}/001` }),
    ],
    [{ case_number: number }],
  )
}
