import { demonstrationCentres } from './centres.ts'

export type DemonstrationPerson = Readonly<{ login: string; name: string; roles: readonly string[]; site?: string }>

const person = (login: string, name: string, roles: string, site?: string): DemonstrationPerson => ({
  login,
  name,
  roles: roles.split(' '),
  ...(site === undefined ? {} : { site }),
})

/** One password for all accounts of a demonstration; it is printed at the start and opens nothing else. */
export const demonstrationPassword = 'guiju-demo-2026'

/** People of every role; nobody holds two roles the reference data calls incompatible. */
const centreStaff: readonly DemonstrationPerson[] = [
  person('wangjianguo', '王建国', 'director staff'),
  person('lihuimin', '李慧敏', 'deputy_director staff'),
  person('zhaowenbo', '赵文博', 'quality_rep staff'),
  person('chenli', '陈立', 'general_head staff'),
  person('sunlihua', '孙丽华', 'doc_controller archivist staff'),
  person('qianjin', '钱进', 'hr_officer purchasing_officer equipment_officer staff'),
  person('jiayun', '贾云', 'finance_officer staff'),
  person('fangfang', '方芳', 'cashier staff'),
  person('shilei', '石磊', 'it_admin staff'),
  person('longfei', '龙飞', 'data_steward security_officer staff'),
  person('zhouqiang', '周强', 'exam_head staff'),
  person('maoning', '毛宁', 'eligibility_reviewer staff'),
  person('heqing', '何清', 'exam_officer paper_custodian staff'),
  person('daiyue', '戴月', 'score_clerk staff'),
  person('xiahan', '夏寒', 'score_checker staff'),
  person('zhongrui', '钟睿', 'cert_officer staff'),
  person('tanlin', '谭林', 'cert_checker staff'),
  person('wumin', '吴敏', 'supervision_head staff'),
  person('zhengjie', '郑洁', 'supervision_officer staff'),
  person('fengtao', '冯涛', 'quality_officer staff'),
  person('chujing', '褚静', 'investigator staff'),
  person('weidong', '卫东', 'investigator staff'),
  person('jiangli', '蒋丽', 'complaint_officer staff'),
  person('xunuo', '许诺', 'lead_auditor internal_auditor staff'),
  person('shenhao', '沈浩', 'item_head staff'),
  person('luowei', '罗薇', 'item_officer staff'),
  person('gaofeng', '高峰', 'item_bank_admin staff'),
  person('baisong', '柏松', 'exam_officer staff'),
  person('dougang', '窦刚', 'paper_custodian staff'),
  person('zhangcheng', '章程', 'paper_custodian staff'),
  person('zoukai', '邹凯', 'security_officer staff'),
  person('yunfei', '云飞', 'score_clerk staff'),
  person('fanrong', '樊荣', 'cert_checker staff'),
  person('langping', '郎平', 'internal_auditor staff'),
  person('jiming', '纪明', 'staff'),
]

const authorities: readonly DemonstrationPerson[] = [
  person('hanxue', '韩雪', 'hrss_bureau'),
  person('malan', '马岚', 'finance_bureau'),
  person('pengcheng', '彭程', 'finance_bureau'),
  person('heshen', '贺申', 'auditor'),
]

/** The team of quality supervisors; the first three come from outside. */
export const supervisors: readonly DemonstrationPerson[] = [
  person('lianghua', '梁华', 'supervisor'),
  person('tangshi', '唐诗', 'supervisor'),
  person('feixiang', '费翔', 'supervisor'),
  person('luobin', '骆宾', 'supervisor'),
  person('songqing', '宋晴', 'supervisor'),
  person('haoren', '郝仁', 'supervisor'),
]

export type DemonstrationAssessor = Readonly<{ login: string; name: string; occupation: string; leads: boolean }>

const assessor = (occupation: string, login: string, name: string, leads = false): DemonstrationAssessor => ({
  login,
  name,
  occupation,
  leads,
})

