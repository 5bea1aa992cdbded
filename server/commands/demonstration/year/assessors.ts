import { drawn } from '../drawn.ts'
import type { DemonstrationAssessor } from '../people.ts'
import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

/** How an assessor came by card and appointment: application, training, exam, certification. */
export async function* assessorPlay(assessor: DemonstrationAssessor, stage: Stage, days: Days): Play {
  const { login, occupation } = assessor
  const { between } = drawn(`assessor ${login}`)
  yield days.day(between(0, 4), 10)
  const id = await stage.open(login, 'QP-09', { person: stage.player(login).person, occupation })
  await stage.take(login, id, 'apply', {
    name: stage.person(login),
    id_no: `21010119${between(70, 88)}010100${between(10, 99)}`,
    employer: '滨海市技师协会',
    assessor_grade: 'assessor',
    skill_level: '3',
    title_level: 'none',
    trade_years: between(8, 20),
    teaching_org: '无',
    avoid_sites: ['06013005'],
    recommended_by: '滨海市技师协会',
    pledge_signed: true,
    proofs: [await stage.file(login, '职业资格证书')],
  })
  yield days.fromNow(1, 11)
  await stage.take('zhengjie', id, 'admit', { screen_opinion: '符合条件，准予参加培训。' })
  yield days.day(9, 15)
  await stage.take('qianjin', id, 'complete_training', { course: '考评员培训班', train_hours: 24, attendance_rate: between(92, 100) })
  yield days.day(11, 15)
  await stage.take('zhengjie', id, 'exam_pass', {
    theory_score: between(76, 92),
    mock_score: between(72, 90),
    rating_deviation: between(-4, 4),
    examiner: stage.person('zhulin'),
  })
  yield days.day(14, 10)
  await stage.take('hanxue', id, 'certify', { certify_opinion: '同意发证。' })
  yield days.day(16, 10)
  const from = days.dateFromNow(0)
  await stage.take('wangjianguo', id, 'appoint', {
    appointed_from: from,
    appointed_until: `${Number(from.slice(0, 4)) + 2}-12-31`,
    appoint_scope: ['5', '4', '3'],
    pledge_no: `CN-${from.slice(0, 4)}-${between(100, 999)}`,
  })
}
