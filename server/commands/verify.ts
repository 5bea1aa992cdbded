import type { Language } from '#engine'
import { type BaselineReader, type Finding, type Report, readBaselineTexts, sayFinding, verifyPackage } from '#records'
import { bytesAccess, withFile } from '../audit/random-access.ts'
import { openContainer } from '../audit/zip-reader.ts'

export type VerifyOptions = Readonly<{
  /** Path of the package. */
  file: string
  language: Language
  out: (line: string) => void
  /** One line of JSON for programs, instead of sentences. */
  json?: boolean
}>

/**
 * `guiju verify PACKAGE`: derives everything in the package again. Needs no server, no database and no network. Answers the
 * exit code: 0 sound, 1 damaged, 2 incomplete, 3 cannot be read.
 */
export async function runVerify({ file, language, out, json = false }: VerifyOptions): Promise<Report['exitCode']> {
  const report = await verifyFile(file).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  if (report instanceof Error) {
    out(language === 'zh' ? `无法读取 ${file}：${report.message}` : `Expected to read ${file}, but could not: ${report.message}`)
    return 3
  }
  if (json) out(JSON.stringify(report))
  else for (const line of sayReport(report, language)) out(line)
  return report.exitCode
}

/** @throws what the file system says, where the file cannot be opened or read. */
export function verifyFile(path: string): Promise<Report> {
  return withFile(path, async (access) => verifyPackage(await openContainer(access), readBaselineTexts))
}

export async function verifyBytes(bytes: Uint8Array, readBaseline: BaselineReader = readBaselineTexts): Promise<Report> {
  return verifyPackage(await openContainer(bytesAccess(bytes)), readBaseline)
}

const MOST_SHOWN = 200

/** The report as people read it: verdict, findings, what was checked, what was not. */
export function sayReport(report: Report, language: Language): readonly string[] {
  const zh = language === 'zh'
  const { counted, description, findings } = report
  const more = findings.length - MOST_SHOWN
  return [
    verdictWords[report.verdict][language],
    ...(description === null
      ? []
      : [
          zh
            ? `审核包 ${description.id}，${description.organisation.zh}，${description.at}，导出人 ${description.by.name}，事由：${description.reason}`
            : `Package ${description.id}, ${description.organisation.en}, ${description.at}, exported by ${description.by.name}, reason: ${description.reason}`,
        ]),
    zh
      ? `案卷 ${counted.cases}，条目 ${counted.entries}，记录 ${counted.records}，文件版本 ${counted.baselines}，文件 ${counted.files}，${counted.bytes} 字节`
      : `${counted.cases} cases, ${counted.entries} entries, ${counted.records} records, ${counted.baselines} baselines, ${counted.files} files, ${counted.bytes} bytes`,
    ...findings.slice(0, MOST_SHOWN).map((finding) => sayLine(finding, language)),
    ...(more > 0 ? [zh ? `… 另有 ${more} 处` : `… and ${more} more`] : []),
    ...(report.verdict === 'unreadable' ? [] : [zh ? '已核对：' : 'Checked:', ...report.checked.map((words) => `  + ${words[language]}`)]),
    zh ? '未核对：' : 'Not checked:',
    ...report.notChecked.map((words) => `  - ${words[language]}`),
  ]
}

function sayLine(finding: Finding, language: Language): string {
  const { where, what, so } = sayFinding(finding)
  return `${finding.kind === 'damage' ? '✗' : '!'} ${where[language]}  ${finding.code}  ${what[language]} ${so[language]}`
}

const verdictWords = {
  sound: {
    zh: '完好：本包完整且与自身一致，未锚定。',
    en: 'Sound: the package is complete and consistent with itself. It is not anchored.',
  },
  damaged: { zh: '受损：本包不是导出时的原样。', en: 'Damaged: the package is not as it was exported.' },
  incomplete: { zh: '不完整：与自身一致，但缺少应有的证据。', en: 'Incomplete: consistent with itself, but evidence it owes is missing.' },
  unreadable: { zh: '无法读取：这不是审核包。', en: 'Cannot be read: this is no audit package.' },
} as const satisfies Record<Report['verdict'], Record<Language, string>>
