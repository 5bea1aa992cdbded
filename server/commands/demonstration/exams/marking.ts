import { drawn } from '../drawn.ts'
import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import type { Batch } from './exam-batch.ts'
import { attendance } from './exam-day.ts'
import { panelOf } from './preparation.ts'

/** Marking, double entry, check, approval and publication of the scores; then the summary of the exam. */
export async function* marked(batch: Batch, stage: Stage, days: Days): Play {
  const { id, examOn } = batch
  const scores = await stage.started(id, 'QP-13')
  yield days.from(examOn, 1, 14)
  await stage.take('zhouqiang', scores, 'assign', {
    markers: ['renyuan', 'yuanye'].map((login) => stage.person(login)),
    marking_leader: stage.person('baibing'),
    sealed_range: '无',
    script_count: 0,
    double_marked: false,
    conflict_declared: true,
  })
  const rows = await scoreRows(batch, stage)
  if (batch.plan.extra.includes('rated')) yield* rated(batch, scores, rows, stage, days)
  yield days.from(examOn, 3, 15)
  await stage.take('baibing', scores, 'finish_marking', { scripts_remarked: 0, scripts_wrong: 0 })
  yield days.from(examOn, 4, 10)
  const score_rows = rows.map(({ theory, skill, status }) => (status === 'normal' ? { theory, skill, status } : { status }))
  await stage.take('daiyue', scores, 'enter_scores', { score_rows })
  await stage.take('yunfei', scores, 'enter_scores', { score_rows })
  yield days.from(examOn, 5, 10)
  await stage.take('xiahan', scores, 'check_pass', { checked_count: rows.length, mismatch_tickets: [] })
  yield days.from(examOn, 6, 10)
  await stage.take('lihuimin', scores, 'approve_scores', { approve_opinion: '同意公布。', abnormal_note: '合格率经复查属实。' })
  yield days.from(examOn, 7, 10)
  await stage.take('baisong', scores, 'publish')
  await stage.take('baisong', id, 'results_in')
  yield days.from(examOn, 8, 10)
  const papers = await stage.started(await stage.started(id, 'WI-10-02'), 'WI-12-02')
  await stage.take('dougang', papers, 'retain', {
    cabinet_no: 'G-4',
    bags_in: 3,
    key_holders: [stage.person('dougang'), stage.person('zhangcheng')],
  })
}

type ScoreRow = Readonly<{ ticket: string; theory: number; skill: number; status: string }>

/** Most pass; one in six fails a part. */
async function scoreRows(batch: Batch, stage: Stage): Promise<readonly ScoreRow[]> {
  const { seats, absent, expelled } = await attendance(batch, stage)
  const { between } = drawn(`scores ${batch.plan.serial}`)
  const holder = stage.player('kaosheng').person
  return seats.map(({ ticket_no, candidate }, place) => ({
    ticket: ticket_no,
    theory: place % 6 === 4 && candidate.person !== holder ? between(48, 58) : between(62, 94),
    skill: candidate.person === holder ? ownSkill(batch) : place % 7 === 5 ? between(50, 58) : between(63, 92),
    status: absent.includes(ticket_no) ? 'absent' : ticket_no === expelled?.ticket_no ? 'cheat' : 'normal',
  }))
}

/** Where a score is re-checked, it fell one mark short because the items were added up wrongly. */
const ownSkill = ({ plan }: Batch): number => (plan.extra.includes('rechecked') ? 59 : 78)

/** Every member of the panel rates every candidate alone. */
async function* rated(batch: Batch, scores: string, rows: readonly ScoreRow[], stage: Stage, days: Days): Play {
  yield days.from(batch.examOn, 1, 16)
  for (const [place, login] of panelOf(batch).entries())
    for (const { ticket, skill, status } of rows)
      if (status === 'normal')
        await stage.take(login, scores, 'rate_skill', {
          ticket_no: ticket,
          rated_subject: 'skill',
          task_no: `${batch.plan.occupation}-${batch.plan.level}-07`,
          station_no: `S${ticket.slice(-2)}`,
          started_at: days.on(batch.examOn, 13),
          finished_at: days.on(batch.examOn, 15.5),
          rating_items: [
            { point: '工艺', max: 60, deduct: Math.max(0, 100 - skill - 8 + place), note: '布线不够规范。' },
            { point: '质量', max: 30, deduct: 8 - place, note: '接点有松动。' },
            { point: '安全', max: 10, deduct: 0 },
          ],
          safety_zero: false,
          overtime_minutes: 0,
        })
}
