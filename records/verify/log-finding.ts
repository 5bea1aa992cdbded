import type { Words } from '#engine'

/** What a verifier can find of the log: in the package, against what was kept from before, and against a policy. */
export const logFindingCodes = [
  // the log in the package
  'checkpoint-unreadable',
  'checkpoint-unsigned',
  'checkpoint-contradicts',
  'log-keys-damaged',
  'log-key-unnamed',
  'log-root-differs',
  'log-tile-altered',
  'log-tile-missing',
  'leaves-unreadable',
  'leaves-differ',
  'leaf-differs',
  'leaf-unproven',
  'leaf-missing',
  'leaf-overdue',
  'stamp-refused',
  // against what was kept
  'against-unreadable',
  'against-other-log',
  'against-not-shown',
  'log-split-view',
  'log-rewritten',
  'log-went-back',
  'log-key-changed',
  'stream-rewritten',
  'stream-shortened',
  // against a policy
  'policy-no-checkpoint',
  'policy-log-key',
  'policy-quorum',
  'policy-stamp',
  'policy-late',
] as const

const w = (zh: string, en: string): Words => ({ zh, en })
const notHeld: Words = w('存证日志不能为本包作证。', 'The log does not vouch for the package.')
const notShownHere: Words = w('该条目在日志中的位置未得到证明。', 'The place of this entry in the log is not proved.')
const entryNotHeld: Words = w(
  '日志中没有这条条目：它是日志签署之后写成或改过的。',
  'The log does not have this entry: it was written or changed after the log was signed.',
)
const history: Words = w(
  '机构的历史被改写，或向不同的人出示了不同的历史。请勿采信本包，并保留两份证据。',
  'The history of the organisation was rewritten, or different people were shown different ones. Do not rely on the package, and keep both pieces of evidence.',
)
const unmet: Words = w('本包达不到您所要求的可信程度。', 'The package is not as trustworthy as you demand.')

