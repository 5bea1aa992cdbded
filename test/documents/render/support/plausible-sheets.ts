import type { RecordForm, ReferenceData, SealedPart, Values } from '#engine'
import type { FaceSource, SubjectLine } from '../../../../server/documents/render/face.ts'
import { entriesFor, sampleSheet, sealed, signer } from './sample-sheet.ts'

const surnames = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐']
const given = [
  '伟',
  '芳',
  '娜',
  '秀英',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '洋',
  '艳',
  '勇',
  '军',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀兰',
  '霞',
  '平',
  '刚',
  '桂英',
]
const employers = ['滨海重型机械厂', '北方船舶工业公司', '滨海职业技术学院', '开发区电力安装公司', '社会考生']

/** The name of the candidate in this place; the same each time. */
export function nameAt(at: number): string {
  return `${surnames[at % surnames.length]}${given[(at * 7 + Math.floor(at / surnames.length)) % given.length]}`
}

const person = (name: string) => ({ person: `p-${name}`, name })
const serial = (at: number, digits: number) => String(at + 1).padStart(digits, '0')
const marks = (at: number) => ({ theory: (60 + ((at * 13) % 40)).toFixed(2), skill: (60.5 + ((at * 17) % 39)).toFixed(2) })

type Filling = Readonly<{ part: string; values: Values; by: readonly (readonly [name: string, role: string, meaning: string])[] }>
export type Kind = Readonly<{
  title: string
  en: string
  subject: Readonly<Record<string, readonly [zh: string, text: string]>>
  fillings: readonly Filling[]
}>

const exam = {
  batch: ['鉴定批次', 'PC-2026-0031'],
  site: ['鉴定所（站）', '滨海职业技术学院鉴定所（06011018）'],
  occupation: ['职业', '电工'],
  level: ['等级', '三级/高级工'],
} as const
const centre = { site: exam.site } as const

const candidates = (count: number) => Array.from({ length: count }, (_, at) => at)
const ticket = (at: number) => `260031${serial(Math.floor(at / 30), 3)}${serial(at % 30, 3)}`
const idNumber = (at: number) => `2102111990${serial(at % 12, 2)}${serial(at % 28, 2)}${serial(at, 3)}X`

/** A list of this many certificates, from the list to the numbers. */
export function certificates(count: number): Kind {
  const rows = candidates(count).map((at) => ({
    ticket_no: ticket(at),
    name: person(nameAt(at)),
    id_no: idNumber(at),
    ...marks(at),
    certificate_no: `26060110183${serial(at, 5)}`,
  }))
  return {
    title: '职业资格证书管理控制程序',
    en: 'Certificate Management Procedure',
    subject: exam,
    fillings: [
      {
        part: 'list',
        values: { batch_no: 'PC-2026-0031', cert_rows: rows.map((row) => ({ ...row, occupation: '01', level: '3' })), list_count: count },
        by: [['柏松', 'exam_officer', 'prepared']],
      },
      {
        part: 'review',
        values: {
          eight_checks: ['K1', 'K2', 'K3', 'K4', 'K5', 'K6', 'K7', 'K8'].map((item) => ({ item, pass: true })),
          failed_checks: 0,
          review_result: 'pass',
          review_opinion: '八项核查均符合，同意报核准。',
        },
        by: [['周强', 'exam_head', 'reviewed']],
      },
      {
        part: 'approve',
        values: { approve_result: 'approve', approve_opinion: '同意核发。', approved_count: count, issue_date: '2026-06-25' },
        by: [['韩雪', 'hrss_bureau', 'approved']],
      },
      {
        part: 'number',
        values: { first_serial: 1, numbers: rows, dated_on: '2026-06-25', numbered_count: count },
        by: [
          ['葛亮', 'cert_officer', 'prepared'],
          ['奚静', 'cert_checker', 'witnessed'],
        ],
      },
    ],
  }
}

