import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

export type Training = Readonly<{ login: string; post: string; title: string; department: string; head: string; begunAgo: number }>

export const trainings: readonly Training[] = [
  { login: 'yunfei', post: 'score_clerk', title: '登分员岗位培训', department: 'D-KW', head: 'zhouqiang', begunAgo: 240 },
  { login: 'fanrong', post: 'cert_checker', title: '证书核验员岗位培训', department: 'D-KW', head: 'zhouqiang', begunAgo: 140 },
  { login: 'zhangcheng', post: 'paper_custodian', title: '试卷保管员岗位培训', department: 'D-KW', head: 'zhouqiang', begunAgo: 15 },
]

/** Somebody trained for a key post, tested, authorised, and the effect looked at two months later. */
export async function* trainingPlay({ login, post, title, department, head }: Training, stage: Stage, days: Days): Play {
  yield days.day(0, 10)
  const id = await stage.open('qianjin', 'QP-04', { person: stage.player(login).person })
  await stage.take('qianjin', id, 'propose', {
    training_title: title,
    training_kind: 'post',
    trainee: stage.person(login),
    key_post: true,
    planned_hours: 8,
    test_method: 'written',
    budget: 500,
  })
  yield days.fromNow(2, 10)
  await stage.take('wangjianguo', id, 'approve_plan', { approve_opinion: '同意。' })
  yield days.fromNow(4, 17)
  const delivered_on = days.dateFromNow(0)
  await stage.take('qianjin', id, 'deliver', { delivered_on, trainer: stage.person(head), hours_given: 8, attendance_rate: 100 })
  yield days.fromNow(1, 10)
  await stage.take('qianjin', id, 'assess_pass', { examiner: stage.person(head), score: 88 })
  yield days.fromNow(1, 10)
  await stage.take(head, id, 'apply_authorise', { post, department, education: 'bachelor', experience_years: 3 })
  yield days.fromNow(2, 10)
  await stage.take('wangjianguo', id, 'authorise', { approve_opinion: '同意授权。', valid_until: days.dateFromNow(480) })
  yield days.fromNow(42, 10)
  await stage.take('qianjin', id, 'evaluate_effect', { effect_method: 'observe', effective: true, effect_note: '抽查无差错。' })
}

/** A measuring tool that is calibrated when due, and a server that failed and was repaired. */
export async function* equipmentPlay(stage: Stage, days: Days): Play {
  yield days.day(0, 10)
  const tool = await stage.open('qianjin', 'QP-05', { equipment: '数显卡尺' })
  await stage.take('qianjin', tool, 'register', {
    equipment_name: '数显卡尺',
    model: '0-150mm',
    location: '考务科库房',
    keeper: stage.person('qianjin'),
    original_value: 480,
    is_measuring: true,
    has_storage: false,
    acceptance_certificate: await stage.file('qianjin', '检定证书'),
    next_due_on: days.dateFromNow(125),
  })
  const server = await stage.open('qianjin', 'QP-05', { equipment: '机考服务器' })
  await stage.take('qianjin', server, 'register', {
    equipment_name: '机考服务器',
    model: 'R750',
    location: '机考中心',
    keeper: stage.person('shilei'),
    original_value: 68_000,
    is_measuring: false,
    has_storage: true,
    service_until: days.dateFromNow(1200),
    next_due_on: days.dateFromNow(240),
  })
  while ((await stage.state(tool)).state !== 'maintenance_due') yield days.fromNow(5, 10)
  yield days.fromNow(3, 10)
  await stage.take('qianjin', tool, 'calibrate_ok', {
    done_on: days.dateFromNow(0),
    new_due_on: days.dateFromNow(245),
    certificate_no: 'JD-118',
    tolerance: 0.02,
    deviation: 0.01,
  })
}

/** Terminals bought after three quotations, delivered, accepted and entered as equipment; another purchase is out for quotation. */
export async function* purchasePlay(stage: Stage, days: Days): Play {
  yield days.day(0, 10)
  const id = await asked('机考终端', 2, 12_000, stage)
  yield days.fromNow(2, 10)
  await stage.take('wangjianguo', id, 'approve', { approve_opinion: '同意。', method: 'quotation' })
  yield days.fromNow(5, 10)
  const scores = { score_qualification: 26, score_quality: 25, score_price: 20, score_secrecy: 12 }
  await stage.take('qianjin', id, 'evaluate_ok', { supplier: '远航科技有限公司', quotes_count: 3, ...scores }, 'chenli')
  yield days.fromNow(3, 10)
  await stage.take('wangjianguo', id, 'contract', { contract_amount: 11_800, deliver_by: days.dateFromNow(10), secrecy_agreement: false })
  yield days.fromNow(8, 10)
  await stage.take('qianjin', id, 'deliver', { delivered_on: days.dateFromNow(0), delivered_quantity: 2 })
  yield days.fromNow(1, 10)
  await stage.take('jiayun', id, 'accept', {
    check_items: [
      { item: '外观', mandatory: false, pass: true },
      { item: '性能', mandatory: true, pass: true },
    ],
    accept_opinion: '合格。',
  })
  const equipment = await stage.started(id, 'QP-05')
  await stage.take('qianjin', equipment, 'register', {
    model: 'T-14',
    location: '机考中心',
    keeper: stage.person('shilei'),
    is_measuring: false,
    has_storage: true,
    next_due_on: days.dateFromNow(240),
  })
  yield days.fromNow(60, 10)
  await asked('防复印试卷纸', 40, 8_000, stage)
}

async function asked(what: string, quantity: number, estimated_amount: number, stage: Stage): Promise<string> {
  const id = await stage.open('qianjin', 'QP-06', { purchase: what })
  await stage.take('qianjin', id, 'submit', {
    purchase_kind: quantity === 2 ? 'equipment' : 'material',
    purchase_subject: what,
    quantity,
    estimated_amount,
    budget_source: '年度专项',
    spec: '按考务要求，质保一年以上。',
    involves_secret: false,
  })
  return id
}
