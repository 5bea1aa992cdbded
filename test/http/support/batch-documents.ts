import type { TextFile } from '#engine'

/** A document of our own with a list as long as a batch, and one that is opened for each of its rows. */
const batch = `code: QP-96
kind: procedure
revision: A/0
title: { zh: 批次成绩程序, en: Scores of a batch }
clauses: ['8.5.1']
purpose: { zh: 试验, en: For trial }
about: { zh: 一个批次的成绩, en: the scores of a batch }
trigger: { zh: 考试结束, en: After the exam }
owner: { department: D-01, role: head }
participants: [clerk, head, system]
basis: [design]
subject:
  site: { type: site, title: { zh: 机构, en: Site } }
  year: { type: year, title: { zh: 年度, en: Year } }
initial: marked
states:
  marked: { title: { zh: 已阅卷, en: Marked } }
  scored: { title: { zh: 已登分, en: Scored } }
  issued: { title: { zh: 已逐人立案, en: A case for each }, final: true }
steps:
  enter:
    title: { zh: 登分, en: Enter the scores }
    from: [marked]
    to: scored
    by: clerk
    guard: { zh: 逐人登分，准考证号不重复, en: A score for each and no ticket twice }
    rules:
      - { require: 'scores.all(s, scores.exists_one(o, o.ticket == s.ticket))', words: { zh: 准考证号不得重复, en: No ticket stands twice } }
    signature: { meaning: submitted }
    records: [{ form: QR-96-01, part: scores }]
  issue:
    title: { zh: 逐人立案, en: Open a case for each }
    from: [scored]
    to: issued
    by: head
    guard: { zh: 一人一案, en: One case a candidate }
    starts:
      - { document: WI-96-01, one_per: { each: scores, as: [ticket, name] } }
    records: [{ form: QR-96-01, part: closing }]
`

const candidate = `code: WI-96-01
kind: work_instruction
revision: A/0
title: { zh: 考生办理, en: One candidate }
clauses: ['8.5.1']
purpose: { zh: 试验, en: For trial }
about: { zh: 一名考生, en: one candidate }
trigger: { zh: 登分以后, en: After the scores }
owner: { department: D-01, role: head }
participants: [clerk, head, system]
basis: [design]
subject:
  site: { type: site, title: { zh: 机构, en: Site } }
  ticket: { type: text, title: { zh: 准考证号, en: Ticket } }
  name: { type: text, title: { zh: 姓名, en: Name } }
initial: open
states:
  open: { title: { zh: 待办, en: Open } }
  done: { title: { zh: 办结, en: Done }, final: true }
steps:
  finish:
    title: { zh: 办结, en: Finish }
    from: [open]
    to: done
    by: clerk
    guard: { zh: 核对无误, en: Checked }
    limit: { working_days: 10 }
    records: [{ form: QR-96-02, part: closing }]
`

const scores = `code: QR-96-01
document: QP-96
revision: A/0
title: { zh: 成绩登记表, en: Score list }
retention: { class: 10y, reason: { zh: 试验, en: For trial } }
confidentiality: personal
parts:
  scores:
    title: { zh: 成绩栏, en: Scores }
    fields:
      entered_on: { title: { zh: 登分日期, en: Entered on }, type: date, from: today }
      scores:
        title: { zh: 成绩, en: Scores }
        type: list
        of: row
        columns:
          ticket: { title: { zh: 准考证号, en: Ticket }, type: string, pattern: '^[0-9]{10}$' }
          name: { title: { zh: 姓名, en: Name }, type: string }
          id_number: { title: { zh: 身份证号, en: ID number }, type: string, sensitive: id_number, pattern: '^[0-9]{17}[0-9X]$', optional: true }
          born_on: { title: { zh: 出生日期, en: Born on }, type: date, optional: true }
          theory: { title: { zh: 理论成绩, en: Theory }, type: number, scale: 1, min: 0, max: 100 }
          skill: { title: { zh: 操作成绩, en: Skill }, type: number, scale: 1, min: 0, max: 100 }
          mean: { title: { zh: 平均, en: Mean }, type: number, scale: 2, computed: (theory + skill) / 2 }
          absent: { title: { zh: 缺考, en: Absent }, type: boolean }
          verdict: { title: { zh: 结论, en: Verdict }, type: enum, list: outcomes }
          grader: { title: { zh: 阅卷人, en: Grader }, type: person, optional: true }
          remark: { title: { zh: 备注, en: Remark }, type: text, optional: true, required_when: absent }
      total: { title: { zh: 总分, en: Total }, type: number, scale: 1, computed: 'sum(scores.map(s, s.theory))' }
  closing:
    title: { zh: 立案栏, en: Cases }
    fields:
      closed_on: { title: { zh: 日期, en: Date }, type: date, from: today }
`

const single = `code: QR-96-02
document: WI-96-01
revision: A/0
title: { zh: 考生办理单, en: One candidate }
retention: { class: 10y, reason: { zh: 试验, en: For trial } }
confidentiality: internal
parts:
  closing:
    title: { zh: 办结栏, en: Closing }
    fields:
      closed_on: { title: { zh: 日期, en: Date }, type: date, from: today }
      kinds: { title: { zh: 事项, en: Matters }, type: list, of: enum, list: outcomes, optional: true }
      notes: { title: { zh: 说明, en: Notes }, type: list, of: string, optional: true }
      helpers: { title: { zh: 协办人, en: Helpers }, type: list, of: person, optional: true }
`

export const batchDocuments: readonly TextFile[] = [
  { file: 'procedures/QP-96-batch.yaml', text: batch },
  { file: 'procedures/WI-96-01-candidate.yaml', text: candidate },
  { file: 'records/forms/QR-96-01-scores.yaml', text: scores },
  { file: 'records/forms/QR-96-02-candidate.yaml', text: single },
]
