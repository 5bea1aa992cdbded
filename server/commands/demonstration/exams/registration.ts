import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import { type Candidate, candidatesOf } from './candidates.ts'
import type { Batch } from './exam-batch.ts'

/** So many candidates apply on one day. */
const aDay = 4
const applyFrom = 4

/** Registration of a batch: plan and announcement, then each application from filing to the reconciled fee. */
export async function* registered(batch: Batch, stage: Stage, days: Days): Play {
  const { id, plan } = batch
  yield days.day(2, 10)
  await stage.take('lihuimin', id, 'approve_plan', { approve_opinion: '同意公告。' })
  const candidates = candidatesOf(plan).map((one, place) => ({
    one,
    applies: applyFrom + Math.floor(place / aDay),
    application: '',
    fee: '',
  }))
  const lastDay = applyFrom + Math.ceil(plan.candidates / aDay) + 3
  for (let on = applyFrom; on <= lastDay; on++) {
    yield days.day(on, 10)
    for (const entry of candidates) {
      if (on - entry.applies === 0) entry.application = await applied(entry.one, batch, stage)
      if (on - entry.applies === 1) await firstReviewed(entry.application, plan.level, stage)
      if (on - entry.applies === 2) entry.fee = await approvedAndBilled(entry.application, stage)
      if (on - entry.applies === 3) await paid(entry.fee, entry.one, days, stage)
      if (on - entry.applies === 4) await reconciled(entry.fee, stage)
    }
  }
  batch.applications.push(...candidates.map(({ application }) => application))
}

async function applied(one: Candidate, { number, plan }: Batch, stage: Stage): Promise<string> {
  const { filer } = one
  const id = await stage.open(filer, 'QP-11', {
    batch: number,
    person: stage.player(one.login).person,
    occupation: plan.occupation,
    level: plan.level,
  })
  await stage.take(filer, id, 'submit', {
    name: stage.person(one.login),
    id_kind: 'resident',
    id_no: one.idNo,
    gender: one.gender,
    birth_date: one.birthDate,
    education: 'senior',
    phone: one.phone,
    employer: one.employer,
    candidate_source: 'enterprise',
    trade_years: one.tradeYears,
    subjects: ['theory', 'skill'],
    ...(one.subsidyGroup === null ? {} : { subsidy_group: one.subsidyGroup }),
    photo_and_proofs: [await stage.sameFile(filer, '免冠照片'), await stage.sameFile(filer, '工作年限证明')],
    pledge_signed: true,
  })
  return id
}

async function firstReviewed(id: string, level: string, stage: Stage): Promise<void> {
  const [condition, years] = level === '5' ? ['L5-1', 3] : ['L4-2', 7]
  await stage.take('maoning', id, 'first_pass', {
    identity_verified: true,
    condition_code: condition,
    verified_years: years,
    previous_verified: 'na',
    first_opinion: '年限符合申报条件。',
  })
}

async function approvedAndBilled(id: string, stage: Stage): Promise<string> {
  await stage.take('zhouqiang', id, 'approve', { sampled_originals: true, second_opinion: '复审同意。' })
  const fee = await stage.started(id, 'QP-15')
  await stage.take('fangfang', fee, 'assess')
  return fee
}

async function paid(fee: string, { filer }: Candidate, days: Days, stage: Stage): Promise<void> {
  await stage.take(filer, fee, 'pay', {
    amount_paid: await stage.value(fee, 'amount_due'),
    paid_at: days.fromNow(0, 9.5),
    pay_channel: 'online',
  })
}

async function reconciled(fee: string, stage: Stage): Promise<void> {
  const amount = await stage.value(fee, 'amount_paid')
  await stage.take('jiayun', fee, 'reconcile', { receipt_total: amount, bank_total: amount })
}
