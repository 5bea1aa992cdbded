import type { DemonstrationCentre, Fate } from './centres.ts'
import { drawn } from './drawn.ts'
import { correctRectification } from './rectification.ts'
import { deductionsFor, indicatorsOf, scoreRows, selfScoreRows } from './scores.ts'
import type { Stage } from './stage.ts'
import type { Days, Play } from './timeline.ts'
import { sanction } from './violation.ts'

const inspection = 'QP-08'
const scoring = 'WI-08-01'

/** Where an inspection that is still under way stands: the play breaks off before this step. */
export type Halt =
  | 'submit_self'
  | 'pass_material'
  | 'start_visit'
  | 'score'
  | 'aggregate'
  | 'draft_conclusion'
  | 'approve_conclusion'
  | 'publicity'
  | 'announce'
  | 'rectification'
  | null

export type InspectionPlan = Readonly<{ centre: DemonstrationCentre; year: number; fate: Fate; halt: Halt }>

type Panel = Readonly<{ leader: string; scorers: readonly [string, string]; spare: string }>

/** One centre's inspection of one year, from the notice to the end its fate has for it, or to where it halts. */
export async function* inspectionPlay(plan: InspectionPlan, stage: Stage, days: Days): Play {
  const { centre, fate, halt, year } = plan
  const { between } = drawn(`inspection ${year} ${centre.code}`)
  // A centre whose notice went out late is still within its twenty days today.
  const noticed = halt === 'submit_self' ? 42 : 0
  yield days.day(noticed, 9.5 + between(0, 30) / 60)
  const found = await stage.find(inspection, { site: centre.code, year })
  if (found === null) throw new Error(`Expected the campaign of ${year} to have opened a case for ${centre.zh}, but it has not`)
  const id = found.id
  await stage.take('zhengjie', id, 'notify', { due_on: days.date(noticed + 22) })
  if (halt === 'submit_self') return
  if (fate === 'refused') {
    yield days.day(24, 10)
    yield* concluded(plan, id, stage, days)
    return
  }
  if (fate === 'deferred') {
    yield days.day(18, 10)
    await stage.take('wumin', id, 'defer', { defer_reason: '实训楼改造施工，考场暂不能使用。', defer_days: 12 })
    yield days.day(30, 15)
  } else yield days.day(between(8, 19), 9 + between(0, 14) / 2)
  await selfAssessed(plan, id, stage)
  yield days.fromNow(between(2, 4), 10)
  if (halt === 'pass_material') return
  if (fate === 'material-returned') {
    await stage.take('zhengjie', id, 'return_material', {
      review_items: documents(await stage.procedure(id), ['fee', 'equipment']),
      scope_exceeded: false,
      review_opinion: '请补充收费公示照片和两件计量器具的检定证书。',
    })
    yield days.fromNow(3, 15)
    await selfAssessed(plan, id, stage)
    yield days.fromNow(2, 10)
  }
  await stage.take('zhengjie', id, 'pass_material', {
    review_items: documents(await stage.procedure(id), []),
    scope_exceeded: false,
    review_opinion: '材料齐全，同意进入现场评估。',
  })
  const visit = await stage.started(id, scoring)
  yield days.fromNow(between(4, 6), 9)
  if (halt === 'start_visit') return
  yield* scored(plan, visit, stage, days)
  if (halt === 'score' || halt === 'aggregate') return
  yield days.fromNow(2, 14)
  if (halt === 'draft_conclusion') return
  await stage.take('wumin', id, 'draft_conclusion', {
    violations: violations(centre, fate),
    draft_note: '按现场评分与本年度违规处理情况拟定。',
  })
  yield* concluded(plan, id, stage, days)
}

async function selfAssessed({ centre, year }: InspectionPlan, id: string, stage: Stage): Promise<void> {
  const { between } = drawn(`self ${year} ${centre.code}`)
  const indicators = indicatorsOf(await stage.procedure(id))
  const examined = between(240, 2400)
  await stage.take(centre.login, id, 'submit_self', {
    batches_held: between(6, 28),
    candidates_examined: examined,
    pass_count: Math.round((examined * between(74, 90)) / 100),
    assessor_count: between(8, 36),
    equipment_ok_rate: `${between(92, 100)}.00`,
    fee_income: `${examined * between(60, 110)}.00`,
    complaints: between(0, 2),
    self_scores: selfScoreRows(indicators, deductionsFor(indicators, between(1, 4), between(0, 32))),
    self_summary: `${year}年度按计划组织鉴定，考务、保密、收费和档案管理符合要求；本年度补充了设备并组织了两次业务学习。`,
    proofs: [await stage.file(centre.login, `${centre.zh}${year}年度自查材料`)],
  })
}

function documents(
  procedure: Awaited<ReturnType<Stage['procedure']>>,
  missing: readonly string[],
): readonly Readonly<Record<string, unknown>>[] {
  return (procedure.reference.lists.get('inspection_documents') ?? []).map(({ code }) =>
    missing.includes(code) ? { present: false, finding: '缺' } : { present: true, finding: '齐全' },
  )
}

function violations({ code }: DemonstrationCentre, fate: Fate): readonly Readonly<Record<string, unknown>>[] {
  const warned = fate === 'qualified' && drawn(`warned ${code}`).between(0, 4) === 0
  return [{ times: warned ? 1 : 0 }, { times: 0 }, { times: 0 }]
}

/** Points lost on site, by fate: the rest follows from the table. */
function pointsLost(fate: Fate, code: string): number {
  const { between } = drawn(`points ${code}`)
  if (fate === 'excellent') return between(3, 7)
  return mustRectify.includes(fate) ? between(27, 32) : between(11, 19)
}

