import type { Words } from '#engine'
import type { Finding, FindingCode, Place } from './finding.ts'
import { logFindingWords } from './log-finding.ts'

/** What was found, and what follows from it. `{name}` is filled from the details of the finding. */
export type FindingWords = Readonly<{ what: Words; so: Words }>

const notTrusted: Words = { zh: '此处内容不可采信。', en: 'What stands there cannot be relied on.' }
const notWhole: Words = { zh: '本包不是导出时的原样。', en: 'The package is not as it was exported.' }
const chainBroken: Words = { zh: '该条目及其后各条不可采信。', en: 'This entry and those after it cannot be relied on.' }
const owes: Words = { zh: '该案卷的证据不完整。', en: 'The evidence of this case is incomplete.' }

const w = (zh: string, en: string): Words => ({ zh, en })

/** One line for each code. A new code does not compile until it has one. */
export const findingWords = {
  'not-a-package': { what: w('这不是审核包。', 'This is not an audit package.'), so: w('无从核对。', 'Nothing could be checked.') },
  'container-truncated': {
    what: w('容器被截断。', 'The container is cut off.'),
    so: w('截断处之后的内容缺失。', 'What came after the cut is missing.'),
  },
  'container-trailing-bytes': {
    what: w('容器末尾有多余字节（自第 {at} 字节起）。', 'There are bytes behind the end of the container (from byte {at}).'),
    so: notWhole,
  },
  'container-directory-damaged': {
    what: w('容器的目录损坏（第 {at} 字节）。', 'The directory of the container is damaged (byte {at}).'),
    so: w('文件改由逐个文件头读出。', 'The files were read from header to header instead.'),
  },
  'container-layout': {
    what: w('文件位置不符：应在 {expected}，实在 {found}。', 'Expected the next bytes at {expected}, but found them at {found}.'),
    so: w('容器中有未受核对的字节或重叠。', 'The container has bytes nothing accounts for, or files that overlap.'),
  },
  'container-header': { what: w('容器中的文件头与规定格式不符。', 'The header of this file is not of the profile.'), so: notWhole },
  'container-checksum': {
    what: w('文件内容与容器校验和不符。', 'The content differs from its checksum in the container.'),
    so: notTrusted,
  },
  'container-name-unsafe': {
    what: w('文件名不安全。', 'The name of this file is not safe.'),
    so: w('解压可能写到包外；该文件未读。', 'Unpacking could write outside the folder; the file was not read.'),
  },
  'container-name-twice': {
    what: w('同名文件出现两次。', 'This name comes twice.'),
    so: w('解压后的内容取决于解压程序。', 'What one finds after unpacking depends on the program.'),
  },
  'file-missing': { what: w('清单所列的文件不在包中。', 'The manifest names this file, but it is not there.'), so: notWhole },
  'file-altered': { what: w('文件与清单所载散列不符。', 'The file differs from its hash in the manifest.'), so: notTrusted },
  'file-unexpected': {
    what: w('文件不在清单中。', 'The manifest does not name this file.'),
    so: w('该文件是后来放入的。', 'The file was put in later.'),
  },
  'file-out-of-order': { what: w('文件次序与清单不符。', 'The files do not stand in the order of the manifest.'), so: notWhole },
  'manifest-damaged': {
    what: w('清单第 {line} 行无法读取或不符。', 'Line {line} of the manifest cannot be read or does not belong there.'),
    so: w('该行所列文件未按清单核对。', 'The file of that line was not checked against the manifest.'),
  },
  'tag-file-altered': { what: w('标签文件被改动。', 'This tag file was altered.'), so: notWhole },
  'description-unreadable': {
    what: w('包的说明无法读取。', 'The description of the package cannot be read.'),
    so: w('案卷未能核对。', 'The cases could not be checked.'),
  },
  'description-differs': {
    what: w(
      '条目数或末条散列与说明不符（应 {expected} 条，实 {found} 条）。',
      'The number of entries or the last hash differs from the description (expected {expected}, found {found}).',
    ),
    so: w('流被截短、加长或改写。', 'The stream was shortened, extended or rewritten.'),
  },
  'export-not-recorded': {
    what: w(
      '机构的条目中没有与本包说明相符的导出记录。',
      'The organisation’s log has no export that agrees with the description of this package.',
    ),
    so: w('导出人、事由和范围不可采信。', 'Who exported it, why and in what scope cannot be relied on.'),
  },
  'index-differs': {
    what: w('目录页与包的内容不符。', 'The index page is not what the content gives.'),
    so: w('请勿依据该页；以数据为准。', 'Do not go by the page; go by the data.'),
  },
  'index-incomplete': {
    what: w('目录页没有链接到 {file}。', 'The index page does not link to {file}.'),
    so: w('按目录页阅读会漏看。', 'Who reads by the index will miss it.'),
  },
  'order-differs': {
    what: w('记录的次序与所声明的排列不符。', 'The records do not stand in the order the package declares.'),
    so: w('按卷查阅会看漏或看错。', 'Who reads volume by volume is misled.'),
  },
  'list-differs': {
    what: w('清单与由条目重新生成的不同。', 'This list differs from the one the entries give.'),
    so: w('该清单不可采信，以条目为准。', 'The list cannot be relied on; the entries hold.'),
  },
  'characteristics-differ': {
    what: w('四性检测报告与重新检测的结果不同。', 'The four-characteristics report differs from what was found anew.'),
    so: w('该报告不可采信。', 'The report cannot be relied on.'),
  },
  'completeness-unreadable': {
    what: w('完整性清单无法读取。', 'The completeness list cannot be read.'),
    so: w('以下按重新推算的结果报告。', 'What follows was derived anew.'),
  },
  'completeness-differs': {
    what: w('完整性清单与重新推算的结果不符。', 'The completeness list differs from what was derived anew.'),
    so: w('清单不可采信，以本报告为准。', 'Go by this report and not by the list.'),
  },
  'entries-unreadable': {
    what: w('案卷没有条目文件。', 'The case has no file of entries.'),
    so: w('其记录均无从证明。', 'None of its records can be proved.'),
  },
  'entry-line-unreadable': { what: w('条目所在行无法读取。', 'The line of this entry cannot be read.'), so: chainBroken },
  'sequence-gap': {
    what: w('条目序号不连续（实为 {found}）。', 'The entries have a gap here (found {found}).'),
    so: w('有条目被取出、加入或换位。', 'An entry was taken out, put in or moved.'),
  },
  'hash-differs': { what: w('条目散列与重算结果不符。', 'The hash of this entry is not what its content gives.'), so: chainBroken },
  'facts-unreadable': { what: w('条目事实无法读取。', 'The facts of this entry cannot be read.'), so: chainBroken },
  'facts-of-another-entry': {
    what: w(
      '条目事实属于另一处（{stream_found} 第 {sequence_found} 条）。',
      'The facts belong elsewhere ({stream_found}, entry {sequence_found}).',
    ),
    so: chainBroken,
  },
  'stamp-unreadable': { what: w('条目戳记无法读取。', 'The stamp of this entry cannot be read.'), so: chainBroken },
  'stamp-of-another-entry': {
    what: w('戳记属于第 {sequence_found} 条。', 'The stamp belongs to entry {sequence_found}.'),
    so: chainBroken,
  },
  'stamp-goes-back': {
    what: w('戳记时间倒退（前 {before}，后 {at}）。', 'The stamp goes back in time ({before}, then {at}).'),
    so: w('条目次序或时间不可采信。', 'Order or time of the entries cannot be relied on.'),
  },
  'decided-after-recorded': {
    what: w('决定时间 {decided} 晚于记录时间 {at}。', 'Decided at {decided}, after it was recorded at {at}.'),
    so: w('时间不可采信。', 'The times cannot be relied on.'),
  },
  'numbers-differ': {
    what: w('戳记所载号码与应取号码不符。', 'The numbers in the stamp are not those the entry asked for.'),
    so: w('号码不可采信。', 'The numbers cannot be relied on.'),
  },
  'after-closing': { what: w('结案之后又有条目（{kind}）。', 'An entry follows the closing of the case ({kind}).'), so: chainBroken },
  'stream-mixed': {
    what: w('条目的机构、文件或版本与案卷不符。', 'Organisation, document or baseline of the entry is not the case’s.'),
    so: chainBroken,
  },
  'case-number-differs': {
    what: w('案卷号与立案戳记不符（{found}）。', 'The case number is not the one in its first stamp ({found}).'),
    so: notTrusted,
  },
  'record-altered': {
    what: w('记录数据与条目所载散列不符。', 'The data of the record differs from the hash in its entry.'),
    so: w('该记录不是当时签署的内容。', 'The record is not what was signed.'),
  },
  'record-missing': { what: w('条目载有的记录数据不在包中。', 'An entry names this data, but it is not in the package.'), so: owes },
  'record-differs-from-share': {
    what: w(
      '记录与第一人签字时的内容（第 {contribution} 号条目）不同。',
      'The record differs from what the first person signed (entry {contribution}).',
    ),
    so: w('两人的签字不是对同一内容作出的。', 'The two signatures do not stand under the same content.'),
  },
  'signers-differ-from-shares': {
    what: w('步骤的签署人与所用各份意见的签署人不一致。', 'Those who signed the step are not those who gave the contributions it used.'),
    so: w('签字不可采信。', 'The signatures cannot be relied on.'),
  },
  'signature-not-borne-out': {
    what: w('通行密钥签字的凭证与条目不符（{problem}）。', 'The evidence of a passkey signature does not bear out the entry ({problem}).'),
    so: w('签字不可采信。', 'The signature cannot be relied on.'),
  },
  'record-differs-from-entry': {
    what: w('记录的编号、表单或序号与条目不符。', 'Number, form, part or serial of the record is not what its entry says.'),
    so: notTrusted,
  },
  'file-unnamed': {
    what: w('没有任何条目或版本提及该文件。', 'No entry and no baseline names this file.'),
    so: w('该文件不是证据。', 'The file is no evidence.'),
  },
  'attachment-altered': { what: w('附件与其散列不符。', 'The attachment differs from its hash.'), so: notTrusted },
  'attachment-missing': { what: w('记录所列附件不在包中。', 'The record names an attachment that is not there.'), so: owes },
  'opening-differs': {
    what: w('开启值与承诺不符。', 'An opening does not give its commitment.'),
    so: w('该敏感值不是当时签署的值。', 'The sensitive value is not the one that was signed.'),
  },
  'opening-not-declared': {
    what: w('包称不含敏感值，却附有开启值。', 'The package says it has no sensitive values, but it has openings.'),
    so: w('个人信息可能不当外泄。', 'Personal data may have left the house unduly.'),
  },
  'baseline-missing': {
    what: w('版本文件缺失：{file}。', 'A file of the baseline is missing: {file}.'),
    so: w('依据该版本的案卷无法重放。', 'Cases under it cannot be replayed.'),
  },
  'baseline-altered': {
    what: w('版本文件被改动：{file}。', 'A file of the baseline was altered: {file}.'),
    so: w('依据该版本的案卷无法重放。', 'Cases under it cannot be replayed.'),
  },
  'baseline-not-released': {
    what: w('案卷所依据的版本未经机构发布。', 'The organisation never released the baseline of this case.'),
    so: w('案卷所依据的文件不可采信。', 'The documents the case ran by cannot be relied on.'),
  },
  'case-not-replayable': {
    what: w('案卷无法按其版本重放（{reason}）。', 'The case cannot be replayed by its baseline ({reason}).'),
    so: w('应有记录未能推算。', 'What it owes could not be derived.'),
  },
  'record-owed': {
    what: w(
      '步骤 {step}（第 {sequence} 条）应有 {form} 的 {part} 部分而没有。',
      'Step {step} (entry {sequence}) owes part {part} of {form}, which was never sealed.',
    ),
    so: owes,
  },
  'serial-gap': { what: w('缺序号 {serial} 的记录。', 'There is no record with serial {serial}.'), so: owes },
  'number-gap': {
    what: w('编号 {number} 应在范围之内，却没有。', 'The number {number} should be within the scope, but it is not there.'),
    so: w('取得该编号的案卷或记录缺失。', 'What took this number is missing.'),
  },
  'number-doubled': {
    what: w('编号 {number} 用了两次。', 'The number {number} was given twice.'),
    so: w('法定编号不唯一。', 'A number that has to be unique is not.'),
  },
  'serial-doubled': { what: w('序号 {serial} 用了两次。', 'The serial {serial} was given twice.'), so: owes },
  'contribution-missing': {
    what: w(
      '步骤 {step} 所用的第 {contribution} 条意见不在条目中。',
      'Step {step} used contribution {contribution}, which is not among the entries.',
    ),
    so: owes,
  },
  'signature-missing': {
    what: w('步骤 {step} 应签署（{meaning}）而没有。', 'Step {step} was to be signed ({meaning}) and was not.'),
    so: owes,
  },
  'case-missing': {
    what: w('应有的案卷（{document}，见 {because}）不在包中。', 'A case that should be here ({document}, named by {because}) is not.'),
    so: w('审核范围不完整。', 'The scope is not complete.'),
  },
  ...logFindingWords,
} as const satisfies Record<FindingCode, FindingWords>

/** A finding as people read it: where, what, and what follows. */
export function sayFinding({ code, details, place }: Finding): Readonly<{ where: Words; what: Words; so: Words }> {
  const { what, so } = findingWords[code]
  return { where: sayPlace(place), what: filled(what, details), so: filled(so, details) }
}

const placeWords: Readonly<Record<Place['kind'], Words>> = {
  container: w('容器', 'container'),
  file: w('文件', 'file'),
  case: w('案卷', 'case'),
  entry: w('条目', 'entry'),
  record: w('记录', 'record'),
  baseline: w('文件版本', 'baseline'),
}

function sayPlace({ kind, name }: Place): Words {
  const { zh, en } = placeWords[kind]
  return { zh: `${zh} ${name}`, en: `${en} ${name}` }
}

function filled({ zh, en }: Words, details: Finding['details']): Words {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/g, (all, key: string) => (Object.hasOwn(details, key) ? String(details[key]) : all))
  return { zh: fill(zh), en: fill(en) }
}