/** Assessors by occupation, as many as panels with rotation need. */
export const assessors: readonly DemonstrationAssessor[] = [
  assessor('01', 'kongli', '孔莉', true),
  assessor('01', 'fengyi', '凤仪'),
  assessor('01', 'huarong', '花荣'),
  assessor('01', 'miaoyu', '苗雨', true),
  assessor('01', 'fangyuan', '方圆'),
  assessor('01', 'yumin', '俞敏'),
  assessor('02', 'gutie', '顾铁', true),
  assessor('02', 'weiran', '魏然'),
  assessor('02', 'shenlong', '申隆'),
  assessor('02', 'dingqiang', '丁强'),
  assessor('06', 'cailan', '蔡岚', true),
  assessor('06', 'tanbing', '谭冰'),
  assessor('06', 'luxi', '陆溪'),
  assessor('06', 'fangning', '方宁'),
  assessor('06', 'shiyan', '石岩'),
  assessor('09', 'hexiu', '何秀', true),
  assessor('09', 'yinan', '易楠'),
  assessor('09', 'qiuhe', '邱禾'),
]

const appointed: readonly DemonstrationPerson[] = [
  person('yangfan', '杨帆', 'inspection_leader'),
  person('zhulin', '朱琳', 'inspector'),
  person('qingang', '秦刚', 'inspector'),
  person('youjia', '尤嘉', 'inspector'),
  person('shiyu', '施宇', 'inspector'),
  person('zhangwei', '张伟', 'inspection_leader'),
  person('baibing', '白冰', 'marker marking_leader'),
  person('renyuan', '任远', 'marker'),
  person('yuanye', '袁野', 'marker'),
  person('cuiyong', '崔勇', 'chief_examiner invigilator'),
  person('baolei', '鲍磊', 'invigilator'),
  person('shice', '史册', 'invigilator'),
  person('fanhong', '范红', 'item_expert expert_leader'),
  person('cenxi', '岑溪', 'item_expert'),
  person('xuefeng', '薛峰', 'item_expert'),
  person('dengke', '邓科', 'item_reviewer'),
  person('leiming', '雷鸣', 'item_reviewer'),
  ...supervisors,
  ...assessors.map(({ login, name, leads }) => person(login, name, leads ? 'assessor panel_leader' : 'assessor')),
]

export type DemonstrationEmployer = Readonly<{ login: string; name: string; employer: string }>

/** Employers that enter their people for exams. */
export const employers: readonly [DemonstrationEmployer, ...DemonstrationEmployer[]] = [
  { login: 'qiye', name: '郭企业', employer: '滨海第一机械厂' },
  { login: 'dongfang', name: '东方明', employer: '东方电器公司' },
  { login: 'haitong', name: '海若通', employer: '海通物流公司' },
  { login: 'xingang', name: '辛港生', employer: '新港建设集团' },
  { login: 'lengyin', name: '冷银杏', employer: '滨海食品厂' },
]

const publicSide: readonly DemonstrationPerson[] = [
  person('kaosheng', '马晓宇', 'candidate verifier'),
  person('suye', '苏叶', 'candidate'),
  ...employers.map(({ login, name }) => person(login, name, 'applicant_org')),
  person('peixun', '林培训', 'training_org'),
  person('gongfang', '黄供', 'supplier'),
  person('tousu', '江投诉', 'complainant'),
]

const centreHeads: readonly DemonstrationPerson[] = demonstrationCentres.map((centre) =>
  person(centre.login, centre.head, 'site_head subject_party site_officer', centre.code),
)

export const demonstrationPeople: readonly DemonstrationPerson[] = [
  ...centreStaff,
  ...authorities,
  ...appointed,
  ...publicSide,
  ...centreHeads,
]

export const demonstrationAdministrators = [
  { kind: 'system_admin', login: 'sysadmin', name: '系统管理员甲' },
  { kind: 'security_admin', login: 'secadmin', name: '安全管理员乙' },
  { kind: 'audit_admin', login: 'audadmin', name: '审计管理员丙' },
] as const

/** The accounts a newcomer is told about: one for each seat of the main job. */
export const tourLogins = [
  'zhengjie',
  'wumin',
  'gaozhiyuan',
  'yangfan',
  'shiyu',
  'lihuimin',
  'wangjianguo',
  'hanxue',
  'fengtao',
  'baisong',
  'kaosheng',
  'heshen',
] as const