/** The scores of this many candidates, entered and checked. */
export function scores(count: number): Kind {
  const roster = candidates(count).map((at) => ({ ticket_no: ticket(at), name: person(nameAt(at)) }))
  const rows = roster.map((row, at) =>
    at % 23 === 22 ? { ...row, status: 'absent', passed: false } : { ...row, ...marks(at), status: 'normal', passed: true },
  )
  return {
    title: '评分与成绩管理控制程序',
    en: 'Marking and Score Management Procedure',
    subject: exam,
    fillings: [
      { part: 'roster', values: { level: '3', roster }, by: [['周强', 'exam_head', 'approved']] },
      {
        part: 'enter',
        values: { batch_no: 'PC-2026-0031', score_rows: rows, entry_rounds: 2, entered_count: count },
        by: [['云飞', 'score_clerk', 'prepared']],
      },
      {
        part: 'check',
        values: { checked_count: count, checked_rate: '100.00', mismatch_tickets: [], mismatch_count: 0 },
        by: [['潘虹', 'score_checker', 'verified']],
      },
      {
        part: 'results',
        values: { results: rows.map((row) => ({ theory: '0.00', skill: '0.00', ...row })), changes_made: [] },
        by: [['潘虹', 'score_checker', 'verified']],
      },
    ],
  }
}

/** Rooms of thirty and the seats in them. */
export function rooms(count: number): Kind {
  const roomCount = Math.ceil(count / 30)
  return {
    title: '考场编排与准考证发放作业指导书',
    en: 'Work Instruction: Room Arrangement and Admission Tickets',
    subject: exam,
    fillings: [
      {
        part: 'arrange',
        values: {
          batch_no: 'PC-2026-0031',
          roster_total: count,
          random_seed: '20260502-a7',
          rooms: candidates(roomCount).map((at) => ({
            room_no: serial(at, 3),
            session: '第一场',
            starts_at: '2026-05-16T01:00:00.000Z',
            kind: 'theory',
            occupation: '01',
            level: '3',
            seats: Math.min(30, count - at * 30),
            invigilators: 2,
            main: true,
            first_place: 1 + at * 30,
          })),
          drawn: [],
          seats: candidates(count).map((at) => ({
            ticket_no: ticket(at),
            room_no: serial(Math.floor(at / 30), 3),
            seat_no: 1 + (at % 30),
            candidate: person(nameAt(at)),
            employer: employers[at % 5] ?? '',
          })),
          stations: [],
          arranged_total: count,
        },
        by: [['柏松', 'exam_officer', 'prepared']],
      },
      {
        part: 'check',
        values: { duplicates: 0, check_result: 'pass', check_opinion: '核对无误。' },
        by: [['水清', 'exam_officer', 'verified']],
      },
    ],
  }
}

export function tickets(count: number): Kind {
  return {
    ...rooms(count),
    fillings: [
      {
        part: 'issue',
        values: {
          batch_no: 'PC-2026-0031',
          tickets_issued: count,
          first_ticket_no: ticket(0),
          last_ticket_no: ticket(count - 1),
          tickets: candidates(count).map((at) => ({
            ticket_no: ticket(at),
            candidate: person(nameAt(at)),
            occupation: '01',
            level: '3',
            room_no: serial(Math.floor(at / 30), 3),
            seat_no: 1 + (at % 30),
            starts_at: '2026-05-16T01:00:00.000Z',
            station: `101-${1 + (at % 20)}`,
          })),
          download_from: '2026-05-09T00:00:00.000Z',
        },
        by: [['柏松', 'exam_officer', 'issued']],
      },
    ],
  }
}

export const licence: Kind = {
  title: '鉴定所（站）设立与许可控制程序',
  en: 'Testing-Site Establishment and Licensing Procedure',
  subject: centre,
  fillings: [
    {
      part: 'decision',
      values: {
        decision_no: 'XK-2026-0012',
        decision: 'grant',
        total_score: '86.50',
        veto: false,
        site_code: '06011018',
        licence_no: 'JD06011018',
        licensed_scope: [
          { occupation: '01', levels: ['5', '4', '3'] },
          { occupation: '02', levels: ['5', '4'] },
          { occupation: '05', levels: ['5', '4', '3'] },
        ],
        valid_from: '2026-03-02',
        valid_until: '2029-03-01',
        decision_reason:
          '经专家组现场评审，场地设备、考评人员、管理制度和安全条件均符合设立条件，评审总分86.50分，无否决项。依据《职业技能鉴定规定》和本中心《鉴定所（站）设立与许可控制程序》，准予许可。',
      },
      by: [
        ['王建国', 'director', 'decided'],
        ['韩雪', 'hrss_bureau', 'decided'],
      ],
    },
  ],
}

