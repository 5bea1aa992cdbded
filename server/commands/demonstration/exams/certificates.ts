import { drawn } from '../drawn.ts'
import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import type { Batch } from './exam-batch.ts'
import { attendance } from './exam-day.ts'

type Numbered = Readonly<{ certificate_no: string; name: Readonly<{ person: string }> }>

/** Blanks of a batch begin where nobody else's do. */
const blanksFrom = ({ plan }: Batch): number => 1000 + plan.serial * 100

/** The certificates of those who passed: listed, approved, numbered, printed, checked, handed out and reconciled. */
export async function* certified(batch: Batch, scores: string, stage: Stage, days: Days): Play {
  while ((await stage.allStarted(scores, 'QP-14')).length === 0) yield days.fromNow(1, 9)
  const list = await stage.started(scores, 'QP-14')
  yield days.fromNow(1, 10)
  const { expelled } = await attendance(batch, stage)
  const left = expelled === null ? {} : { excluded: [{ person: { person: expelled.candidate.person }, reason: '考试作弊，正在查处。' }] }
  await stage.take('baisong', list, 'submit_list', left)
  yield days.fromNow(1, 10)
  const checks = (await stage.procedure(list)).reference.lists.get('certificate_checks') ?? []
  await stage.take('zhouqiang', list, 'review_pass', {
    eight_checks: checks.map(() => ({ pass: true })),
    review_opinion: '八项核查均符合。',
  })
  yield days.fromNow(2, 10)
  await stage.take('hanxue', list, 'approve', { approve_opinion: '同意核准。' })
  yield days.fromNow(1, 10)
  const approved = Number(await stage.value(list, 'approved_count'))
  const drawn_now = approved + Math.ceil(approved * 0.03)
  const serial = (at: number) => `A${String(blanksFrom(batch) + at).padStart(8, '0')}`
  await stage.take('zhongrui', list, 'draw_blanks', { drawn_now, serial_from: serial(1), serial_to: serial(drawn_now) }, 'tanlin')
  yield days.fromNow(1, 10)
  await stage.take('zhongrui', list, 'print')
  yield days.fromNow(1, 10)
  await stage.take('tanlin', list, 'verify_pass', { verified: approved, verify_errors: 0 })
  yield days.fromNow(1, 14)
  await stage.take('zhongrui', list, 'hand_out', { issuing_point: '承办鉴定所（站）' }, batch.host)
  yield* collected(batch, list, stage, days)
}

/** Most come within the first days; what is not claimed stays at the issuing point. */
async function* collected(batch: Batch, list: string, stage: Stage, days: Days): Play {
  const numbers = (await stage.value(list, 'numbers')) as readonly Numbered[]
  const { between } = drawn(`collected ${batch.plan.serial}`)
  const unclaimed = batch.plan.serial % 2 === 0 ? between(0, numbers.length - 1) : -1
  for (const [place, { certificate_no, name }] of numbers.entries()) {
    if (place % 5 === 0) yield days.fromNow(1, 10)
    if (place === unclaimed) continue
    await stage.take(batch.host, list, 'collect', { certificate_no, collected_by: { person: name.person }, is_proxy: false })
  }
  if (unclaimed !== -1) return
  yield days.fromNow(2, 15)
  await stage.take('fanrong', list, 'reconcile', { returned: Number(await stage.value(list, 'drawn')) - numbers.length })
}
