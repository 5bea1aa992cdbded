import type { Stage } from '../stage.ts'
import type { Days, Play } from '../timeline.ts'

export type ControlledDocument = Readonly<{
  code: string
  title: string
  department: string
  head: string
  begunAgo: number
  /** A document that is only being written stands before this step. */
  halt: 'dept_pass' | 'approve' | null
}>

/** Documents of the quality system that people wrote this year: in force, under approval, in draft. */
export const controlledDocuments: readonly ControlledDocument[] = [
  { code: 'WI-08-03', title: '年检抽样作业指导书', department: 'D-DD', head: 'wumin', begunAgo: 290, halt: null },
  { code: 'WI-12-04', title: '机考考场管理作业指导书', department: 'D-KW', head: 'zhouqiang', begunAgo: 120, halt: null },
  { code: 'WI-10-03', title: '套卷难度估算作业指导书', department: 'D-MT', head: 'shenhao', begunAgo: 7, halt: 'approve' },
  { code: 'WI-04-01', title: '新进人员带教作业指导书', department: 'D-ZH', head: 'chenli', begunAgo: 3, halt: 'dept_pass' },
]

/** A work instruction drafted, reviewed, countersigned, approved and issued; after a year it is looked at again. */
export async function* documentPlay({ code, title, department, head, halt }: ControlledDocument, stage: Stage, days: Days): Play {
  yield days.day(0, 10)
  const id = await stage.open('jiming', 'QP-01', { document: code })
  const affected = [department, department === 'D-ZH' ? 'D-DD' : 'D-ZH']
  await stage.take('jiming', id, 'submit', {
    document_title: title,
    new_version: 'A/0',
    change_summary: '新编，无修改前内容。',
    change_reason: '现行做法没有统一规定。',
    drafting_department: department,
    affected_departments: affected,
    training_needed: false,
    attachment: await stage.file('jiming', `${title}草案`),
  })
  if (halt === 'dept_pass') return
  yield days.fromNow(1, 10)
  await stage.take(head, id, 'dept_pass', { dept_opinion: '同意。' })
  yield days.fromNow(2, 10)
  const other = department === 'D-ZH' ? 'wumin' : 'chenli'
  await stage.take('fengtao', id, 'countersign_pass', {
    countersigns: [head, other].map((login, place) => ({ department: affected[place], person: stage.person(login), agree: true })),
  })
  if (halt === 'approve') return
  yield days.fromNow(2, 10)
  await stage.take('zhaowenbo', id, 'approve', { approve_opinion: '同意发布。', effective_on: days.dateFromNow(8) })
  yield days.fromNow(2, 10)
  const received_on = days.dateFromNow(0)
  await stage.take('sunlihua', id, 'issue', {
    effective_on: days.dateFromNow(6),
    holders: [head, other].map((login, place) => ({
      copy_no: `0${place + 1}`,
      department: affected[place],
      receiver: stage.person(login),
      received_on,
    })),
    copies_recalled: 0,
  })
  while ((await stage.state(id)).state !== 'review_due') yield days.fromNow(20, 10)
  yield days.fromNow(3, 10)
  await stage.take(head, id, 'reconfirm', { review_notes: '与现行规定和做法一致，继续有效。' })
}
