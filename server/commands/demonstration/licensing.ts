import type { DemonstrationCentre } from './centres.ts'
import { drawn } from './drawn.ts'
import type { Stage } from './stage.ts'
import type { Days, Play } from './timeline.ts'

const licence = 'QP-07'

/** How a centre came by its licence: application, acceptance, panel, review, recommendation, decision. */
export async function* licensing(centre: DemonstrationCentre, stage: Stage, days: Days): Play {
  const { among, between } = drawn(`licence ${centre.code}`)
  const begins = between(0, 12)
  yield days.day(begins, 9 + between(0, 7) / 2)
  const id = await stage.open(centre.login, licence, { site: centre.code })
  await stage.take(centre.login, id, 'submit', await application(centre, stage))
  yield days.day(begins + between(1, 4), 10)
  await stage.take('zhengjie', id, 'accept', {})
  yield days.day(begins + 6, 15)
  const [leader, expert, member] = among([
    ['yangfan', 'zhulin', 'qingang'],
    ['zhangwei', 'youjia', 'shiyu'],
  ] as const)
  const visit = begins + 9 + between(0, 3)
  const seat = (login: string, duty: string) => ({ member: { person: stage.player(login).person }, duty, no_interest: true })
  await stage.take('wumin', id, 'assign_panel', {
    panel: [seat(leader, 'leader'), seat(expert, 'expert'), seat(member, 'member')],
    visit_on: days.date(visit),
  })
  yield days.day(visit, 16)
  const scores = {
    score_premises: between(20, 24),
    score_equipment: between(20, 24),
    score_staff: between(16, 19),
    score_management: between(16, 19),
    score_safety: between(8, 10),
  }
  const total = Object.values(scores).reduce((sum, score) => sum + score, 0)
  await stage.take(leader, id, 'onsite_complete', {
    ...Object.fromEntries(Object.entries(scores).map(([key, score]) => [key, `${score}.00`])),
    veto: false,
    veto_items: [],
    scorer_totals: [
      { member: { person: stage.player(expert).person }, total: `${total - 1}.00` },
      { member: { person: stage.player(member).person }, total: `${total + 1}.00` },
    ],
    findings: '场地、工位、设备和人员配备与申报材料一致，制度上墙，监控覆盖全部考场。',
  })
  await stage.countersign(expert, id, 'onsite_complete')
  yield days.day(visit + 2, 11)
  await stage.take('wumin', id, 'recommend', {
    recommend_opinion: '评审总分达到80分，无否决项，建议准予许可。',
    approved_occupations: centre.occupations.map((occupation) => ({ occupation, levels: ['5', '4', '3'] })),
  })
  yield days.day(visit + 6, 14)
  await stage.take('hanxue', id, 'license', { decision: 'grant', decision_reason: '符合设立条件，准予许可，有效期三年。' })
}

async function application(centre: DemonstrationCentre, stage: Stage): Promise<Readonly<Record<string, unknown>>> {
  const { between } = drawn(`application ${centre.code}`)
  return {
    site_name: centre.zh,
    centre_type: centre.type,
    legal_person: centre.zh.replace(/鉴定[所站]$/, ''),
    credit_code: `1221010${centre.code}MB8`,
    site_head: { person: stage.player(centre.login).person },
    contact_phone: `1380000${String(between(1000, 9999))}`,
    address: `滨海市${between(0, 1) === 0 ? '学院路' : '工业大道'}${between(1, 180)}号`,
    office_area: `${between(32, 90)}.00`,
    theory_seats: between(2, 12) * 30,
    full_time_staff: between(4, 12),
    occupations: centre.occupations.map((occupation) => ({
      occupation,
      levels: ['5', '4', '3'],
      stations: between(12, 30),
      assessor_count: between(5, 8),
    })),
    equipment_list: await stage.file(centre.login, `${centre.zh}设备清单`),
    rules_list: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'],
    video_monitoring: true,
  }
}
