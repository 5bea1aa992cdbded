import { assessors, supervisors } from '../people.ts'
import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import type { Batch } from './exam-batch.ts'

/** The working day the roster is frozen, counted from the plan; the days before the exam are counted back from it. */
const frozenOn = 25

/** From the frozen roster to the eve of the exam: scheme, rooms, papers, panel, supervision, the check of the day before. */
export async function* prepared(batch: Batch, stage: Stage, days: Days): Play {
  const { id, examOn } = batch
  yield days.day(frozenOn, 10)
  await stage.take('heqing', id, 'close_registration')
  yield days.day(frozenOn, 14)
  for (const application of batch.applications)
    if ((await stage.state(application)).state === 'paid') await stage.take('heqing', application, 'admit')
  yield days.day(frozenOn + 1, 10)
  await stage.take('baisong', id, 'submit_scheme', {
    rooms_plan: '理论考场1个，技能考场1个。',
    invigilator_plan: '每场2人。',
    assessor_plan: '考评组3人。',
    paper_plan: '理论、技能各一套，备卷一套。',
    supervision_plan: batch.plan.subsidised ? '全程督导2人。' : '派督导2人。',
    emergency_plan: '停电启用备用电源；30分钟未恢复的场次作废，另行补考。',
    full_supervision: true,
    chief_examiner: stage.person('cuiyong'),
  })
  yield days.day(frozenOn + 3, 10)
  await stage.take('lihuimin', id, 'approve_scheme', { approve_opinion: '同意。' })
  yield* arranged(batch, stage, days)
  yield* papersMade(batch, stage, days)
  yield days.from(examOn, -5, 14)
  const task = await stage.started(id, 'WI-17-01')
  const pair = supervisorsOf(batch)
  await stage.take('zhengjie', task, 'dispatch', { task_kind: 'full', supervisors: pair.map((login) => stage.person(login)) })
  yield days.from(examOn, -4, 9)
  for (const login of pair) await stage.take(login, task, 'accept', { no_conflict: true })
  yield days.from(examOn, -4, 11)
  await stage.take('longfei', await stage.started(await stage.started(id, 'WI-10-02'), 'WI-12-02'), 'inspect', {
    bags_found: 3,
    seals_ok: true,
    video_ok: true,
  })
  yield* panelDrawn(batch, stage, days)
  yield days.from(examOn, -1, 10)
  const items = (await stage.procedure(id)).reference.lists.get('precheck_items') ?? []
  await stage.take('baisong', id, 'precheck_pass', { check_items: items.map(() => ({ pass: true })) }, batch.host)
}

async function* arranged({ id, plan, examOn }: Batch, stage: Stage, days: Days): Play {
  yield days.fromNow(1, 10)
  const arrangement = await stage.started(id, 'WI-12-01')
  const count = Number(await stage.value(id, 'registered'))
  const room = { occupation: plan.occupation, level: plan.level, seats: count, invigilators: 2 }
  const rooms = [
    { room_no: '001', session: '上午', starts_at: days.on(examOn, 9), kind: 'theory', ...room },
    { room_no: '101', session: '下午', starts_at: days.on(examOn, 13), kind: 'skill', ...room },
  ]
  await stage.take('baisong', arrangement, 'arrange', { random_seed: `${plan.serial}73512`, rooms })
  yield days.fromNow(1, 10)
  await stage.take('zhouqiang', arrangement, 'check_pass', { check_opinion: '人数相符，无重号。' })
  yield days.fromNow(1, 10)
  await stage.take('heqing', arrangement, 'issue', { download_from: days.from(examOn, -8, 0) })
}

/** The paper order of the item bank, and the papers printed, sealed and stored. */
async function* papersMade({ id, plan, examOn }: Batch, stage: Stage, days: Days): Play {
  const order = await stage.started(id, 'WI-10-02')
  const count = Number(await stage.value(id, 'registered'))
  const copies = (count + 2) * 2
  const set = (number: number) => `${plan.occupation}-0${plan.level}-S${String(number).padStart(3, '0')}`
  yield days.from(examOn, -12, 10)
  await stage.take('baisong', order, 'request', { paper_kinds: ['theory', 'skill'], copies, exam_on: examOn })
  yield days.from(examOn, -11, 10)
  await stage.take('shenhao', order, 'approve', { approve_opinion: '同意组卷。' })
  yield days.from(examOn, -10, 10)
  await stage.take('gaofeng', order, 'generate', { main_set_no: set(plan.sets[0]), reserve_set_no: set(plan.sets[1]) }, 'zoukai')
  yield days.from(examOn, -9, 10)
  await stage.take('dengke', order, 'proof_pass', { errors_found: 0, proof_opinion: '题量、配分、答案无误。' })
  yield days.from(examOn, -8, 10)
  const medium = {
    medium_no: `JM-${examOn.slice(0, 4)}-${String(plan.serial).padStart(4, '0')}`,
    medium_hash: `${'0'.repeat(60)}${String(1000 + plan.serial)}`,
  }
  await stage.take('gaofeng', order, 'release', medium, 'dougang')
  const papers = await stage.started(order, 'WI-12-02')
  yield days.from(examOn, -6, 10)
  await stage.take('dougang', papers, 'print', { printed_copies: copies, waste_copies: 1, machine_cleared: true }, 'zoukai')
  yield days.from(examOn, -5, 10)
  const bag = (no: number, room: string, held: number) => ({
    bag_no: `D${no}`,
    room_no: room,
    copies: held,
    seal_no: `F${plan.serial}0${no}`,
  })
  await stage.take('dougang', papers, 'seal', { bags: [bag(1, '001', count), bag(2, '101', count), bag(3, '000', 4)] }, 'zoukai')
  await stage.take(
    'dougang',
    papers,
    'store',
    { cabinet_no: 'G-3', key_holders: [stage.person('dougang'), stage.person('zhangcheng')] },
    'zoukai',
  )
}

async function* panelDrawn(batch: Batch, stage: Stage, days: Days): Play {
  yield days.from(batch.examOn, -3, 10)
  const duty = await stage.started(batch.id, 'WI-09-01')
  const panel = panelOf(batch)
  const drawn = panel.map((login, place) => ({ assessor: stage.person(login), leader: place === 0 }))
  const candidate_count = Number(await stage.value(batch.id, 'registered'))
  const draw_seed = `${batch.examOn.replaceAll('-', '')}-${batch.plan.serial}`
  await stage.take('zhengjie', duty, 'draw', { exam_on: batch.examOn, candidate_count, draw_seed, drawn }, 'wumin')
  yield days.from(batch.examOn, -3, 15)
  for (const [place, login] of panel.entries())
    await stage.take(login, duty, place === panel.length - 1 ? 'accept' : 'accept_member', { conflict: false })
}

/** Three assessors of the occupation, others each time, led by one of the leaders. */
export function panelOf({ plan }: Pick<Batch, 'plan'>): readonly string[] {
  const able = assessors.filter(({ occupation }) => occupation === plan.occupation)
  const leaders = able.filter(({ leads }) => leads)
  const members = able.filter(({ leads }) => !leads)
  const from = plan.serial % members.length
  const turned = [...members.slice(from), ...members.slice(0, from)]
  return [leaders[plan.serial % leaders.length], turned[0], turned[1]].flatMap((one) => (one === undefined ? [] : [one.login]))
}

export function supervisorsOf({ plan }: Batch): readonly [string, string] {
  const at = (place: number) => supervisors[place % supervisors.length]?.login ?? ''
  return [at(plan.serial), at(plan.serial + 3)]
}
