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
]

const authorities: readonly DemonstrationPerson[] = [
  person('hanxue', '韩雪', 'hrss_bureau'),
  person('pengcheng', '彭程', 'finance_bureau'),
  person('heshen', '贺申', 'auditor'),
]

const appointed: readonly DemonstrationPerson[] = [
  person('yangfan', '杨帆', 'inspection_leader'),
  person('zhulin', '朱琳', 'inspector'),
  person('qingang', '秦刚', 'inspector'),
  person('youjia', '尤嘉', 'inspector'),
  person('shiyu', '施宇', 'inspector'),
  person('zhangwei', '张伟', 'inspection_leader'),
  person('kongli', '孔莉', 'assessor panel_leader'),
  person('baibing', '白冰', 'marker marking_leader'),
  person('cuiyong', '崔勇', 'chief_examiner invigilator'),
  person('lianghua', '梁华', 'supervisor'),
  person('fanhong', '范红', 'item_expert expert_leader'),
  person('dengke', '邓科', 'item_reviewer'),
]

const publicSide: readonly DemonstrationPerson[] = [
  person('kaosheng', '马晓宇', 'candidate verifier'),
  person('qiye', '郭企业', 'applicant_org'),
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
  'heshen',
] as const
