import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

export type Complaint = Readonly<{
  kind: string
  text: string
  begunAgo: number
  end: 'upheld' | 'dismissed' | 'not-accepted' | 'open'
}>

export const complaints: readonly Complaint[] = [
  { kind: 'service', text: '考场空调故障，考务员态度生硬。', begunAgo: 110, end: 'upheld' },
  { kind: 'score', text: '认为技能成绩偏低。', begunAgo: 75, end: 'dismissed' },
  { kind: 'suggestion', text: '建议代为推荐培训机构。', begunAgo: 40, end: 'not-accepted' },
  { kind: 'service', text: '证书发放点排队时间过长。', begunAgo: 12, end: 'open' },
]

/** A complaint from its receipt to the answer and what followed. */
export async function* complaintPlay({ kind, text, end }: Complaint, stage: Stage, days: Days): Play {
  yield days.day(0, 10)
  const id = await stage.open('jiangli', 'QP-19', {})
  await stage.take('jiangli', id, 'register', {
    complaint_kind: kind,
    complainant: stage.person('tousu'),
    contact: '13900000001',
    channel: 'counter',
    content: text,
    received_at: days.fromNow(0, 9.5),
  })
  yield days.fromNow(2, 10)
  if (end === 'not-accepted') {
    await stage.take('jiangli', id, 'not_accept', { accept_opinion: '不属本中心职责，已告知咨询途径。' })
    return
  }
  await stage.take('jiangli', id, 'accept', {
    accept_opinion: '受理。',
    about_supervision: false,
    persons_concerned: [],
    handler: stage.person('zhengjie'),
  })
  if (end === 'open') return
  yield days.fromNow(8, 10)
  const upheld = end === 'upheld'
  await stage.take('zhengjie', id, 'propose', {
    facts: upheld ? '空调当日上午停机两小时，考务员未安抚考生。' : '评分表三人签名齐全，合分无误。',
    proposal: upheld ? 'upheld' : 'dismissed',
    ...(upheld ? { remedy: '致歉并检修空调。' } : {}),
  })
  yield days.fromNow(2, 10)
  if (upheld) {
    const concerned = { document_concerned: 'QP-12', section_concerned: 'D-KW' }
    await stage.take('lihuimin', id, 'uphold', { approve_opinion: '成立。', reply_text: '经查属实，已致歉并检修。', ...concerned })
    yield days.fromNow(6, 10)
    await stage.take('jiangli', id, 'follow_up', { followup_score: 4, followup_note: '表示满意。' })
    return
  }
  await stage.take('lihuimin', id, 'dismiss', { approve_opinion: '不成立。', reply_text: '经查评分无误，可在10个工作日内申请复核。' })
  yield days.fromNow(3, 10)
  await stage.take('tousu', id, 'ask_second', { second_ground: '希望再核对评分表。' })
  yield days.fromNow(4, 10)
  await stage.take('zhaowenbo', id, 'second_dismiss', { second_reply_text: '维持原答复，此为终局答复。' })
}
