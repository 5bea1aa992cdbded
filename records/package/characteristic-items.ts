import type { Words } from '#engine'

export type CharacteristicGroup = 'authenticity' | 'completeness' | 'usability' | 'security'

export const groupTitles: Readonly<Record<CharacteristicGroup, Words>> = {
  authenticity: { zh: '真实性', en: 'Authenticity' },
  completeness: { zh: '完整性', en: 'Completeness' },
  usability: { zh: '可用性', en: 'Usability' },
  security: { zh: '安全性', en: 'Security' },
}

export type CharacteristicItem = Readonly<{
  code: string
  group: CharacteristicGroup
  title: Words
  /** cases: answered case by case. container: by reading the whole package. */
  how: 'cases' | 'container' | 'not-applicable' | 'not-checked'
  /** Findings of the verifier that speak against it. */
  against: readonly string[]
  /** What was done, with `{records}` and the like filled in. */
  evidence: Words
}>

const w = (zh: string, en: string): Words => ({ zh, en })

function item(
  code: string,
  title: Words,
  how: CharacteristicItem['how'],
  against: readonly string[],
  evidence: Words,
): Omit<CharacteristicItem, 'group'> {
  return { code, title, how, against, evidence }
}

/**
 * Items of DA/T 70-2018 for the archiving stage (归档环节, GD), by number and title. The standard was not at hand: the
 * numbers and titles come from public programs that answer them, and GD-1-9 and GD-3-5 to 3-7, whose titles were not to
 * be read anywhere, are named as not checked. GJ items are ours: what the standard does not ask and a sealed file can show.
 */
const authenticity = [
  item(
    'GD-1-1',
    w('固化信息有效性检测', 'Validity of the fixity information'),
    'cases',
    [
      'hash-differs',
      'sequence-gap',
      'record-altered',
      'record-differs-from-entry',
      'record-differs-from-share',
      'signers-differ-from-shares',
      'facts-of-another-entry',
      'stamp-of-another-entry',
      'stream-mixed',
      'after-closing',
      'signature-evidence-differs',
    ],
    w(
      '重算 {entries} 个条目的散列链和 {records} 份记录的 SHA-256；{signatures} 个签署与所在条目的散列绑定。',
      'The chains of {entries} entries and the SHA-256 of {records} records were computed again; {signatures} signatures are bound to the hash of their entries.',
    ),
  ),
  item(
    'GD-1-2',
    w('元数据项数据长度检测', 'Length of metadata values'),
    'not-applicable',
    [],
    w(
      '格式不规定各项长度，只规定条目总长；过长的条目不能封存。',
      'The format sets no length for an item, only for the whole entry; one that is too long cannot be sealed.',
    ),
  ),
  item(
    'GD-1-3',
    w('元数据项数据类型、格式检测', 'Type and format of metadata values'),
    'cases',
    ['facts-unreadable', 'stamp-unreadable', 'entry-line-unreadable'],
    w(
      '{entries} 个条目逐项按格式第 1 版严格读取，多一项、少一项或类型不符即不可读。',
      '{entries} entries were read strictly by version 1 of the format: one member more, one fewer or of another type is unreadable.',
    ),
  ),
  item(
    'GD-1-4',
    w('设定值域的元数据项值域符合度检测', 'Metadata values within their set of values'),
    'cases',
    ['facts-unreadable', 'stamp-unreadable', 'case-not-replayable'],
    w(
      '条目种类、时钟、步骤、状态只取所定之值；按案卷所据文件重放。表单各栏的值域在提交时检查，此处不再检查。',
      'Kinds, clock, steps and states have only the values declared, replayed by the documents of the case. Values of form fields were checked when submitted, not again here.',
    ),
  ),
  item(
    'GD-1-5',
    w('元数据项数据值合理性检测', 'Plausibility of metadata values'),
    'cases',
    ['stamp-goes-back', 'decided-after-recorded'],
    w('记录时间不倒退，决定不晚于记录。', 'Recorded times never run backwards, and nothing was decided after it was recorded.'),
  ),
  item(
    'GD-1-6',
    w('元数据项数据包含特殊字符检测', 'Special characters in metadata values'),
    'cases',
    ['facts-unreadable', 'entry-line-unreadable'],
    w(
      '规范字节（RFC 8785，NFC）不容 NUL、孤立代理项和非规范字符。',
      'Canonical bytes (RFC 8785, NFC) hold no NUL, no lone surrogate, no other form of a character.',
    ),
  ),
  item(
    'GD-1-7',
    w('档号规范性检测', 'Form of the archival numbers'),
    'cases',
    ['numbers-differ', 'case-number-differs', 'record-differs-from-entry'],
    w('案卷编号和 {records} 个记录编号按规则核对。', 'Case numbers and {records} record numbers were tested against their rule.'),
  ),
  item(
    'GD-1-8',
    w('元数据项数据重复性检测', 'Repeated metadata values'),
    'cases',
    ['serial-doubled', 'number-doubled'],
    w('记录序号、案卷编号、法定编号无重复。', 'No serial, case number or statutory number twice.'),
  ),
  item(
    'GD-1-9',
    w('（标题未能读到）', '(title not to be read)'),
    'not-checked',
    [],
    w('未见标准原文，不知所检为何，未检。', 'The standard was not at hand: what it asks is not known, and was not checked.'),
  ),
  item(
    'GD-1-10',
    w('内容数据的电子属性一致性检测', 'Electronic properties of the content'),
    'cases',
    ['attachment-altered'],
    w('附件的散列与数据所载一致。', 'Attachments agree with the hashes the data name.'),
  ),
  item(
    'GD-1-11',
    w('元数据与内容关联真实性检测', 'Metadata are linked to their content'),
    'cases',
    ['record-missing', 'file-unnamed'],
    w('每份数据由条目以散列指明，没有无主文件。', 'Every payload is named by an entry through its hash; no file is nobody’s.'),
  ),
  item(
    'GD-1-12',
    w('说明文件和目录文件规范性检测', 'Form of the description and the index'),
    'container',
    [
      'description-unreadable',
      'description-differs',
      'index-differs',
      'index-incomplete',
      'order-differs',
      'list-differs',
      'characteristics-differ',
    ],
    w(
      '目录、顺序表、清单由其余文件重新生成并逐字节比对。',
      'Index, order and lists are made again from the other files and compared byte by byte.',
    ),
  ),
  item(
    'GD-1-13',
    w('信息包目录结构规范性检测', 'Structure of the package'),
    'container',
    [
      'container-layout',
      'container-header',
      'container-directory-damaged',
      'container-name-unsafe',
      'container-name-twice',
      'file-out-of-order',
      'manifest-damaged',
      'tag-file-altered',
    ],
    w('BagIt 1.0，容器每个字节均有归属。', 'BagIt 1.0; every byte of the container is accounted for.'),
  ),
  item(
    'GD-1-14',
    w('信息包一致性检测', 'Consistency of the package'),
    'container',
    [
      'file-altered',
      'file-missing',
      'file-unexpected',
      'container-checksum',
      'container-truncated',
      'container-trailing-bytes',
      'export-not-recorded',
    ],
    w(
      '每个文件的 SHA-256 与清单一致；导出已记入机构条目。',
      'The SHA-256 of every file is that of the manifest; the export is an entry of the organisation.',
    ),
  ),
]

