/**
 * How a centre's inspection of last year ends. Each is a way the procedure knows; together they show all of them.
 * The counts follow the demonstration figures of the catalogue: most qualify, a few excel, a handful must rectify.
 */
export type Fate =
  | 'excellent'
  | 'qualified'
  | 'rectified'
  | 'rectified-second-round'
  | 'rectification-failed'
  | 'deferred'
  | 'refused'
  | 'objection-upheld'
  | 'objection-dismissed'
  | 'material-returned'
  | 'scores-reconciled'
  | 'veto-revoked'

export type DemonstrationCentre = Readonly<{
  code: string
  zh: string
  en: string
  type: '1' | '2' | '3' | '4'
  occupations: readonly string[]
  head: string
  login: string
  fate: Fate
}>

/** Code: province 2, city 2, type 1, serial 3 (catalogue, numbering). */
const centre = (
  type: DemonstrationCentre['type'],
  serial: number,
  zh: string,
  en: string,
  occupations: string,
  head: string,
  login: string,
  fate: Fate,
): DemonstrationCentre => ({
  code: `0601${type}${String(serial).padStart(3, '0')}`,
  zh,
  en,
  type,
  occupations: occupations.split(' '),
  head,
  login,
  fate,
})

export const demonstrationCentres: readonly DemonstrationCentre[] = [
  centre('1', 1, '滨海职业技术学院鉴定所', 'Binhai Polytechnic Testing Centre', '01 02 03 04', '高志远', 'gaozhiyuan', 'excellent'),
  centre('1', 2, '北方技师学院鉴定所', 'Northern Technicians College Testing Centre', '01 03 05', '林晓东', 'linxiaodong', 'qualified'),
  centre('2', 3, '东港餐饮培训中心鉴定站', 'Donggang Catering Training Station', '06 07', '罗美琴', 'luomeiqin', 'rectified'),
  centre('2', 4, '康颐护理学校鉴定站', 'Kangyi Nursing School Station', '09 10', '梁淑芬', 'liangshufen', 'qualified'),
  centre('3', 5, '船舶重工行业鉴定站', 'Shipbuilding Industry Station', '02 04', '宋铁军', 'songtiejun', 'rectification-failed'),
  centre('1', 6, '市交通技工学校鉴定所', 'City Transport Skilled-Workers School Centre', '05', '唐永胜', 'tangyongsheng', 'qualified'),
  centre('1', 7, '滨海电力职业学校鉴定所', 'Binhai Electric Power School Centre', '01', '许光明', 'xuguangming', 'excellent'),
  centre('1', 8, '海湾机电工程学校鉴定所', 'Haiwan Mechatronics School Centre', '01 03 04', '邓海涛', 'denghaitao', 'objection-upheld'),
  centre('2', 9, '新港汽车服务培训学校鉴定站', 'Xingang Vehicle Service Station', '05', '冯国良', 'fengguoliang', 'qualified'),
  centre('2', 10, '丽人美容职业培训学校鉴定站', 'Liren Beauty School Station', '08', '曹丽娟', 'caolijuan', 'material-returned'),
  centre('2', 11, '金穗面点培训学校鉴定站', 'Jinsui Pastry School Station', '06 07', '彭金穗', 'pengjinsui', 'qualified'),
  centre('4', 12, '北方重型机器厂鉴定站', 'Northern Heavy Machinery Works Station', '02 03 04', '曾庆林', 'zengqinglin', 'qualified'),
  centre('4', 13, '滨海造船厂鉴定站', 'Binhai Shipyard Station', '02', '萧建业', 'xiaojianye', 'objection-dismissed'),
  centre('3', 14, '制冷空调行业鉴定站', 'Refrigeration Industry Station', '11', '田志刚', 'tianzhigang', 'qualified'),
  centre('3', 15, '珠宝首饰行业鉴定站', 'Jewellery Industry Station', '12', '董雅琴', 'dongyaqin', 'qualified'),
  centre(
    '1',
    16,
    '市第一技工学校鉴定所',
    'First City Skilled-Workers School Centre',
    '01 02 03 04 05',
    '袁振华',
    'yuanzhenhua',
    'excellent',
  ),
  centre('1', 17, '市第二技工学校鉴定所', 'Second City Skilled-Workers School Centre', '01 02 05', '潘卫国', 'panweiguo', 'qualified'),
  centre('1', 18, '旅游职业学院鉴定所', 'Tourism College Centre', '06 07 08', '于静怡', 'yujingyi', 'deferred'),
  centre('2', 19, '安康家政服务培训中心鉴定站', 'Ankang Home Service Station', '09 10', '蒋安康', 'jiangankang', 'qualified'),
  centre('2', 20, '阳光育婴培训学校鉴定站', 'Sunshine Infant-Care School Station', '10', '蔡春燕', 'caichunyan', 'rectified-second-round'),
  centre('2', 21, '远航焊接培训中心鉴定站', 'Yuanhang Welding Station', '02', '余远航', 'yuyuanhang', 'qualified'),
  centre('4', 22, '化工集团培训中心鉴定站', 'Chemical Group Training Station', '01 04', '杜长河', 'duchanghe', 'qualified'),
  centre('4', 23, '机车车辆公司鉴定站', 'Rolling Stock Company Station', '01 02 03 04', '叶建国', 'yejianguo', 'scores-reconciled'),
  centre('1', 24, '农业工程学校鉴定所', 'Agricultural Engineering School Centre', '05', '程丰收', 'chengfengshou', 'qualified'),
  centre('2', 25, '宏达职业培训学校鉴定站', 'Hongda Vocational School Station', '01 08', '苏宏达', 'suhongda', 'refused'),
  centre('2', 26, '春晖养老护理培训中心鉴定站', 'Chunhui Elder-Care Station', '09', '魏春晖', 'weichunhui', 'qualified'),
  centre('3', 27, '建筑安装行业鉴定站', 'Building Installation Industry Station', '01 02', '吕安邦', 'lvanbang', 'qualified'),
  centre('1', 28, '轻工学校鉴定所', 'Light Industry School Centre', '06 08', '丁晓梅', 'dingxiaomei', 'excellent'),
  centre('4', 29, '港口集团鉴定站', 'Port Group Station', '01 05', '任港生', 'rengangsheng', 'qualified'),
  centre('2', 30, '精诚技能培训学校鉴定站', 'Jingcheng Skills School Station', '03 04', '沈精诚', 'shenjingcheng', 'veto-revoked'),
  centre('2', 31, '百味厨艺培训学校鉴定站', 'Baiwei Culinary School Station', '06', '姚百味', 'yaobaiwei', 'qualified'),
  centre('1', 32, '开发区职业中专鉴定所', 'Development Zone Vocational School Centre', '01 03 05', '卢开来', 'lukailai', 'qualified'),
]
