import type { DemonstrationCentre } from './centres.ts'
import type { Stage } from './stage.ts'
import type { Days, Play } from './timeline.ts'

const violation = 'QP-18'

export type Violation = Readonly<{ centre: DemonstrationCentre; inspection: string; refused: boolean }>

/** The investigation an inspection led to, up to the revocation of the licence with city-wide notice. */
export async function* sanction({ centre, inspection, refused }: Violation, stage: Stage, days: Days): Play {
  const id = await stage.started(inspection, violation)
  yield days.fromNow(1, 10)
  if ((await stage.state(id)).state === 'clue') await stage.take('zhengjie', id, 'register', { violation_code: 'W08' })
  yield days.fromNow(2, 10)
  const investigators = ['chujing', 'weidong'].map((login) => ({ person: stage.player(login).person }))
  await stage.take('wumin', id, 'file', { file_opinion: '有事实依据，予以立案。', investigators, interim_measure: ['stop_dispatch'] })
  yield days.fromNow(5, 14)
  await stage.take('chujing', id, 'collect_evidence', {
    evidence_kind: 'statement',
    taken_at: days.fromNow(0, 10),
    taken_place: `${centre.zh}会议室`,
    provider: { person: stage.player(centre.login).person },
    evidence_text: '负责人承认上述事实。',
    provider_signed: true,
  })
  await stage.countersign('weidong', id, 'collect_evidence')
  yield days.fromNow(8, 15)
  await stage.take('chujing', id, 'submit_findings', {
    facts: refused
      ? '经书面通知和两次电话催告，仍未提交自查报告，拒不参加年度检查。'
      : '年检结论及整改情况属实，不再具备继续承担鉴定任务的条件。',
    established: true,
    severity: 'serious',
    proposed_sanction: 'revoke_site',
  })
  await stage.countersign('weidong', id, 'submit_findings')
  yield days.fromNow(3, 10)
  await stage.take('wumin', id, 'notify', {
    review_opinion: '事实清楚，证据确凿。',
    legal_basis: '职业技能鉴定所（站）管理规定',
    intended_sanction: 'revoke_site',
    hearing_right: true,
  })
  yield days.fromNow(7, 10)
  await stage.take('wangjianguo', id, 'decide', {
    sanction: 'revoke_site',
    decision_basis: '职业技能鉴定所（站）管理规定',
    decision_reason: refused ? '拒绝年度检查，情节严重。' : '年检不合格，情节严重。',
  })
  await stage.countersign('hanxue', id, 'decide')
  yield days.fromNow(2, 10)
  await stage.take('zhengjie', id, 'serve', { serve_mode: 'direct' })
  yield days.fromNow(12, 10)
  await stage.take('zhengjie', id, 'complete', { enforce_items: ['收回许可证', '全市通报'], published_on: days.dateFromNow(0) })
  yield days.fromNow(2, 10)
  const licence = await stage.find('QP-07', { site: centre.code })
  if (licence === null) throw new Error(`Expected ${centre.zh} to have a licence, but it has none`)
  await stage.take('hanxue', licence.id, 'revoke', {
    licence_returned: true,
  })
  await stage.countersign('wangjianguo', licence.id, 'revoke')
  yield days.fromNow(1, 10)
  await stage.take('hanxue', inspection, 'revoke', { revoke_reason: '处理决定已生效，取消鉴定资格。' })
}
