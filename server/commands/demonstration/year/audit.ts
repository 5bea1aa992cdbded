import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

const documents = Array.from({ length: 21 }, (_, place) => `QP-${String(place + 1).padStart(2, '0')}`)
const departments = ['D-LD', 'D-ZH', 'D-KW', 'D-DD', 'D-MT'] as const

/** The yearly internal audit of all sections and procedures; two findings go their way as nonconformities. */
export async function* auditPlay(year: number, stage: Stage, days: Days): Play {
  yield days.day(0, 10)
  const id = await stage.open('fengtao', 'QP-20', { year, audit: `NS-${year}-01` })
  const day = days.dateFromNow(12)
  const schedule = departments.map((department) => ({
    day,
    department,
    clauses: department === 'D-KW' ? '8.5' : '7.5、9.1',
    auditor: stage.person(department === 'D-ZH' || department === 'D-MT' ? 'langping' : 'xunuo'),
    auditor_department: department === 'D-ZH' || department === 'D-MT' ? 'D-DD' : 'D-ZH',
  }))
  await stage.take('fengtao', id, 'submit_plan', {
    audit_kind: 'scheduled',
    scope: '全部科室和程序的年度审核，依据ISO 9001:2015和本中心文件。',
    documents_covered: documents,
    schedule,
  })
  yield days.fromNow(2, 10)
  await stage.take('zhaowenbo', id, 'approve_plan', { approve_opinion: '同意。' })
  yield days.from(day, 0, 9)
  const heads = ['chenli', 'zhouqiang', 'wumin', 'shenhao'].map((login) => stage.person(login))
  const team = [stage.person('xunuo'), stage.person('langping')]
  await stage.take('xunuo', id, 'open_audit', { attendees: [...team, ...heads], notified_on: days.dateFromNow(-10) })
  yield days.from(day, 0, 14)
  for (const [place, audited_document] of documents.entries()) {
    const auditee = departments[place % departments.length] ?? 'D-LD'
    const finding = (no: number) => ((place === 1 && no === 0) || (place === 11 && no === 1) ? 'minor' : 'conform')
    await stage.take(auditee === 'D-ZH' || auditee === 'D-MT' ? 'langping' : 'xunuo', id, 'record_check', {
      auditee,
      audited_document,
      check_rows: [
        { clause: '7.5', question: '是否使用有效版本', evidence: '现场抽查三份文件', finding: finding(0) },
        { clause: '8.5', question: '是否按程序办理', evidence: '抽查案卷三件', finding: finding(1) },
        { clause: '9.1', question: '是否监视测量', evidence: '统计表一份', finding: 'conform' },
      ],
      records_sampled: 3,
    })
  }
  yield days.fromNow(1, 10)
  const raise = (login: string, document_code: string, clause: string, fact: string, responsible_department: string) =>
    stage.take(login, id, 'raise_nc', { document_code, clause, fact, responsible_department }, login === 'xunuo' ? undefined : 'xunuo')
  await raise('langping', 'QP-02', '7.5', '一份借阅登记单为旧版表单。', 'D-ZH')
  await raise('langping', 'QP-12', '8.5', '一份考前检查表缺复核签名日期。', 'D-KW')
  await stage.take('xunuo', id, 'close_meeting', { closing_attendees: [...team, ...heads] })
  yield days.fromNow(1, 10)
  const found = await stage.allStarted(id, 'QP-21')
  for (const one of found) await stage.take('fengtao', one, 'confirm', { grade: 'minor', classify_opinion: '事实清楚，判为一般项。' })
  yield days.fromNow(1, 14)
  await stage.take('xunuo', id, 'submit_report', {
    strengths: '考务与试卷管理规范。',
    conclusion: 'partly_met',
    report_text: '体系总体有效，一般未达标项两项。',
  })
  yield days.fromNow(2, 10)
  await stage.take('zhaowenbo', id, 'approve_report', { approve_opinion: '同意。' })
  for (const [place, one] of found.entries()) yield* corrected(one, place === 0 ? 'chenli' : 'zhouqiang', stage, days)
  yield days.fromNow(2, 10)
  await stage.take('xunuo', id, 'close', { track_note: '未达标项均已关闭。' })
}

async function* corrected(id: string, head: string, stage: Stage, days: Days): Play {
  await stage.take(head, id, 'contain', { disposal: 'redo', disposal_note: '已更正并补签。' })
  yield days.fromNow(2, 10)
  await stage.take(head, id, 'plan_action', {
    cause_method: 'why5',
    root_cause: '交接时没有核对表单版本和签名。',
    similar_elsewhere: false,
    actions: [{ no: 1, action: '收回旧版表单，增加签名核对项', owner: stage.person(head), due_on: days.dateFromNow(12) }],
  })
  yield days.fromNow(1, 10)
  await stage.take('zhaowenbo', id, 'approve_plan', { approve_opinion: '同意。' })
  yield days.fromNow(8, 15)
  await stage.take(head, id, 'implement', {
    done_items: [{ no: 1, done_on: days.dateFromNow(0), evidence: await stage.file(head, '更正后的表单') }],
  })
  yield days.fromNow(10, 10)
  await stage.take('fengtao', id, 'verify_pass', { recurred: false, systemic: false, verify_opinion: '抽查十份，符合要求。' })
}