const completeness = [
  item(
    'GD-2-1',
    w('总件数相符性检测', 'Number of items'),
    'cases',
    ['description-differs', 'completeness-differs'],
    w('{cases} 个案卷、{records} 份记录，与条目所载相符。', '{cases} cases and {records} records, as the entries say.'),
  ),
  item(
    'GD-2-2',
    w('总字节数相符性检测', 'Number of bytes'),
    'container',
    ['tag-file-altered', 'container-truncated'],
    w('Payload-Oxum 与实际字节数、文件数核对。', 'Payload-Oxum against the bytes and files that are there.'),
  ),
  item(
    'GD-2-3',
    w('元数据项完整性检测', 'Metadata items are all there'),
    'cases',
    ['facts-unreadable', 'entries-unreadable'],
    w('每种条目恰有规定的各项。', 'Every kind of entry has exactly its members.'),
  ),
  item(
    'GD-2-4',
    w('元数据必填著录项目检测', 'Required metadata items'),
    'cases',
    ['facts-unreadable', 'signature-missing'],
    w('必填项和应有的签署齐全。', 'Required items and the signatures owed are there.'),
  ),
  item(
    'GD-2-5',
    w('过程信息完整性检测', 'Information on the process'),
    'cases',
    ['sequence-gap', 'case-not-replayable', 'contribution-missing', 'baseline-missing', 'baseline-altered', 'baseline-not-released'],
    w(
      '条目自 1 起连续，按案卷所据的文件版本重放到现状。',
      'Entries run on from 1 and were replayed to the present state by the revision each case is pinned to.',
    ),
  ),
  item(
    'GD-2-6',
    w('连续性元数据项检测', 'Continuous numbers'),
    'cases',
    ['serial-gap', 'number-gap'],
    w('记录序号、案卷编号、法定编号连续无漏号。', 'Serials, case numbers and statutory numbers run without a gap.'),
  ),
  item(
    'GD-2-7',
    w('内容数据完整性检测', 'Content is all there'),
    'cases',
    ['record-owed', 'record-missing'],
    w('由流转路径推算应有记录，逐份核对。', 'What the path owes was derived and looked for, record by record.'),
  ),
  item(
    'GD-2-8',
    w('附件数据完整性检测', 'Attachments are all there'),
    'cases',
    ['attachment-missing'],
    w('记录所列的附件 {attachments} 个均在包中。', 'All {attachments} attachments the records name are in the package.'),
  ),
  item(
    'GD-2-9',
    w('归档范围检测', 'Scope of what was archived'),
    'cases',
    ['case-missing'],
    w('条目所指、范围之内的案卷均在包中。', 'Every case the entries name within the scope is in the package.'),
  ),
  item(
    'GD-2-10',
    w('信息包元数据完整性检测', 'Metadata of the package'),
    'container',
    ['completeness-unreadable', 'completeness-differs', 'description-unreadable'],
    w('包的说明和完整性清单可读，与重新推算相符。', 'Description and completeness list can be read and agree with what was derived anew.'),
  ),
  item(
    'GD-2-11',
    w('信息包内容数据完整性检测', 'Content of the package'),
    'container',
    ['file-missing'],
    w('清单所列文件均在。', 'Every file the manifest names is there.'),
  ),
]

