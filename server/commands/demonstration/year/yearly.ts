import { employers } from '../people.ts'
import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

/** The yearly evaluation of assessors who were on duty, from December of the year on. */
export async function* evaluationPlay(year: number, members: readonly string[], stage: Stage, days: Days): Play {
  yield days.from(`${year}-12-01`, 3, 10)
  const cases: { login: string; id: string }[] = []
  for (const login of members) {
    const id = await stage.open('zhengjie', 'WI-09-02', { person: stage.player(login).person, year })
    await stage.take('zhengjie', id, 'compile')
    cases.push({ login, id })
  }
  yield days.fromNow(3, 10)
  for (const { id } of cases) await stage.take('wumin', id, 'approve_grade', { grade_opinion: '同意。' })
  yield days.fromNow(2, 10)
  for (const { login, id } of cases) await stage.take(login, id, 'confirm')
}

/** What the employers think of the house, once a year: all who entered candidates are asked, most answer. */
export async function* surveyPlay(year: number, stage: Stage, days: Days): Play {
  yield days.day(0, 10)
  const id = await stage.open('fengtao', 'WI-19-01', { year })
  const asked = employers.length
  const plan = { survey_title: `${year}年用人单位满意度调查`, audience: 'employer', population: asked, sample_size: asked }
  await stage.take('fengtao', id, 'submit', plan)
  yield days.fromNow(2, 10)
  await stage.take('wumin', id, 'approve', { approve_opinion: '同意发放。' })
  yield days.fromNow(3, 10)
  for (const [place, { login }] of employers.slice(1).entries()) {
    const mark = (question: number) => 5 - ((place + question) % 4 === 0 ? 1 : 0)
    const answers = { q_fairness: mark(0), q_service: mark(1), q_speed: mark(2), q_site: mark(3), q_information: mark(4) }
    await stage.take(login, id, 'respond', answers)
  }
  yield days.fromNow(4, 10)
  await stage.take('longfei', id, 'close_survey', { sent_count: asked, invalid_count: 0 })
  yield days.fromNow(2, 10)
  await stage.take('fengtao', id, 'report', { weak_points: '办理时效略低。' })
  yield days.fromNow(2, 10)
  await stage.take('zhaowenbo', id, 'publish')
}