export const correctionNotice: Kind = {
  ...licence,
  fillings: [
    {
      part: 'notice',
      values: {
        notice_no: 'TZ-2026-0007',
        notice_kind: 'correct',
        defects: ['法人资格证明复印件未加盖公章', '考评员聘用合同缺2份（电工、焊工各1份）', '理论考场监控点位图未标注存储天数'],
        deadline: '2026-03-16',
        sent_on: '2026-03-09',
      },
      by: [['郑洁', 'supervision_officer', 'issued']],
    },
  ],
}

export const handOver: Kind = {
  title: '试卷印制、保管与交接作业指导书',
  en: 'Work Instruction: Printing, Custody and Hand-over of Papers',
  subject: { batch: exam.batch, site: exam.site },
  fillings: [
    {
      part: 'handover',
      values: {
        batch_no: 'PC-2026-0031',
        bags_out: 6,
        seal_numbers: ['F20260301', 'F20260302', 'F20260303', 'F20260304', 'F20260305', 'F20260306'],
        escorts: [person('窦刚'), person('章程'), person('邹凯')],
        vehicle_no: '辽B·A1234',
      },
      by: [
        ['窦刚', 'paper_custodian', 'issued'],
        ['邹凯', 'security_officer', 'witnessed'],
      ],
    },
    {
      part: 'receive',
      values: { bags_received: 6, seals_intact: true },
      by: [
        ['苏婉', 'site_officer', 'acknowledged'],
        ['窦刚', 'paper_custodian', 'witnessed'],
      ],
    },
    {
      part: 'open',
      values: { opened_at: '2026-05-16T00:45:00.000Z', room_no: '001', issued_copies: 30, rooms_opened: ['001'], rooms_collected: [] },
      by: [
        ['鲍磊', 'invigilator', 'confirmed'],
        ['史册', 'invigilator', 'witnessed'],
      ],
    },
    {
      part: 'open',
      values: {
        opened_at: '2026-05-16T00:46:00.000Z',
        room_no: '002',
        issued_copies: 30,
        rooms_opened: ['001', '002'],
        rooms_collected: [],
      },
      by: [
        ['鲍磊', 'invigilator', 'confirmed'],
        ['史册', 'invigilator', 'witnessed'],
      ],
    },
    {
      part: 'collect',
      values: {
        collect_room_no: '001',
        collected_copies: 30,
        copies_out: 30,
        missing_copies: 0,
        absent_copies: 1,
        rooms_collected: ['001'],
      },
      by: [
        ['鲍磊', 'invigilator', 'confirmed'],
        ['史册', 'invigilator', 'witnessed'],
      ],
    },
    {
      part: 'return',
      values: { returned_at: '2026-05-16T08:10:00.000Z', bags_returned: 6 },
      by: [
        ['窦刚', 'paper_custodian', 'acknowledged'],
        ['苏婉', 'site_officer', 'witnessed'],
      ],
    },
  ],
}

export const supervisionReport: Kind = {
  title: '现场督导作业指导书',
  en: 'Work Instruction: On-Site Supervision',
  subject: { site: exam.site, batch: exam.batch },
  fillings: [
    {
      part: 'report',
      values: {
        task_no: 'DD-2026-0014',
        overall: 'fair',
        problem_count: 2,
        problems: [
          {
            no: 1,
            problem: '第003考场一名监考员开考后离场约6分钟，考场仅余一人监考。',
            severity: 'serious',
            suggestion: '对监考员立案核查，考点补充流动监考。',
          },
          { no: 2, problem: '收费标准公示栏张贴于内部走廊，考生无法看到。', severity: 'minor', suggestion: '移至报名大厅。' },
        ],
        report_text:
          '5月16日8时25分到达考点，全程督导理论、技能两个阶段。考点设理论考场4个、技能工位20个，实考116人，缺考4人。抽查人证核验100%，未发现替考。试卷启封、收卷手续齐全，封条号与交接单一致。考评员3人均持证上岗，独立评分，未见商议。',
      },
      by: [['唐诗', 'supervisor', 'submitted']],
    },
    {
      part: 'review',
      values: {
        severity: 'serious',
        review_result: 'fix',
        review_opinion: '严重问题立案查处，一般问题限期整改。',
        fix_deadline: '2026-06-09',
      },
      by: [['吴敏', 'supervision_head', 'decided']],
    },
  ],
}