const usability = [
  item(
    'GD-3-1',
    w('信息包中元数据的可读性检测', 'Metadata can be read'),
    'cases',
    ['entries-unreadable', 'entry-line-unreadable', 'facts-unreadable'],
    w('{entries} 个条目均可读取。', 'All {entries} entries can be read.'),
  ),
  item(
    'GD-3-2',
    w('目标数据库中的元数据可访问性检测', 'Metadata in the target database'),
    'not-applicable',
    [],
    w('本包不依赖数据库。', 'The package needs no database.'),
  ),
  item(
    'GD-3-3',
    w('内容数据格式检测', 'Format of the content'),
    'not-checked',
    [],
    w(
      '数据为 JSON（UTF-8）；打印页由排版程序按 PDF/A-3b 生成，未用独立的 PDF/A 校验程序检测；附件按内容识别类型。',
      'Data are JSON (UTF-8); sheets are written as PDF/A-3b by the typesetter and were not put through an independent PDF/A validator; attachments were recognised by content.',
    ),
  ),
  item(
    'GD-3-4',
    w('内容数据的可读性检测', 'Content can be read'),
    'cases',
    ['record-differs-from-entry'],
    w(
      '{records} 份记录的数据可读；打印页 {pages} 页可数。',
      'The data of {records} records can be read; {pages} printed pages can be counted.',
    ),
  ),
  item(
    'GD-3-5 — 3-7',
    w('（软硬件环境等，标题未能读到）', '(soft- and hardware and others, titles not to be read)'),
    'not-checked',
    [],
    w(
      '未见标准原文；阅读本包只需任一 ZIP、浏览器和 PDF 程序。',
      'The standard was not at hand; reading the package needs any ZIP program, a browser and a PDF reader.',
    ),
  ),
  item(
    'GD-3-8',
    w('信息包中包含的内容数据格式合规性检测', 'No unusual compression or encryption'),
    'container',
    ['container-header'],
    w('文件不压缩、不加密，按原样存放。', 'Files are stored as they are, neither compressed nor encrypted.'),
  ),
]

const security = [
  item(
    'GD-4-1',
    w('系统环境中是否安装杀毒软件检测', 'Anti-virus software on the system'),
    'not-checked',
    [],
    w('本程序不检测；由接收单位按其规定检测。', 'Not looked at by this program; for the receiver to do by its own rules.'),
  ),
  item(
    'GD-4-2',
    w('病毒感染检测', 'Infection'),
    'not-checked',
    [],
    w(
      '本程序不含杀毒引擎；附件上传时按内容核对类型。请另行查杀。',
      'This program has no scanner; attachments were checked for their type when uploaded. Scan the package elsewhere.',
    ),
  ),
  item(
    'GD-4-3',
    w('载体中多余文件检测', 'Files that do not belong there'),
    'container',
    ['file-unexpected', 'file-unnamed', 'container-trailing-bytes'],
    w('没有条目和清单之外的文件。', 'There is no file outside the entries and the manifest.'),
  ),
  item('GD-4-4', w('载体读取速度检测', 'Reading speed of the carrier'), 'not-applicable', [], w('不涉及载体。', 'No carrier is involved.')),
  item('GD-4-5', w('载体外观检测', 'Look of the carrier'), 'not-applicable', [], w('不涉及载体。', 'No carrier is involved.')),
  item('GD-4-6', w('光盘合格性检测', 'Soundness of the disc'), 'not-applicable', [], w('不涉及光盘。', 'No disc is involved.')),
  item(
    'GD-4-7',
    w('操作过程安全性检测', 'Safety of the operation'),
    'container',
    ['export-not-recorded'],
    w(
      '导出人、事由、范围在第一个字节写出之前已记入机构的条目链。',
      'Who exported what and why stood in the organisation’s chain before the first byte was written.',
    ),
  ),
  item(
    'GJ-1',
    w('敏感信息遮蔽（本系统项目）', 'Sensitive values stay covered (an item of ours)'),
    'cases',
    ['opening-not-declared', 'opening-differs'],
    w(
      '敏感值只以承诺值出现；开启值只在声明附有时才在包中，并与承诺值一致。',
      'Sensitive values stand as commitments; openings are there only where declared, and agree with them.',
    ),
  ),
]

export const characteristicItems: readonly CharacteristicItem[] = [
  ...authenticity.map((each) => ({ ...each, group: 'authenticity' as const })),
  ...completeness.map((each) => ({ ...each, group: 'completeness' as const })),
  ...usability.map((each) => ({ ...each, group: 'usability' as const })),
  ...security.map((each) => ({ ...each, group: 'security' as const })),
]
