import type { Language, Words } from '#engine'
import type { Anchoring, Vouching } from './anchoring.ts'
import { sayDerived } from './derived-found.ts'
import type { Finding } from './finding.ts'
import { sayFinding } from './finding-words.ts'
import { sayGone } from './gone-found.ts'
import type { Report } from './report.ts'

/** The report in the words of the verifier, for the command line and the page alike. */
export type SaidReport = Readonly<{
  verdict: Words
  /** What the package is; null where it could not be read. */
  about: Words | null
  counted: Words
  /** What is gone by order, and what is of another version: neither is a finding. */
  notes: readonly Words[]
  anchoring: readonly Words[]
  findings: readonly Readonly<{ kind: Finding['kind']; code: string; text: Words }>[]
  checked: readonly Words[]
  notChecked: readonly Words[]
}>

export function saidReport(report: Report): SaidReport {
  const { verdict, anchored, anchoring, description, counted, gone, derived, findings, checked, notChecked } = report
  return {
    verdict: verdict === 'sound' && anchored ? soundAndAnchored : verdictWords[verdict],
    about:
      description === null
        ? null
        : {
            zh: `审核包 ${description.id}，${description.organisation.zh}，${description.at}，导出人 ${description.by.name}，事由：${description.reason}`,
            en: `Package ${description.id}, ${description.organisation.en}, ${description.at}, exported by ${description.by.name}, reason: ${description.reason}`,
          },
    counted: {
      zh: `案卷 ${counted.cases}，条目 ${counted.entries}，记录 ${counted.records}，文件版本 ${counted.baselines}，文件 ${counted.files}，${counted.bytes} 字节`,
      en: `${counted.cases} cases, ${counted.entries} entries, ${counted.records} records, ${counted.baselines} baselines, ${counted.files} files, ${counted.bytes} bytes`,
    },
    notes: derived === null ? [] : [...sayGone(gone), ...sayDerived(derived)],
    anchoring: verdict === 'unreadable' ? [] : sayAnchoring(anchoring),
    findings: findings.map((finding) => {
      const { where, what, so } = sayFinding(finding)
      return {
        kind: finding.kind,
        code: finding.code,
        text: { zh: `${where.zh}：${what.zh}${so.zh}`, en: `${where.en}: ${what.en} ${so.en}` },
      }
    }),
    checked: verdict === 'unreadable' ? [] : checked,
    notChecked,
  }
}

const MOST_SHOWN = 200
const marks = { damage: '✗', lack: '!', distrust: '?' } as const satisfies Record<Finding['kind'], string>

/** Headings of the report. */
export const reportHeadings = {
  notes: { zh: '处置、删除与版本', en: 'Disposed of, erased, and versions' },
  anchoring: { zh: '存证', en: 'Held by others' },
  findings: { zh: '发现', en: 'Found' },
  checked: { zh: '已核对', en: 'Checked' },
  notChecked: { zh: '未核对', en: 'Not checked' },
} as const satisfies Record<string, Words>

/** The report as lines of text. */
export function sayReport(report: Report, language: Language): readonly string[] {
  const said = saidReport(report)
  const more = said.findings.length - MOST_SHOWN
  const colon = language === 'zh' ? '：' : ':'
  const listed = (heading: Words, mark: string, lines: readonly Words[]) =>
    lines.length === 0 ? [] : [`${heading[language]}${colon}`, ...lines.map((words) => `  ${mark} ${words[language]}`)]
  return [
    said.verdict[language],
    ...(said.about === null ? [] : [said.about[language]]),
    said.counted[language],
    ...said.findings.slice(0, MOST_SHOWN).map(({ kind, code, text }) => `${marks[kind]} ${code}  ${text[language]}`),
    ...(more > 0 ? [language === 'zh' ? `… 另有 ${more} 处` : `… and ${more} more`] : []),
    ...listed(reportHeadings.notes, '·', said.notes),
    ...listed(reportHeadings.anchoring, '·', said.anchoring),
    ...listed(reportHeadings.checked, '+', said.checked),
    ...listed(reportHeadings.notChecked, '-', said.notChecked),
  ]
}

