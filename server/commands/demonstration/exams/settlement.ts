import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'
import type { Batch } from './exam-batch.ts'
import { papersOf } from './exam-day.ts'
import { violationOf } from './expulsion.ts'

/** The exam summarised, the centre's share settled, the batch closed and its file handed to the archive. */
export async function* settled(batch: Batch, scores: string, stage: Stage, days: Days): Play {
  const { id, host, examOn } = batch
  yield days.from(examOn, 9, 10)
  await stage.take('baisong', id, 'summarise', { summary_text: '组织有序，人证核验、试卷交接和成绩登录均按程序办理。' })
  const share = await stage.started(id, 'WI-15-01')
  yield days.from(examOn, 10, 14)
  const examined = Number(await stage.value(id, 'examined'))
  const cost_items = [
    { kind: 'venue', amount: 30 * examined },
    { kind: 'material', amount: 20 * examined },
  ]
  await stage.take(host, share, 'apply', { examined, cost_items, invoice_no: `P${batch.number.slice(3).replace('-', '')}` })
  yield days.from(examOn, 12, 10)
  await stage.take('jiayun', share, 'audit_pass', { deduction: 0, audit_opinion: '与考场记录一致。' })
  yield days.from(examOn, 14, 10)
  if (batch.plan.extra.includes('expelled')) yield* withheld(batch, share, stage, days)
  await stage.take('wangjianguo', share, 'approve', { approve_opinion: '同意返还。' }, 'chenli')
  yield days.fromNow(2, 10)
  await stage.take('fangfang', share, 'pay')
  while ((await stage.state(scores)).state !== 'finalised') yield days.fromNow(1, 14)
  yield days.fromNow(1, 15)
  await stage.take('zhouqiang', id, 'close')
  yield* archived(batch, scores, stage, days)
}

/** While a violation of the exam is investigated, the centre's share is kept back. */
async function* withheld(batch: Batch, share: string, stage: Stage, days: Days): Play {
  await stage.take('chenli', share, 'withhold', { hold_reason: '本批次有立案未结的违规。' })
  const violation = await violationOf(batch, stage)
  while ((await stage.state(violation)).state !== 'enforced') yield days.fromNow(1, 15)
  yield days.fromNow(1, 10)
  await stage.take('chenli', share, 'release', { hold_reason: '案件已终结，鉴定所无责任。' })
  yield days.fromNow(1, 10)
}

const pagesOf = { 'QR-12-01': 4, 'QR-12-02': 3, 'QR-12-03': 2, 'QR-12-04': 6, 'QR-12-05': 2, 'QR-12-11': 2, 'QR-13-03': 3, 'QR-13-04': 1 }

/** Two files of the batch: its records, and the used papers. */
async function* archived(batch: Batch, scores: string, stage: Stage, days: Days): Play {
  yield days.fromNow(3, 10)
  const file = await stage.started(batch.id, 'QP-02')
  const room = (await stage.allStarted(batch.id, 'WI-12-03'))[0] ?? ''
  const cases = [batch.id, await stage.started(batch.id, 'WI-12-01'), room, scores]
  const numbers = await Promise.all(cases.map(async (one) => (await stage.state(one)).numbers.case_number ?? ''))
  const [exam = '', arrangement = '', session = '', marks = ''] = numbers
  const caseOf = (form: string) =>
    form.startsWith('QR-13') ? marks : form === 'QR-12-05' ? arrangement : form === 'QR-12-11' ? session : exam
  const items = Object.entries(pagesOf).map(([form_code, pages]) => ({
    record_no: caseOf(form_code).replace(/^[A-Z]+-[0-9-]+?-(?=\d{4}-\d{5}$)/, `${form_code}-`),
    form_code,
    pages,
    medium: 'electronic',
  }))
  await stage.take('jiming', file, 'hand_over', { file_title: `${batch.number} 鉴定批次案卷`, items })
  const used = await stage.started(await papersOf(batch, stage), 'QP-02')
  const bags = ['01袋', '02袋'].map((record_no) => ({ record_no, form_code: 'SJ', pages: 60, medium: 'object' }))
  await stage.take('jiming', used, 'hand_over', { file_title: `${batch.number} 用毕试卷答卷`, items: bags })
  yield days.fromNow(2, 10)
  const counted = { counted_items: items.length, counted_pages: items.reduce((sum, { pages }) => sum + pages, 0) }
  await stage.take('sunlihua', file, 'accept', {
    accept_opinion: '件数、页数相符，入库。',
    ...counted,
    shelf_no: '电子库',
    file_hash: 'c'.repeat(64),
  })
  await stage.take('sunlihua', used, 'accept', { accept_opinion: '入库。', counted_items: 2, counted_pages: 120, shelf_no: '保密室' })
}

/** Subsidies of those who belong to a group: claimed, checked, shown to the public, approved and paid. */
export async function* subsidised(claims: readonly string[], persons: ReadonlyMap<string, string>, stage: Stage, days: Days): Play {
  yield days.fromNow(2, 10)
  for (const claim of claims) {
    const { subject } = await stage.state(claim)
    const person = String(subject.person)
    await stage.take('peixun', claim, 'apply', {
      applicant: { person },
      id_no: persons.get(person) ?? '',
      subsidy_group: 'G1',
      training_org: '滨海职业技术培训学校',
      subsidy_amount: 900,
    })
  }
  yield days.fromNow(2, 10)
  for (const claim of claims) await stage.take('zhouqiang', claim, 'check_pass', { check_opinion: '符合补贴条件。' })
  yield days.fromNow(8, 10)
  for (const claim of claims) await stage.take('pengcheng', claim, 'approve', { approve_opinion: '同意拨付。' })
  yield days.fromNow(3, 10)
  for (const claim of claims) await stage.take('fangfang', claim, 'pay')
}