export const auditPlan: Kind = {
  title: '内部审核控制程序',
  en: 'Internal Audit Procedure',
  subject: { year: ['年度', '2026'] },
  fillings: [
    {
      part: 'plan',
      values: {
        audit_no: 'NS-2026-01',
        audit_kind: 'scheduled',
        scope: '中心全部科室和质量管理体系覆盖的全部过程；准则为GB/T 19001—2016、质量手册、程序文件和作业指导文件、适用的法律法规。',
        documents_covered: ['QP-01', 'QP-02', 'QP-11', 'QP-12', 'QP-13', 'QP-14', 'QP-17', 'QP-18', 'QP-21'],
        procedures_covered: 9,
        last_audit_on: '2025-09-12',
        schedule: [
          { day: '2026-09-07', department: 'D-LD', clauses: '5, 6, 9.3', auditor: person('彭程'), auditor_department: 'D-DD' },
          { day: '2026-09-07', department: 'D-ZH', clauses: '7.1, 7.2, 7.5', auditor: person('许诺'), auditor_department: 'D-KW' },
          { day: '2026-09-08', department: 'D-KW', clauses: '8.1, 8.2, 8.5, 8.6', auditor: person('郎平'), auditor_department: 'D-MT' },
          { day: '2026-09-08', department: 'D-DD', clauses: '8.4, 9.1, 10', auditor: person('许诺'), auditor_department: 'D-KW' },
          { day: '2026-09-09', department: 'D-MT', clauses: '8.3, 8.5', auditor: person('彭程'), auditor_department: 'D-DD' },
        ],
        independence_ok: true,
      },
      by: [['彭程', 'lead_auditor', 'prepared']],
    },
    {
      part: 'approve',
      values: { approve_result: 'approve', approve_opinion: '同意，按计划实施。' },
      by: [['赵文博', 'quality_rep', 'approved']],
    },
  ],
}

export const auditReport: Kind = {
  ...auditPlan,
  fillings: [
    {
      part: 'report',
      values: {
        audit_no: 'NS-2026-01',
        nc_major: 0,
        nc_minor: 3,
        nc_count: 3,
        observations: 4,
        strengths: '考务、督导、证书三个环节的记录由系统即时形成并封存，追溯到人到时；数据变更全部经审批，抽查32份无一例外。',
        conclusion: 'met',
        report_text:
          '审核组于9月7日至9日对五个科室实施审核，查阅记录186份，访谈21人。\n一般不符合3项：①试卷保密室一次周检查逾期2天；②两名考评员年度考核未在期限内告知本人；③一份外来文件未识别现行版本。\n观察项4项，主要涉及记录填写的具体程度。',
      },
      by: [['彭程', 'lead_auditor', 'prepared']],
    },
    {
      part: 'approve',
      values: { approve_result: 'approve', approve_opinion: '同意审核结论，责成各科室限期整改。' },
      by: [['赵文博', 'quality_rep', 'approved']],
    },
  ],
}

