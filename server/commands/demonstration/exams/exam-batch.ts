import { demonstrationCentres } from '../centres.ts'
import type { Stage } from '../stage.ts'
import { type Days, type Play, together } from '../timeline.ts'
import { afterwards } from './afterwards.ts'
import { candidatesOf } from './candidates.ts'
import { certified } from './certificates.ts'
import { evaluated, examHeld } from './exam-day.ts'
import { expulsion } from './expulsion.ts'
import { marked } from './marking.ts'
import type { BatchPlan } from './plans.ts'
import { prepared } from './preparation.ts'
import { rechecked } from './recheck.ts'
import { registered } from './registration.ts'
import { settled, subsidised } from './settlement.ts'

/** A batch as it is played: its case, and what others of its year come back to. */
export type Batch = Readonly<{
  plan: BatchPlan
  id: string
  number: string
  /** The Saturday of the exam. */
  examOn: string
  /** Head of the host centre, who is its exam officer too. */
  host: string
  applications: string[]
}>

/** The working day, counted from the plan, from which on the Saturday of the exam is looked for. */
const examDay = 47

/** One exam batch from its plan to the end its fate has for it; the present breaks off those still under way. */
export async function* examBatchPlay(plan: BatchPlan, stage: Stage, days: Days): Play {
  yield days.day(0, 9.5)
  const number = `PC-${days.date(0).slice(0, 4)}-${String(plan.serial).padStart(4, '0')}`
  const examOn = days.saturday(days.date(examDay))
  const id = await stage.open('baisong', 'QP-12', { batch: number, site: plan.centre })
  await stage.take('baisong', id, 'submit_plan', {
    occupations: [{ occupation: plan.occupation, level: plan.level, expected: Math.max(10, plan.candidates) }],
    exam_on: examOn,
    subsidised: plan.subsidised,
    batch_kind: 'unified',
  })
  const batch: Batch = { plan, id, number, examOn, host: hostOf(plan.centre), applications: [] }
  yield* registered(batch, stage, days)
  if (plan.fate === 'too-few') {
    yield* calledOff(batch, stage, days)
    return
  }
  yield* prepared(batch, stage, days)
  yield* examHeld(batch, stage, days)
  yield* evaluated(batch, stage, days)
  if (plan.fate === 'voided') {
    yield* voided(batch, stage, days)
    return
  }
  yield* marked(batch, stage, days)
  const scores = await stage.started(id, 'QP-13')
  const asides = [
    ...(plan.extra.includes('expelled') ? [expulsion(batch, scores, stage, days)] : []),
    ...(plan.extra.includes('rechecked') || plan.extra.includes('asked') ? [rechecked(batch, scores, stage, days)] : []),
  ]
  yield* together([settled(batch, scores, stage, days), handedOut(batch, scores, stage, days), ...asides])
}

/** The certificates, and what follows from them. */
async function* handedOut(batch: Batch, scores: string, stage: Stage, days: Days): Play {
  yield* certified(batch, scores, stage, days)
  const list = await stage.started(scores, 'QP-14')
  const claims = await stage.allStarted(list, 'WI-15-02')
  const idOf = new Map(candidatesOf(batch.plan).map(({ login, idNo }) => [stage.player(login).person, idNo]))
  yield* together([
    ...(claims.length === 0 ? [] : [subsidised(claims, idOf, stage, days)]),
    ...(batch.plan.serial === 1 ? [afterwards(list, stage, days)] : []),
  ])
}

/** Fewer than ten came: called off, and the fees go back. */
async function* calledOff({ id, applications }: Batch, stage: Stage, days: Days): Play {
  yield days.fromNow(5, 10)
  await stage.take('zhouqiang', id, 'too_few', { plan_change_reason: '报名不足10人。', candidates_notified: true })
  yield days.fromNow(2, 10)
  const fees = await Promise.all(applications.map((application) => stage.started(application, 'QP-15')))
  for (const fee of fees) await stage.take('chenli', fee, 'approve_refund', { approve_opinion: '批次取消，全额退还。' })
  yield days.fromNow(3, 10)
  for (const fee of fees) await stage.take('fangfang', fee, 'refund_done', { payout_route: '原路退回', voucher_no: 'TF-0001' }, 'jiayun')
}

/** Nobody explained why one in four was absent: the batch is void. */
async function* voided({ id }: Batch, stage: Stage, days: Days): Play {
  yield days.fromNow(6, 10)
  await stage.take('wangjianguo', id, 'variance_void', { variance_opinion: '逾期未作书面说明，本批次无效。' })
  const violation = await stage.started(id, 'QP-18')
  yield days.fromNow(1, 10)
  await stage.take('zhengjie', violation, 'register', { violation_code: 'W10' })
  yield days.fromNow(2, 10)
  const investigators = ['chujing', 'weidong'].map((login) => stage.person(login))
  await stage.take('wumin', violation, 'file', { file_opinion: '缺考超过两成且不作说明，予以立案。', investigators })
}

function hostOf(code: string): string {
  const centre = demonstrationCentres.find((one) => one.code === code)
  if (centre === undefined) throw new Error(`Expected a centre ${code}, but there is none`)
  return centre.login
}
