import type { Words } from '#engine'

const w = (zh: string, en: string): Words => ({ zh, en })

/** What the page says beside the report, whose words are the verifier's own. */
export const words = {
  title: w('规矩 · 审核包校验', 'Guiju · audit package verifier'),
  switch: w('English', '中文'),
  noticeTitle: w('本页不能为自己作证', 'This page cannot vouch for itself'),
  notice: w(
    '随审核包而来的校验页可能与审核包一同被换掉。请从您信任的来源另行取得本页，或在打开前核对其 SHA-256（sha256sum verify.html；Windows：certutil -hashfile verify.html SHA256）。本页不联网，所选文件不会离开本机。',
    'A verifier that came with a package may have been exchanged together with it. Get this page from somebody you trust, or compare its SHA-256 before you open it (sha256sum verify.html; on Windows: certutil -hashfile verify.html SHA256). The page asks no network, and the files you choose never leave this computer.',
  ),
  package: w('审核包', 'Audit package'),
  packageHint: w('选择 .zip 文件，或把它拖到本页任意处。', 'Choose the .zip file, or drop it anywhere on this page.'),
  policy: w('策略文件（可选）', 'Policy file (optional)'),
  policyHint: w(
    '写明您信任哪些日志密钥、见证与时间戳机构；须另行取得。',
    'Says which log keys, witnesses and time-stamping authorities you trust; get it from elsewhere.',
  ),
  kept: w('您所知的历史（可选）', 'History you know (optional)'),
  keptHint: w('以前留存的检查点或审核包，可选多个。', 'Checkpoints or packages you kept from before; several may be chosen.'),
  verify: w('开始校验', 'Verify'),
  running: w('正在校验……已读 {read} MB', 'Verifying … {read} MB read'),
  done: w('校验完毕。', 'Done.'),
  choose: w('请先选择审核包。', 'Choose an audit package first.'),
  policyBad: w('策略文件第 {line} 行无法读取。', 'Line {line} of the policy file cannot be read.'),
  failed: w('无法读取所选文件：{why}', 'The files could not be read: {why}'),
  result: w('结果', 'Result'),
  none: w('没有发现问题。', 'Nothing was found amiss.'),
  more: w('另有 {count} 处未列出。', '{count} more are not listed.'),
  damage: w('受损', 'damaged'),
  lack: w('缺失', 'missing'),
  distrust: w('不足采信', 'not trusted'),
} as const satisfies Record<string, Words>

export function filled(words: Words, values: Readonly<Record<string, string | number>>): Words {
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (all, key: string) => (Object.hasOwn(values, key) ? String(values[key]) : all))
  return { zh: fill(words.zh), en: fill(words.en) }
}