/** What the panel finds at these centres means rectification; one of them objects, and is right. */
const mustRectify: readonly Fate[] = ['rectified', 'rectification-failed', 'rectified-second-round', 'objection-upheld']

async function* scored({ centre, fate, halt, year }: InspectionPlan, visit: string, stage: Stage, days: Days): Play {
  const { among, between } = drawn(`panel ${year} ${centre.code}`)
  const panel: Panel = among([
    { leader: 'yangfan', scorers: ['zhulin', 'qingang'], spare: 'youjia' },
    { leader: 'zhangwei', scorers: ['youjia', 'shiyu'], spare: 'zhulin' },
  ])
  const seat = (login: string, leader: boolean) => ({ member: { person: stage.player(login).person }, leader, no_interest: true })
  await stage.take('wumin', visit, 'start_visit', {
    members: [seat(panel.leader, true), ...panel.scorers.map((login) => seat(login, false))],
    visit_on: days.dateFromNow(0),
    notified_on: days.dateFromNow(-4),
  })
  await stage.countersign(panel.leader, visit, 'start_visit')
  yield days.fromNow(0, 14)
  const procedure = await stage.procedure(visit)
  const indicators = indicatorsOf(procedure)
  const short = deductionsFor(indicators, pointsLost(fate, centre.code), between(0, 32), mustRectify.includes(fate))
  const rows = async (login: string, missed: readonly string[], raised: readonly string[] = []) =>
    scoreRows(indicators, missed, await stage.file(login, `${centre.zh}现场照片`), raised)
  const vetoes = fate === 'veto-revoked' ? ['V1'] : []
  const [first, second] = panel.scorers
  const apart = fate === 'scores-reconciled' ? ['D4', 'D2', 'E2'].filter((code) => !short.includes(code)) : []
  await stage.take(first, visit, 'score', { scores: await rows(first, short), veto_found: vetoes })
  if (halt === 'score') return
  yield days.fromNow(0, 16)
  await stage.take(second, visit, 'score', { scores: await rows(second, [...short, ...apart]), veto_found: vetoes })
  if (apart.length > 0) {
    await stage.take(panel.leader, visit, 'open_reconcile', { items_to_rescore: apart })
    yield days.fromNow(1, 10)
    for (const login of panel.scorers)
      await stage.take(login, visit, 'rescore', {
        scores: await rows(login, [...short, ...apart.slice(0, 1)], apart.slice(1)),
        veto_found: vetoes,
      })
  }
  yield days.fromNow(1, 11)
  if (halt === 'aggregate') return
  await stage.take(panel.leader, visit, 'aggregate', {})
  await stage.countersign(first, visit, 'aggregate')
  yield days.fromNow(1, 15)
  // Some centres let the two days pass: then the result is deemed confirmed.
  if (between(0, 3) === 0) {
    yield days.fromNow(3, 10)
    return
  }
  await stage.take(centre.login, visit, 'site_confirm', {})
  await stage.countersign(panel.leader, visit, 'site_confirm')
}

/** From the drafted conclusion to the end. */
async function* concluded(plan: InspectionPlan, id: string, stage: Stage, days: Days): Play {
  const { centre, fate, halt } = plan
  yield days.fromNow(2, 10)
  if (halt === 'approve_conclusion') return
  await stage.take('wangjianguo', id, 'approve_conclusion', { review_opinion: '同意拟定结论，予以公示。' })
  if (fate === 'objection-upheld' || fate === 'objection-dismissed') yield* objected(plan, id, stage, days)
  else yield days.fromNow(6, 10)
  if (halt === 'publicity') return
  yield days.fromNow(1, 11)
  if (halt === 'announce') return
  const { published_grade: grade } = (await stage.state(id)).sealed.findLast(({ part }) => part === 'publish')?.values ?? {}
  const drafted = (await stage.state(id)).sealed.findLast(({ part }) => part === 'draft')?.values.grade
  switch (grade ?? drafted) {
    case 'rectify':
      await stage.take('wumin', id, 'order_rectify', {})
      yield* correctRectification({ centre, inspection: id, fate, halted: halt === 'rectification' }, stage, days)
      break
    case 'revoke':
      await stage.take('wangjianguo', id, 'propose_revoke', {
        revoke_reason: fate === 'refused' ? '拒不参加年度检查。' : '现场评估发现一票否决项：转包、出租许可证。',
      })
      yield* sanction({ centre, inspection: id, refused: fate === 'refused' }, stage, days)
      break
    default:
      await stage.take('wangjianguo', id, 'announce_pass', { licence_stamped: true })
  }
}

async function* objected({ centre, fate }: InspectionPlan, id: string, stage: Stage, days: Days): Play {
  yield days.fromNow(2, 9)
  await stage.take(centre.login, id, 'object', {
    objection_text: '工位数统计有误：第二实训室 8 个工位未计入。',
    objection_evidence: [await stage.file(centre.login, `${centre.zh}工位平面图`)],
  })
  yield days.fromNow(4, 14)
  if (fate === 'objection-dismissed') {
    await stage.take('lihuimin', id, 'objection_dismissed', { objection_reply: '经复核，第二实训室不在许可地址内，原评分不变。' })
    return
  }
  await stage.take('lihuimin', id, 'objection_upheld', {
    objection_reply: '经复核属实，改正相应指标得分。',
    onsite_total: '82.50',
    veto: false,
    weak_sections: 0,
    draft_note: '异议成立，改正拟定得分。',
  })
  yield days.fromNow(1, 10)
  await stage.take('wangjianguo', id, 'approve_conclusion', { review_opinion: '同意复核结论，予以公示。' })
  yield days.fromNow(6, 10)
}
