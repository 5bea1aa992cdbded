import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import { accountHolders } from './candidates.ts'
import type { Batch } from './exam-batch.ts'
import { panelOf, supervisorsOf } from './preparation.ts'

type Seat = Readonly<{ ticket_no: string; candidate: Readonly<{ person: string }> }>

/** Who of the roster did not come, and who was sent out. */
export type Attendance = Readonly<{ seats: readonly Seat[]; absent: readonly string[]; expelled: Seat | null }>

/** The papers travel, both sessions are held, the papers come back; the panel hands in its sheets, the supervisors their report. */
export async function* examHeld(batch: Batch, stage: Stage, days: Days): Play {
  const { id, examOn, host } = batch
  const papers = await papersOf(batch, stage)
  yield days.from(examOn, -1, 14)
  const escorts = ['dougang', 'zhangcheng', 'zoukai'].map((login) => stage.person(login))
  await stage.take('dougang', papers, 'hand_over', { escorts, vehicle_no: '滨A12345' }, host)
  yield days.from(examOn, -1, 16)
  await stage.take(host, papers, 'site_receive', { bags_received: 3, seals_intact: true }, 'cuiyong')

  yield days.on(examOn, 8)
  const [supervisor] = supervisorsOf(batch)
  const task = await stage.started(id, 'WI-17-01')
  await stage.take(supervisor, task, 'arrive')
  await stage.take('cuiyong', await stage.started(id, 'WI-09-01'), 'check_in')
  const { absent } = await attendance(batch, stage)
  const present_count = Number(await stage.value(id, 'registered')) - absent.length
  await stage.take('cuiyong', id, 'start_exam', { seals_intact: true, present_count }, batch.plan.subsidised ? supervisor : undefined)
  const [theory = '', skill = ''] = await stage.allStarted(id, 'WI-12-03')
  yield* session(theory, '001', 9, 1.5, batch, stage, days)
  yield days.on(examOn, 11)
  await observed(task, supervisor, stage)
  yield* session(skill, '101', 13, 3, batch, stage, days)
  yield days.on(examOn, 16.75)
  const copies = Number(await stage.value(id, 'registered')) * 2
  await stage.take('cuiyong', papers, 'collect', { collected_copies: copies }, host)
  await stage.take(panelOf(batch)[0] ?? '', await stage.started(id, 'WI-09-01'), 'finish', {
    rated_count: present_count,
    sheets_signed: true,
  })
  await stage.take(supervisor, task, 'finish', { exchange_note: '考务组织规范，无异议。' }, host)
  await stage.take('cuiyong', id, batch.plan.fate === 'voided' ? 'variance_hold' : 'end_exam')
  yield days.on(examOn, 18)
  await stage.take(host, papers, 'return_papers', { bags_returned: 3 }, 'zhangcheng')
}

export async function papersOf({ id }: Batch, stage: Stage): Promise<string> {
  return stage.started(await stage.started(id, 'WI-10-02'), 'WI-12-02')
}

/** One in a dozen does not come; where the batch is to be voided, one in four. */
export async function attendance({ id, plan }: Batch, stage: Stage): Promise<Attendance> {
  const seats = (await stage.value(await stage.started(id, 'WI-12-01'), 'seats')) as readonly Seat[]
  const missing = plan.fate === 'voided' ? Math.ceil(seats.length / 4) + 1 : plan.serial % 2
  const known = new Set(accountHolders.map((login) => stage.player(login).person))
  const others = seats.filter(({ candidate }) => !known.has(candidate.person))
  const absent = others.slice(0, missing).map(({ ticket_no }) => ticket_no)
  return { seats, absent, expelled: plan.extra.includes('expelled') ? (others.at(-1) ?? null) : null }
}

async function* session(id: string, room: string, from: number, hours: number, batch: Batch, stage: Stage, days: Days): Play {
  const papers = await papersOf(batch, stage)
  const invigilators = ['baolei', 'shice'].map((login) => stage.person(login))
  const { seats, absent, expelled } = await attendance(batch, stage)
  yield days.on(batch.examOn, from - 0.5)
  await stage.take('baolei', id, 'open_room', { invigilators }, 'shice')
  await stage.take('baolei', papers, room === '001' ? 'open' : 'open_room', { room_no: room }, 'shice')
  yield days.on(batch.examOn, from)
  await stage.take('cuiyong', id, 'start', { present_count: seats.length - absent.length, id_checked_rate: 100, rules_read: true })
  if (expelled !== null && room === '001') {
    yield days.on(batch.examOn, from + 0.75)
    const found = { candidate: { person: expelled.candidate.person }, violation_code: 'C05', measure: 'expel', candidate_informed: true }
    await stage.take('baolei', id, 'record_violation', { ...found, evidence_note: '使用手机查找答案。', witnesses: invigilators }, 'shice')
  }
  yield days.on(batch.examOn, from + hours)
  await stage.take('baolei', id, 'finish', { extra_minutes: 0 })
  await stage.take('baolei', id, 'seal', { collected_copies: seats.length, absent_tickets: absent }, 'shice')
  const collected = { collect_room_no: room, collected_copies: seats.length, absent_copies: absent.length }
  await stage.take('baolei', papers, 'collect_room', collected, 'shice')
  const closing = { room_order: 'good', video_saved: true, supervisor_present: true }
  await stage.take('cuiyong', id, 'confirm_close', closing, supervisorsOf(batch)[0])
}

async function observed(task: string, supervisor: string, stage: Stage): Promise<void> {
  const items = (await stage.procedure(task)).reference.lists.get('supervision_items') ?? []
  await stage.take(supervisor, task, 'observe', {
    observations: items.map(() => ({ ok: true })),
    id_check_rate: 100,
    impersonators_found: 0,
  })
}

/** What is left of the day: the panel evaluated, the supervisors' report, the arrangement closed. */
export async function* evaluated(batch: Batch, stage: Stage, days: Days): Play {
  yield days.from(batch.examOn, 1, 10)
  const duty = await stage.started(batch.id, 'WI-09-01')
  const panel = panelOf(batch)
  for (const [place, login] of panel.entries())
    await stage.take('cuiyong', duty, place === panel.length - 1 ? 'evaluate' : 'evaluate_member', {
      assessor: stage.person(login),
      score_ethics: 19,
      score_discipline: 18 + ((batch.plan.serial + place) % 3),
      score_skill: 26 + ((batch.plan.serial + place) % 4),
      score_accuracy: 25 + ((batch.plan.serial * 2 + place) % 5),
    })
  await stage.take('heqing', await stage.started(batch.id, 'WI-12-01'), 'close')
  yield days.from(batch.examOn, 2, 10)
  const task = await stage.started(batch.id, 'WI-17-01')
  await stage.take(supervisorsOf(batch)[0], task, 'submit_report', {
    overall: 'good',
    problems: [],
    report_text: '考务组织规范，人证核验到位。',
  })
  yield days.from(batch.examOn, 3, 10)
  await stage.take('zhengjie', task, 'accept_report', { review_opinion: '通过。' })
}