const soundAndAnchored: Words = {
  zh: '完好：本包完整、与自身一致，并按您的策略锚定。',
  en: 'Sound: the package is complete, consistent with itself, and anchored as your policy demands.',
}

const verdictWords = {
  sound: {
    zh: '完好：本包完整且与自身一致，未按策略锚定。',
    en: 'Sound: the package is complete and consistent with itself. It is not anchored by a policy.',
  },
  damaged: {
    zh: '受损：本包不是导出时的原样，或与所知的历史矛盾。',
    en: 'Damaged: the package is not as it was exported, or contradicts the history that is known.',
  },
  incomplete: { zh: '不完整：与自身一致，但缺少应有的证据。', en: 'Incomplete: consistent with itself, but evidence it owes is missing.' },
  unreadable: { zh: '无法读取：这不是审核包。', en: 'Cannot be read: this is no audit package.' },
  distrusted: {
    zh: '不足采信：与自身一致，但达不到您的策略，或不能证明延续您所知的历史。',
    en: 'Not trusted: consistent with itself, but short of your policy, or not shown to continue the history you know.',
  },
} as const satisfies Record<Report['verdict'], Words>

function sayAnchoring({ outcome, checkpoint, witnesses, stamps, anchored, pending, against }: Anchoring): readonly Words[] {
  return [
    ...(checkpoint === null ? [] : [sayCheckpoint(checkpoint)]),
    ...witnesses.map((each) => sayVouching(each, { zh: '见证', en: 'Witness' })),
    ...stamps.map((each) => sayVouching(each, { zh: '时间戳', en: 'Time stamp' })),
    ...(outcome === 'none' || outcome === 'broken' ? [] : [outcome === 'proven' ? sayAnchored(anchored) : sayInLog(anchored)]),
    ...(pending === null || outcome === 'none' ? [] : [sayPending(pending)]),
    ...(against === null ? [] : [sayAgainst(against)]),
  ]
}

function sayCheckpoint({ origin, size, root, signedBy }: NonNullable<Anchoring['checkpoint']>): Words {
  return {
    zh: `检查点：日志 ${origin}，${size} 项，根 ${root}，签署密钥 ${signedBy.join('、')}。`,
    en: `Checkpoint: log ${origin}, ${size} leaves, root ${root}, signed by ${signedBy.join(', ')}.`,
  }
}

function sayVouching({ by, size, at, known }: Vouching, { zh, en }: Words): Words {
  return {
    zh: `${zh} ${by === '' ? '（未知机构）' : by} ${at === null ? '' : `于 ${at} `}见证了前 ${size} 项${known ? '' : '；策略未列，不计'}。`,
    en: `${en} ${by === '' ? '(unknown authority)' : by} vouches for the first ${size} leaves${at === null ? '' : ` at ${at}`}${known ? '' : '; not in the policy, counts for nothing'}.`,
  }
}

function sayAnchored(entries: number): Words {
  return { zh: `已锚定 ${entries} 条条目。`, en: `${entries} entries anchored.` }
}

/** Without a policy that is met nothing is called anchored. */
function sayInLog(entries: number): Words {
  return { zh: `检查点之内有 ${entries} 条条目。`, en: `${entries} entries stand under the checkpoint.` }
}

function sayPending({ entries, from, to }: NonNullable<Anchoring['pending']>): Words {
  return {
    zh: `尚未锚定 ${entries} 条条目，记录于 ${from} 至 ${to}：还没有外部佐证，改动它们不会被日志发现。`,
    en: `${entries} entries not yet anchored, recorded from ${from} to ${to}: nothing outside holds them, so a change among them would not be seen by the log.`,
  }
}

function sayAgainst({ name, size, outcome }: NonNullable<Anchoring['against']>): Words {
  const words = {
    contained: { zh: '历史一致', en: 'is of the same history' },
    contradicts: { zh: '与本包矛盾', en: 'contradicts the package' },
    'not-shown': { zh: '是否一致未能证明', en: 'could not be shown to agree' },
  } as const satisfies Record<typeof outcome, Words>
  return {
    zh: `所知的 ${name}（日志 ${size} 项）：${words[outcome].zh}。`,
    en: `${name} (log of ${size} leaves), which you know, ${words[outcome].en}.`,
  }
}
