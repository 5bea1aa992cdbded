import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import type { Batch } from './exam-batch.ts'

/** The case the invigilators opened when they sent a candidate out. */
export async function violationOf(batch: Batch, stage: Stage): Promise<string> {
  const rooms = await stage.allStarted(batch.id, 'WI-12-03')
  const opened = await Promise.all(rooms.map((room) => stage.allStarted(room, 'QP-18')))
  const id = opened.flat()[0]
  if (id === undefined) throw new Error(`Expected a violation case of ${batch.number}, but there is none`)
  return id
}

/** What became of the candidate sent out of the room: investigated, decided, served, and the score void. */
export async function* expulsion(batch: Batch, scores: string, stage: Stage, days: Days): Play {
  const id = await violationOf(batch, stage)
  const { person } = (await stage.state(id)).subject
  yield days.fromNow(1, 10)
  const investigators = ['chujing', 'weidong'].map((login) => stage.person(login))
  await stage.take('wumin', id, 'file', { file_opinion: '两名监考员作证，予以立案。', investigators })
  yield days.fromNow(2, 10)
  await stage.take(
    'chujing',
    id,
    'collect_evidence',
    {
      evidence_kind: 'statement',
      taken_at: days.fromNow(0, 9),
      taken_place: '中心会议室',
      provider: { person },
      evidence_text: '承认开考后使用手机查找答案。',
      provider_signed: true,
    },
    'weidong',
  )
  yield days.fromNow(2, 10)
  const findings = {
    facts: '开考后使用手机查找答案，两名监考员当场发现。',
    established: true,
    severity: 'serious',
    proposed_sanction: 'void_score',
  }
  await stage.take('chujing', id, 'submit_findings', findings, 'weidong')
  yield days.fromNow(1, 10)
  await stage.take('wumin', id, 'notify', {
    review_opinion: '事实清楚，证据确凿。',
    legal_basis: '职业技能鉴定考试违纪处理规定',
    intended_sanction: 'void_score',
    hearing_right: false,
  })
  yield days.fromNow(7, 10)
  await stage.take('wangjianguo', id, 'decide', {
    sanction: 'void_score',
    decision_basis: '职业技能鉴定考试违纪处理规定',
    decision_reason: '使用手机作弊。',
  })
  yield days.fromNow(1, 10)
  await stage.take('zhengjie', id, 'serve', { serve_mode: 'direct' })
  while ((await stage.state(id)).state !== 'enforcing') yield days.fromNow(1, 10)
  yield days.fromNow(1, 10)
  await stage.take('zhengjie', id, 'complete')
  yield days.fromNow(1, 10)
  const seats = (await stage.value(await stage.started(batch.id, 'WI-12-01'), 'seats')) as readonly Readonly<{
    ticket_no: string
    candidate: Readonly<{ person: string }>
  }>[]
  const ticket = seats.find(({ candidate }) => candidate.person === person)?.ticket_no
  const step = (await stage.state(scores)).state === 'publicised' ? 'invalidate_one' : 'invalidate_final'
  await stage.take('zhouqiang', scores, step, { void_scope: 'person', void_ticket_no: ticket })
}