export const reviewReport: Kind = {
  title: '质量目标与管理评审控制程序',
  en: 'Quality Objectives and Management Review Procedure',
  subject: { year: ['年度', '2026'] },
  fillings: [
    {
      part: 'minutes',
      values: {
        held_on: '2026-12-11',
        chair: person('王建国'),
        attendees: ['李慧敏', '赵文博', '陈立', '周强', '吴敏', '鲁能'].map(person),
        expected_count: 6,
        attendance_rate: '100.00',
        suitability: 'met',
        adequacy: 'partly_met',
        effectiveness: 'met',
        discussion:
          '会议听取了十项评审输入的报告。全年组织鉴定批次214个、实考38 412人，时效达标率96.3%，满意度92.1分，督导计划完成率100%。\n与会人员认为体系文件与机构职能相适应；考评人员队伍在二级以上职业数量不足，资源配置应予加强。',
      },
      by: [['王建国', 'director', 'approved']],
    },
    {
      part: 'decisions',
      values: {
        decisions: [
          {
            no: 1,
            kind: 'resource',
            content: '新增电工、焊工高级考评员各5名，列入下年度培训计划',
            department: 'D-DD',
            owner: person('吴敏'),
            due_on: '2027-05-31',
          },
          {
            no: 2,
            kind: 'improve',
            content: '证书发放增加邮寄方式，修订发放作业要求',
            department: 'D-KW',
            owner: person('周强'),
            due_on: '2027-03-31',
          },
          { no: 3, kind: 'change', content: '修订外来文件识别的职责分工', department: 'D-ZH', owner: person('陈立'), due_on: '2027-02-28' },
        ],
      },
      by: [['赵文博', 'quality_rep', 'prepared']],
    },
  ],
}

export const nonconformity: Kind = {
  title: '未达标项（不合格）与纠正措施控制程序',
  en: 'Nonconformity and Corrective Action Procedure',
  subject: { batch: exam.batch },
  fillings: [
    {
      part: 'report',
      values: {
        nc_source: 'audit',
        found_on: '2026-09-08',
        related_case: 'WI-12-02-2026-00031',
        document_code: 'WI-12-02',
        clause: '8.5.1',
        fact: '查WI-12-02试卷保密室检查记录，2026年8月第3周在库检查应于8月21日前完成，实际于8月23日补做，逾期2天，未说明原因。',
        responsible_department: 'D-KW',
      },
      by: [['许诺', 'internal_auditor', 'submitted']],
    },
    {
      part: 'classify',
      values: { grade: 'minor', recurrence_count: 1, classify_result: 'confirm', classify_opinion: '事实清楚，判为一般项。' },
      by: [['冯涛', 'quality_officer', 'decided']],
    },
    {
      part: 'dispose',
      values: { disposal: 'redo', disposed_on: '2026-09-10', disposal_note: '已补做检查，封条完好、袋数相符。' },
      by: [['周强', 'exam_head', 'confirmed']],
    },
  ],
}

export const receipt: Kind = {
  title: '收费结算与培训补贴控制程序',
  en: 'Fees, Settlement and Training Subsidy Procedure',
  subject: { batch: exam.batch, person: ['申报人', '倪虹'] },
  fillings: [
    {
      part: 'bill',
      values: {
        payer: person('倪虹'),
        application_no: 'QP-11-2026-00412',
        tariff_code: '辽价发〔2019〕12号',
        tariff_amount: '280.00',
        reduction_rate: '0.00',
        amount_due: '280.00',
      },
      by: [['魏兰', 'cashier', 'prepared']],
    },
    {
      part: 'pay',
      values: { amount_paid: '280.00', paid_at: '2026-04-10T02:31:00.000Z', pay_channel: 'online', receipt_no: '21000126-0004812' },
      by: [['魏兰', 'cashier', 'confirmed']],
    },
  ],
}

/** The sheet of a form as people of the trade would fill it. `serial`: one filling printed alone. */
export function plausible(form: RecordForm, reference: readonly ReferenceData[], kind: Kind, more: Partial<FaceSource> = {}): FaceSource {
  const parts: readonly SealedPart[] = kind.fillings.map(({ part, values, by }, at) =>
    sealed(
      form,
      part,
      at + 1,
      values,
      by.map(([name, role, meaning]) =>
        signer(name, role, { person: `p-${name}`, signature: { method: 'password', meaning: meaning as 'approved' } }),
      ),
    ),
  )
  const subject: readonly SubjectLine[] = Object.entries(kind.subject).map(([key, [title, text]]) => ({
    key,
    title: { zh: title, en: title },
    text: { zh: text, en: text },
  }))
  return sampleSheet(form, reference, {
    document: { code: form.document, title: { zh: kind.title, en: kind.en }, revision: 'A/0' },
    case: { number: `${form.document}-2026-00031`, subject },
    sealed: parts,
    entries: entriesFor(parts),
    ...more,
  })
}
