import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

const objectives = [
  ['ZH-1', 'D-ZH', '归档及时率', '%', 95, 'at_least', 'QR-02-01'],
  ['ZH-2', 'D-ZH', '培训合格率', '%', 90, 'at_least', 'QR-04-01'],
  ['KW-1', 'D-KW', '办理按时率', '%', 95, 'at_least', 'QR-03-04'],
  ['KW-2', 'D-KW', '准考证差错', '张', 2, 'at_most', 'QR-21-01'],
  ['DD-1', 'D-DD', '补贴批次督导率', '%', 100, 'at_least', 'QR-17-01'],
  ['DD-2', 'D-DD', '投诉按期办结率', '%', 100, 'at_least', 'QR-19-01'],
  ['MT-1', 'D-MT', '可用套卷数', '套', 10, 'at_least', 'QR-10-04'],
  ['MT-2', 'D-MT', '试题重复率', '%', 5, 'at_most', 'QR-10-06'],
] as const

const met = [98, 95, 97, 1, 100, 100, 12, 3].map((actual) => ({ actual }))

/** The objectives of a year, measured quarter by quarter, and the management review at its end. */
export async function* objectivesPlay(year: number, stage: Stage, days: Days): Play {
  yield firstOf(year, 1, days)
  const id = await stage.open('fengtao', 'QP-03', { year })
  await stage.take('fengtao', id, 'propose_objectives', {
    objectives: objectives.map(([code, department, name, unit, target, direction, source]) => ({
      code,
      department,
      name,
      unit,
      target,
      direction,
      source,
    })),
    policy_alignment: '公平、科学、规范、高效。',
  })
  yield days.fromNow(3, 10)
  await stage.take('wangjianguo', id, 'approve_objectives', { approve_opinion: '同意。' })
  for (const quarter of [1, 2, 3, 4]) {
    yield* statistics(
      quarter === 4 ? `${year}-Q4` : `${year}-Q${quarter}`,
      year,
      year + (quarter === 4 ? 1 : 0),
      (quarter % 4) * 3 + 1,
      stage,
      days,
    )
    await stage.take('fengtao', id, 'quarterly_check', { actuals: met })
  }
  yield days.fromNow(2, 10)
  const participants = ['wangjianguo', 'lihuimin', 'zhaowenbo', 'chenli', 'zhouqiang', 'wumin'].map((login) => stage.person(login))
  await stage.take('zhaowenbo', id, 'plan_review', { planned_on: days.dateFromNow(12), participants, agenda: '十项输入与改进机会。' })
  yield days.fromNow(7, 10)
  const inputs = (await stage.procedure(id)).reference.lists.get('review_inputs') ?? []
  const summary = '见所附汇总，总体受控，较上年改善。'
  await stage.take('fengtao', id, 'submit_inputs', {
    inputs: await Promise.all(
      inputs.map(async () => ({ department: 'D-DD', summary, file: await stage.sameFile('fengtao', '管理评审输入') })),
    ),
  })
  yield days.fromNow(5, 14)
  await stage.take('wangjianguo', id, 'hold_review', {
    held_on: days.dateFromNow(0),
    attendees: participants,
    suitability: 'met',
    adequacy: 'met',
    effectiveness: 'met',
    discussion: '逐项评审输入，体系运行有效，改进两项。',
  })
  yield days.fromNow(2, 10)
  const due_on = days.dateFromNow(30)
  const decisions = [
    { no: 1, kind: 'improve', content: '准考证打印前样张核对', department: 'D-KW', owner: stage.person('zhouqiang'), due_on },
    { no: 2, kind: 'resource', content: '增配打印机', department: 'D-ZH', owner: stage.person('chenli'), due_on },
  ]
  await stage.take('zhaowenbo', id, 'issue_report', { decisions }, 'wangjianguo')
  yield days.fromNow(20, 10)
  const done_on = days.dateFromNow(0)
  await stage.take('fengtao', id, 'close_year', {
    followups: [
      { done_on, evidence: '样张核对表', verified: true },
      { done_on, evidence: '验收单', verified: true },
    ],
  })
}

/** The statistics of a period once it is over: compiled, checked, seen by the staff, published. */
export async function* statistics(period: string, year: number, compiledIn: number, month: number, stage: Stage, days: Days): Play {
  yield firstOf(compiledIn, month, days)
  const id = await stage.open('longfei', 'WI-03-01', { period, year })
  const seed = Number(period.slice(-1)) + month
  await stage.take('longfei', id, 'compile', {
    rows: [
      {
        staff: stage.person('maoning'),
        department: 'D-KW',
        steps_done: 60 + seed * 3,
        steps_on_time: 59 + seed * 3,
        avg_hours: 5.5,
        satisfaction: 96,
        errors: 0,
      },
      {
        staff: stage.person('baisong'),
        department: 'D-KW',
        steps_done: 80 + seed,
        steps_on_time: 78 + seed,
        avg_hours: 7.2,
        satisfaction: 93,
        errors: 1,
      },
      { staff: stage.person('jiming'), department: 'D-ZH', steps_done: 40, steps_on_time: 40, avg_hours: 4, satisfaction: 97, errors: 0 },
      { staff: stage.person('luowei'), department: 'D-MT', steps_done: 20 + seed, steps_on_time: 20 + seed, avg_hours: 9, errors: 0 },
    ],
    case_count: 100,
    data_changes: seed % 3,
  })
  yield days.fromNow(1, 10)
  await stage.take('fengtao', id, 'check_pass', { sample_size: 10, sample_errors: 0 })
  while ((await stage.state(id)).state !== 'confirmed') yield days.fromNow(1, 11)
  await stage.take('zhaowenbo', id, 'publish', { publish_opinion: '同意发布。', analysis_note: '各科室均达标。' })
  yield days.fromNow(1, 10)
}

/** Each month's statistics of a year. */
export async function* monthlyPlay(year: number, stage: Stage, days: Days): Play {
  for (let month = 1; month <= 12; month++)
    yield* statistics(`${year}-${String(month).padStart(2, '0')}`, year, year + (month === 12 ? 1 : 0), (month % 12) + 1, stage, days)
}

/** The third working day of a month, so that the first statistics are there. */
const firstOf = (year: number, month: number, days: Days): string => days.from(`${year}-${String(month).padStart(2, '0')}-01`, 3, 10)
