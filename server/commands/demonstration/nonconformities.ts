import type { Stage } from './stage.ts'
import type { Days, Play } from './timeline.ts'

const nonconformity = 'QP-21'
const risk = 'WI-21-01'

type Finding = Readonly<{
  after: number
  fact: string
  document: string
  department: string
  head: string
  halt: 'confirm' | 'contain' | 'implement' | null
  systemic: boolean
}>

/** What went wrong elsewhere in the house: a few closed, a few open, one of them overdue. */
export const findings: readonly Finding[] = [
  {
    after: 10,
    fact: '准考证打印错误 3 张，考前发现并更换。',
    document: 'QP-12',
    department: 'D-KW',
    head: 'zhouqiang',
    halt: null,
    systemic: true,
  },
  { after: 60, fact: '一份培训签到表缺少课时记录。', document: 'QP-04', department: 'D-ZH', head: 'chenli', halt: null, systemic: false },
  {
    after: 120,
    fact: '两份试题卡审定意见未在期限内返回。',
    document: 'WI-10-01',
    department: 'D-MT',
    head: 'shenhao',
    halt: null,
    systemic: false,
  },
  {
    after: 236,
    fact: '档案借阅逾期 6 个工作日未归还。',
    document: 'QP-02',
    department: 'D-ZH',
    head: 'chenli',
    halt: 'implement',
    systemic: false,
  },
  {
    after: 262,
    fact: '成绩登录核对表有一处涂改未签名。',
    document: 'QP-13',
    department: 'D-KW',
    head: 'zhouqiang',
    halt: 'contain',
    systemic: false,
  },
  {
    after: 285,
    fact: '场地费返还单缺少附件。',
    document: 'WI-15-01',
    department: 'D-ZH',
    head: 'chenli',
    halt: 'confirm',
    systemic: false,
  },
]

export async function* findingPlay({ after, fact, document, department, head, halt, systemic }: Finding, stage: Stage, days: Days): Play {
  yield days.day(after, 10)
  const id = await stage.open('fengtao', nonconformity, {})
  await stage.take('fengtao', id, 'report', {
    nc_source: 'error',
    found_on: days.dateFromNow(0),
    document_code: document,
    fact,
    responsible_department: department,
  })
  yield days.fromNow(1, 15)
  if (halt === 'confirm') return
  await stage.take('fengtao', id, 'confirm', { grade: 'minor', classify_opinion: '事实清楚，判为一般项。' })
  yield days.fromNow(2, 10)
  if (halt === 'contain') return
  await stage.take(head, id, 'contain', { disposal: 'recall', disposal_note: '已追回并更正。' })
  yield days.fromNow(3, 10)
  await stage.take(head, id, 'plan_action', {
    cause_method: 'why5',
    root_cause: '复核环节只有口头要求，没有写进作业指导书。',
    similar_elsewhere: false,
    actions: [
      { no: 1, action: '在作业指导书中增加双人复核栏', owner: { person: stage.player(head).person }, due_on: days.dateFromNow(12) },
    ],
  })
  yield days.fromNow(1, 10)
  await stage.take('zhaowenbo', id, 'approve_plan', { approve_opinion: '原因明确，同意。' })
  if (halt === 'implement') return
  yield days.fromNow(9, 15)
  await stage.take(head, id, 'implement', {
    done_items: [{ no: 1, done_on: days.dateFromNow(0), evidence: await stage.file(head, '修订后的复核栏') }],
  })
  yield days.fromNow(12, 10)
  await stage.take('fengtao', id, 'verify_pass', { recurred: false, systemic, verify_opinion: '抽查 20 份，未再发生。' })
  if (systemic) yield* treated(await stage.started(id, risk), head, department, stage, days)
}

async function* treated(id: string, head: string, department: string, stage: Stage, days: Days): Play {
  yield days.fromNow(2, 10)
  await stage.take('fengtao', id, 'identify', {})
  yield days.fromNow(3, 10)
  await stage.take('fengtao', id, 'assess', { likelihood: 3, severity_score: 4 })
  yield days.fromNow(3, 10)
  await stage.take(head, id, 'propose', {
    treatment: '打印前由第二人核对样张并签名。',
    treating_department: department,
    owner: { person: stage.player(head).person },
    due_on: days.dateFromNow(20),
  })
  yield days.fromNow(2, 10)
  await stage.take('zhaowenbo', id, 'approve_treatment', { approve_opinion: '同意。' })
  yield days.fromNow(15, 10)
  await stage.take(head, id, 'complete', { done_note: '已全面执行。', done_evidence: [await stage.file(head, '样张核对记录')] })
  yield days.fromNow(25, 10)
  await stage.take('fengtao', id, 'reassess_ok', { residual_likelihood: 1, residual_severity: 4 })
}