export const logFindingWords = {
  'checkpoint-unreadable': {
    what: w('检查点无法读取或签名不对（{reason}）。', 'The checkpoint cannot be read or a signature on it is wrong ({reason}).'),
    so: notHeld,
  },
  'checkpoint-unsigned': { what: w('没有日志的密钥签署这份检查点。', 'No key of the log signed this checkpoint.'), so: notHeld },
  'checkpoint-contradicts': {
    what: w('大小为 {size} 的检查点与日志的内容不符。', 'The checkpoint of size {size} is not of the same history as the log.'),
    so: history,
  },
  'log-keys-damaged': { what: w('密钥文件第 {line} 行不是密钥。', 'Line {line} of the file of keys is no key.'), so: notHeld },
  'log-key-unnamed': {
    what: w(
      '机构从未把签署检查点的密钥（{key}）记为日志的密钥。',
      'The organisation never named the key that signed the checkpoint ({key}) a key of the log.',
    ),
    so: w('检查点可能由他人签署。', 'Somebody else may have signed the checkpoint.'),
  },
  'log-root-differs': {
    what: w('日志的内容与检查点的根散列不符。', 'The tiles of the log do not give the root of the checkpoint.'),
    so: notHeld,
  },
  'log-tile-altered': { what: w('日志的一块被改动。', 'This tile of the log was altered.'), so: notHeld },
  'log-tile-missing': { what: w('缺少日志的一块。', 'This tile of the log is missing.'), so: notHeld },
  'leaves-unreadable': {
    what: w('条目在日志中的位置表无法读取或缺失。', 'The list of places in the log cannot be read, or is missing.'),
    so: notHeld,
  },
  'leaves-differ': {
    what: w('条目在日志中的位置表与条目不相配。', 'The list of places in the log does not fit the entries.'),
    so: notHeld,
  },
  'leaf-differs': { what: w('日志第 {leaf} 项不是这条条目。', 'Leaf {leaf} of the log is not this entry.'), so: entryNotHeld },
  'leaf-unproven': {
    what: w('包中没有证明日志第 {leaf} 项的内容。', 'The package has nothing that proves leaf {leaf} of the log.'),
    so: notShownHere,
  },
  'leaf-missing': {
    what: w('条目不在日志中，而其后的条目在。', 'The entry is not in the log, though one after it in its stream is.'),
    so: entryNotHeld,
  },
  'leaf-overdue': {
    what: w(
      '条目记录于 {at}，早于日志已收的条目（{newest}），却不在日志中。',
      'Recorded at {at}, before entries the log has ({newest}), but not in the log.',
    ),
    so: w('可能是事后倒填日期写入的，或日志曾经停顿。', 'It may have been written later and back-dated, or the log had stopped.'),
  },
  'stamp-refused': {
    what: w('时间戳不成立（{because}）。', 'The time stamp does not hold ({because}).'),
    so: w('该时间戳不能证明时间。', 'The stamp does not prove a time.'),
  },
  'against-unreadable': {
    what: w('您提供的检查点或审核包无法读取（{reason}）。', 'The checkpoint or package you gave cannot be read ({reason}).'),
    so: w('未能与其对照。', 'Nothing could be held against it.'),
  },
  'against-other-log': {
    what: w('您提供的检查点属于日志 {known}，本包属于 {found}。', 'The checkpoint you gave is of the log {known}, the package of {found}.'),
    so: w('要么给错了文件，要么日志另起了炉灶。', 'Either the wrong file was given, or the log was begun anew.'),
  },
  'against-not-shown': {
    what: w(
      '本包是否延续您提供的历史，凭现有内容不能判断（{because}）。',
      'Whether the package continues the history you gave cannot be told from what is here ({because}).',
    ),
    so: w('请取得日志相应的块，或范围更大的审核包。', 'Get the tiles of the log in question, or a package with more of it.'),
  },
  'log-split-view': {
    what: w('同一日志在大小 {at} 处有两个不同的根。', 'One log has two different roots at size {at}.'),
    so: history,
  },
  'log-rewritten': {
    what: w(
      '本包的日志（{found} 项）不包含您所知的日志（{known} 项）：前 {at} 项已不相同。',
      'The log of the package ({found} leaves) does not contain the one you know ({known} leaves): the first {at} leaves differ.',
    ),
    so: history,
  },
  'log-went-back': {
    what: w(
      '本包晚于您所知的检查点，日志却更短（{known} 项变为 {found} 项）。',
      'The package is newer than the checkpoint you know, but its log is shorter ({known} leaves, now {found}).',
    ),
    so: w('恢复了旧备份，或末尾被删去；其后的条目已丢失。', 'An old backup was put back, or the end was removed: what came after is lost.'),
  },
  'log-key-changed': {
    what: w(
      '您所知的检查点由 {known} 签署，本包的日志由 {found} 签署，且未提及前者。',
      'The checkpoint you know was signed by {known}; the log of the package is signed by {found} and knows nothing of the former.',
    ),
    so: history,
  },
  'stream-rewritten': {
    what: w('这条条目的散列与您所知的（{known}）不同。', 'The hash of this entry is not the one you know ({known}).'),
    so: history,
  },
  'stream-shortened': {
    what: w('您所知有 {known} 条条目，现在只有 {found} 条。', 'You know of {known} entries; now there are {found}.'),
    so: w('末尾的条目被删去，或恢复了旧备份。', 'Entries at the end were removed, or an old backup was put back.'),
  },
  'policy-no-checkpoint': { what: w('包中没有可用的检查点。', 'The package has no checkpoint that holds.'), so: unmet },
  'policy-log-key': { what: w('检查点不是由策略所列的日志密钥签署的。', 'No log key of the policy signed the checkpoint.'), so: unmet },
  'policy-quorum': {
    what: w('见证不足：需要 {needed}，已有 {found}。', 'Not enough witnesses: {needed} is demanded, found {found}.'),
    so: unmet,
  },
  'policy-stamp': {
    what: w('没有所要求的时间戳（{needed}）。', 'There is no time stamp as demanded ({needed}).'),
    so: unmet,
  },
  'policy-late': {
    what: w(
      '有 {entries} 条条目在导出时早已该锚定而没有（最早记录于 {oldest}）。',
      '{entries} entries should long have been anchored when the package was made, and were not (the oldest recorded at {oldest}).',
    ),
    so: unmet,
  },
} as const satisfies Record<(typeof logFindingCodes)[number], Readonly<{ what: Words; so: Words }>>
