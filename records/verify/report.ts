import type { Words } from '#engine'
import type { PackageDescription } from '../package/package-description.ts'
import { type Anchoring, notAnchored } from './anchoring.ts'
import { type DerivedFound, derivedFound, sayDerived } from './derived-found.ts'
import type { Finding } from './finding.ts'
import { type GoneFound, nothingGone, notSeenOf } from './gone-found.ts'

export type Verdict = 'sound' | 'damaged' | 'incomplete' | 'unreadable' | 'distrusted'

export type Counted = Readonly<{ files: number; bytes: number; cases: number; entries: number; records: number; baselines: number }>

/** What the verifier answers. `anchored`: it holds as a policy demands that came from the auditor and not with the package. */
export type Report = Readonly<{
  verdict: Verdict
  /** 0 sound, 1 damaged, 2 incomplete, 3 cannot be read, 4 not as the auditor's policy, or what they kept, demands. */
  exitCode: 0 | 1 | 2 | 3 | 4
  anchored: boolean
  anchoring: Anchoring
  findings: readonly Finding[]
  description: PackageDescription | null
  counted: Counted
  /** What was disposed of and erased by order. */
  gone: GoneFound
  /** Whether index, lists and reports of the package were compared; null where it could not be read. */
  derived: DerivedFound | null
  checked: readonly Words[]
  notChecked: readonly Words[]
}>

export const nothingCounted: Counted = { files: 0, bytes: 0, cases: 0, entries: 0, records: 0, baselines: 0 }

export function makeReport(
  findings: readonly Finding[],
  description: PackageDescription | null,
  counted: Counted,
  anchoring: Anchoring = notAnchored,
  gone: GoneFound = nothingGone,
): Report {
  const verdict = verdictOf(findings)
  const derived = description === null ? null : derivedFound(description)
  return {
    verdict,
    exitCode: exitCodeOf[verdict],
    anchored: anchoring.outcome === 'proven' && verdict !== 'damaged',
    anchoring,
    findings,
    description,
    counted,
    gone,
    derived,
    checked: [
      ...checked,
      ...(derived?.outcome === 'compared' ? checkedOfDerived : []),
      ...(anchoring.checkpoint === null ? [] : checkedOfLog),
    ],
    notChecked: [...notCheckedOf(description, derived, anchoring), ...notSeenOf(gone)],
  }
}

const exitCodeOf = { sound: 0, damaged: 1, incomplete: 2, unreadable: 3, distrusted: 4 } as const satisfies Record<Verdict, number>

function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ code }) => code === 'not-a-package')) return 'unreadable'
  if (findings.some(({ kind }) => kind === 'damage')) return 'damaged'
  if (findings.some(({ kind }) => kind === 'distrust')) return 'distrusted'
  return findings.length > 0 ? 'incomplete' : 'sound'
}

const checked: readonly Words[] = [
  {
    zh: '容器的每个字节：文件头、校验和、名称、顺序；首尾和中间没有多余内容。',
    en: 'Every byte of the container: headers, checksums, names, order; nothing before, between or behind.',
  },
  {
    zh: '每个文件的 SHA-256 与清单一致，清单与标签清单一致。',
    en: 'The SHA-256 of every file against the manifest, and of the manifest against the tag manifest.',
  },
  {
    zh: '机构和每个案卷的条目链：序号连续、散列、戳记、号码。',
    en: 'The chain of entries of the organisation and of each case: places, hashes, stamps, numbers.',
  },
  {
    zh: '每份记录的数据与其条目所载散列一致；敏感值的承诺与所附开启值一致。',
    en: 'The data of every record against the hash in its entry; commitments of sensitive values against the openings included.',
  },
  { zh: '附件与数据所载散列一致。', en: 'Attachments against the hashes the data names.' },
  {
    zh: '每个案卷所依据的文件版本即其固定的版本，且经机构发布；按该版本重放全部条目，重新推算应有记录。',
    en: 'Each case’s documents are the baseline it pins and were released; all entries were replayed by them, and what is owed was derived anew.',
  },
]

const checkedOfDerived: readonly Words[] = [
  {
    zh: '完整性清单、目录页、各清单和四性报告与重新推算的结果一致。',
    en: 'The completeness list, the index page, the lists and the four-characteristics report against what was derived anew.',
  },
]

const checkedOfLog: readonly Words[] = [
  {
    zh: '每条条目在存证日志中的位置（RFC 6962）、检查点上日志密钥的签名、见证的联署、时间戳、先后检查点的一致。',
    en: 'The place of each entry in the log (RFC 6962), the signature of the log’s key on the checkpoint, cosignatures, time stamps, and that older checkpoints are of the same history.',
  },
]

/** What is not proved, as the evidence stands. */
const anchorWords: Readonly<Record<Anchoring['outcome'], readonly Words[]>> = {
  none: [
    {
      zh: '未锚定：本包与自身一致，但不能证明它就是机构当初持有的那份。能改写整个数据库的人也能重写整条链。请把组织流的末条散列与另行取得的值核对。',
      en: 'Not anchored: the package is consistent with itself, which does not prove it is what the organisation held at the time. Who can rewrite the whole database can rewrite the whole chain. Compare the head of the organisation’s stream with a value obtained elsewhere.',
    },
  ],
  broken: [
    {
      zh: '未锚定：随包的日志证据不成立。',
      en: 'Not anchored: the evidence of the log that came with the package does not hold.',
    },
  ],
  unproven: [
    {
      zh: '未按您的要求锚定：日志证据成立，但所用密钥随包而来，或达不到策略。请用另行取得的策略（--policy）或检查点（--against）核对。',
      en: 'Not anchored as you would demand it: the evidence of the log holds, but by keys that came with the package, or short of the policy. Verify with a policy (--policy) or a checkpoint (--against) obtained elsewhere.',
    },
  ],
  proven: [],
}

function notCheckedOf(description: PackageDescription | null, derived: DerivedFound | null, anchoring: Anchoring): readonly Words[] {
  return [
    ...anchorWords[anchoring.outcome],
    ...(derived === null ? [] : sayDerived(derived)),
    {
      zh: '本校验程序须另行取得；随包而来的校验程序不可信。',
      en: 'This verifier must come from elsewhere; one that came with the package proves nothing.',
    },
    {
      zh: '签署人当时是否本人：只核对了所载的方式与含义。',
      en: 'Whether the signers were who they said: only the method and meaning on record were seen.',
    },
    ...(anchoring.witnesses.some(({ known }) => known) || anchoring.stamps.some(({ known }) => known)
      ? []
      : [
          {
            zh: '时间只是机构时钟所记，没有您认可的第三方佐证。',
            en: 'Times are those of the organisation’s clock; no third party you trust bears them out.',
          },
        ]),
    ...(description?.printed === true
      ? [
          {
            zh: '印刷页（PDF）只按清单核对，未从数据重新生成。',
            en: 'Printed pages (PDF) were checked against the manifest only, not drawn again from the data.',
          },
        ]
      : []),
    ...(description?.openings === true
      ? []
      : [{ zh: '敏感值未附开启值，其内容未核对。', en: 'Sensitive values came without openings: what they say was not checked.' }]),
    ...((description?.outside.length ?? 0) > 0
      ? [{ zh: '范围以外的关联案卷不在本包中。', en: 'Linked cases outside the scope are not in the package.' }]
      : []),
    ...(description?.clock === 'simulated'
      ? [{ zh: '时钟为模拟：这是演示数据，不是证据。', en: 'The clock was simulated: this is demonstration, not evidence.' }]
      : []),
  ]
}
