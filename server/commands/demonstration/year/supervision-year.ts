import type { DemonstrationCentre } from '../centres.ts'
import { supervisors } from '../people.ts'
import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

const plan = {
  subsidised_coverage: 100,
  other_coverage: 30,
  regular_checks_per_site: 2,
  spot_checks_per_site: 1,
  supervisors_needed: 6,
  priorities: '补贴批次全程督导，严防替考。',
}

/** The yearly supervision plan, the team nominated, examined and appointed one by one, and the plan carried out. */
export async function* supervisionYearPlay(year: number, stage: Stage, days: Days): Play {
  yield days.day(0, 11)
  const id = await stage.open('wumin', 'QP-17', { year })
  await stage.take('wumin', id, 'submit_plan', plan)
  yield days.fromNow(2, 10)
  await stage.take('wangjianguo', id, 'approve_plan', { approve_opinion: '同意。' })
  yield days.fromNow(2, 10)
  for (const [place, { login }] of supervisors.entries())
    await stage.take('hanxue', id, 'nominate', {
      nominee: stage.person(login),
      nominee_org: place < 3 ? '人社局职业能力建设处' : '中心督导科',
      external: place < 3,
      admin_years: 3,
      assessor_years: 0,
    })
  yield days.fromNow(5, 15)
  for (const [place, { login }] of supervisors.entries())
    await stage.take('zhengjie', id, 'train_exam', { examinee: stage.person(login), train_hours: 16, exam_score: 82 + place })
  yield days.fromNow(3, 10)
  for (const { login } of supervisors)
    await stage.take('hanxue', id, 'appoint', { appointee: stage.person(login), term_from: days.dateFromNow(0) })
  yield days.fromNow(2, 10)
  await stage.take('wumin', id, 'team_ready')
  yield days.from(`${year + 1}-01-01`, 8, 10)
  const summary = { annual_summary: '全年督导总结：补贴批次全程督导。', explanation: '部分鉴定所检查次数不足，列入下年计划。' }
  await stage.take('wumin', id, 'annual_report', summary)
  yield days.fromNow(2, 10)
  await stage.take('wangjianguo', id, 'close', { approve_opinion: '作为管理评审输入。' })
}

/** The next year's plan: the team is there; spot checks are sent out and the quarters reported. */
export async function* plannedYearPlay(year: number, visited: readonly DemonstrationCentre[], stage: Stage, days: Days): Play {
  yield days.from(`${year}-01-01`, 4, 11)
  const id = await stage.open('wumin', 'QP-17', { year })
  await stage.take('wumin', id, 'submit_plan', plan)
  yield days.fromNow(2, 10)
  await stage.take('wangjianguo', id, 'approve_plan', { approve_opinion: '同意。' })
  yield days.fromNow(1, 10)
  await stage.take('wumin', id, 'team_ready')
  for (const [place, { code: target_site, login }] of visited.entries()) {
    yield days.fromNow(12, 10)
    await stage.take('zhengjie', id, 'dispatch', { dispatch_kind: 'spot', target_site, unannounced: true })
    yield* spotCheck((await stage.allStarted(id, 'WI-17-01')).at(-1) ?? '', login, place, stage, days)
    yield days.fromNow(30, 15)
    if (place % 2 === 1) await stage.take('wumin', id, 'bulletin', { bulletin_text: '本季度督导情况：考务组织总体规范。' })
  }
}

async function* spotCheck(task: string, host: string, place: number, stage: Stage, days: Days): Play {
  const [first, second] = [supervisors[place]?.login ?? '', supervisors[place + 2]?.login ?? '']
  await stage.take('zhengjie', task, 'dispatch', { supervisors: [stage.person(first), stage.person(second)] })
  yield days.fromNow(1, 9)
  for (const login of [first, second]) await stage.take(login, task, 'accept', { no_conflict: true })
  yield days.fromNow(1, 9)
  await stage.take(first, task, 'arrive')
  const items = (await stage.procedure(task)).reference.lists.get('supervision_items') ?? []
  const photo = await stage.file(first, '公示栏照片')
  const wrong = place === 2
  await stage.take(first, task, 'observe', {
    observations: items.map((_, row) => (wrong && row === 10 ? { ok: false, note: '收费未公示', photo } : { ok: true })),
    id_check_rate: 0,
    impersonators_found: 0,
  })
  await stage.take(first, task, 'finish', { exchange_note: '已与负责人交换意见。' }, host)
  yield days.fromNow(1, 10)
  const problems = wrong ? [{ no: 1, problem: '收费未公示', severity: 'minor', suggestion: '公示收费标准' }] : []
  await stage.take(first, task, 'submit_report', { overall: wrong ? 'fair' : 'good', problems, report_text: '日常管理规范。' })
  yield days.fromNow(1, 10)
  if (!wrong) {
    await stage.take('zhengjie', task, 'accept_report', { review_opinion: '通过。' })
    return
  }
  await stage.take('wumin', task, 'order_fix', { review_opinion: '责令一周内整改。' })
  yield days.fromNow(5, 10)
  await stage.take('zhengjie', task, 'fix_verified', { fixed_count: 1, verify_opinion: '已公示。' })
}
