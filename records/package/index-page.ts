import { groupTitles } from './characteristic-items.ts'
import { type AbsentCase, type CaseCompleteness, lacks, lacksNumbers } from './completeness.ts'
import { volumeTitles } from './file-order.ts'
import type { FourCharacteristics } from './four-characteristics.ts'
import { both, escaped, htmlPage, linkTo } from './html.ts'
import { indexPagePath, packagePath } from './layout.ts'
import type { NumberSeries } from './number-series.ts'
import type { PackageDescription } from './package-description.ts'
import type { RecordLine } from './record-line.ts'
import { scopeWords } from './scope-words.ts'

/** Raised with every change of the pages below, so that a verifier knows whether it can write the same pages again. */
export const INDEX_VERSION = 2

/** A case as the index lists it: what is to be said of it, and its files beside the records. */
export type CaseLine = Readonly<{ found: CaseCompleteness; files: readonly string[] }>

export type IndexContent = Readonly<{
  description: PackageDescription
  absentCases: readonly AbsentCase[]
  numbers: readonly NumberSeries[]
  characteristics: FourCharacteristics
  records: () => AsyncIterable<RecordLine>
  cases: () => AsyncIterable<CaseLine>
  /** Files that belong to no case. */
  others: readonly string[]
}>

export type IndexFile = Readonly<{ path: string; text: string }>

/** Rows a page holds. What has fewer stands in the index itself. */
const ROWS = 500

/**
 * The pages a person opens first: what the package is, whether it is whole, every record in the order of the file and
 * every file there is; zh and en, without script and without network. `data/index.html` comes last.
 */
export async function* indexFiles(content: IndexContent): AsyncGenerator<IndexFile> {
  const { description, others } = content
  const summary = startSummary(content)
  const titles = volumeTitles(description.order)
  let rows: string[] = []
  const pages = { records: 0, cases: 0, files: 0 }
  const finished = (list: keyof typeof pages, table: (rows: string) => string): IndexFile => {
    pages[list] += 1
    const path = indexPagePath(list, pages[list])
    const body = `<p>${linkTo(packagePath.index, path, '← 返回目录 / Back to the index')}</p>\n<h1>${pageTitles[list]} <small>${pages[list]}</small></h1>\n${table(rows.join(''))}`
    rows = []
    return { path, text: htmlPage(`${description.id} ${list} ${pages[list]}`, body) }
  }
  const small = description.cases.length <= ROWS && summary.records <= ROWS
  const place = (list: keyof typeof pages) => (small ? packagePath.index : indexPagePath(list, pages[list] + 1))

  let volume = 0
  let inline = ''
  for await (const line of content.records()) {
    if (line.volume !== volume || rows.length === 0) rows.push(volumeRow(line.volume, titles))
    volume = line.volume
    summary.countRecord(line, small ? `#v${volume}` : indexPagePath('records', pages.records + 1))
    rows.push(recordRow(line, place('records')))
    if (!small && rows.length >= ROWS) yield finished('records', recordTable)
  }
  if (small) inline += `<h2 id="records">${both('按卷排列的记录', 'Records in the order of the file')}</h2>\n${recordTable(rows.join(''))}`
  else if (rows.length > 0) yield finished('records', recordTable)
  rows = []
  for await (const line of content.cases()) {
    summary.countCase(line.found)
    rows.push(caseRow(line, place('cases')))
    if (!small && rows.length >= ROWS) yield finished('cases', caseTable)
  }
  if (small) inline += `<h2 id="cases">${both('案卷', 'Cases')}</h2>\n${caseTable(rows.join(''))}`
  else if (rows.length > 0) yield finished('cases', caseTable)
  rows = others.map((path) => fileRow(path, indexPagePath('files', 1)))
  if (others.length > 0) yield finished('files', fileTable)
  yield { path: packagePath.index, text: htmlPage(`审核包 Audit package ${description.id}`, summary.page(inline, pages)) }
}

/** Targets of all links of a page, as paths within the package. */
export function linksOfIndex(page: string, path: string = packagePath.index): readonly string[] {
  return [...page.matchAll(/<a href="([^"#]+)">/g)].map(([, href = '']) => {
    const parts = path.split('/').slice(0, -1)
    for (const part of decodeURI(href).split('/')) {
      if (part === '..') parts.pop()
      else parts.push(part)
    }
    return parts.join('/')
  })
}

const pageTitles = {
  records: both('记录', 'Records'),
  cases: both('案卷', 'Cases'),
  files: both('其他文件', 'Other files'),
} as const

const head = (...cells: readonly string[]) => `<thead><tr>${cells.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead>`

function recordTable(rows: string): string {
  return `<table>${head('No', both('记录', 'Record'), both('表单', 'Form'), both('记录时间', 'Recorded'), both('签署', 'Signed'), both('页', 'Pages'), both('文件', 'Files'))}<tbody>${rows}</tbody></table>\n`
}

function caseTable(rows: string): string {
  return `<table>${head(both('案卷', 'Case'), both('状态', 'State'), both('应有/实有', 'Owed/records'), both('完整性', 'Completeness'), both('文件', 'Files'))}<tbody>${rows}</tbody></table>\n`
}

function fileTable(rows: string): string {
  return `<ul>${rows}</ul>\n`
}

function volumeRow(volume: number, titles: ReturnType<typeof volumeTitles>): string {
  const title = titles[volume - 1]
  return `<tr class="volume" id="v${volume}"><th colspan="7">${volume}　${both(title?.zh ?? '', title?.en ?? '')}</th></tr>\n`
}

function recordRow(line: RecordLine, from: string): string {
  const title = line.title === null ? '' : `<br>${both(line.title.zh, line.title.en)}`
  const corrected =
    line.corrected.length === 0 ? '' : `<br><span class="lack">${both('已更正', 'corrected')}: #${line.corrected.join(' #')}</span>`
  const sheet = line.pages === null ? '' : `${linkTo(line.path.replace(/\.json$/, '.pdf'), from, 'PDF')} · `
  return `<tr><td class="n">${line.no}</td><td>${escaped(line.record)}${corrected}</td><td>${escaped(`${line.form} ${line.part}`)}${title}</td><td>${time(line.at)}</td><td>${escaped(line.signed.join('、'))}</td><td class="n">${line.pages ?? ''}</td><td>${sheet}${linkTo(line.path, from, '数据 / data')}</td></tr>\n`
}

function caseRow({ found, files }: CaseLine, from: string): string {
  const state = found.state ?? '?'
  const links = files.map((path) => linkTo(path, from, escaped(path.split('/').slice(3).join('/')))).join('<br>')
  return `<tr><td>${escaped(found.case)}</td><td>${escaped(state)}<br>${found.closed ? both('已结案', 'closed') : both('在办', 'running')}</td><td class="n">${found.owed} / ${found.records}</td><td>${lacksWords(found)}</td><td>${links}</td></tr>\n`
}

function fileRow(path: string, from: string): string {
  return `<li>${linkTo(path, from, escaped(path.slice('data/'.length)))}</li>\n`
}

function lacksWords(found: CaseCompleteness): string {
  const outstanding = found.outstanding.demands.length + found.outstanding.waits.length + found.outstanding.timers.length
  const open = outstanding === 0 ? '' : `<br><span class="quiet">${both(`未到：${outstanding}`, `outstanding: ${outstanding}`)}</span>`
  if (!lacks(found)) return `${both('齐全', 'complete')}${open}`
  const named: readonly (readonly [number, string, string])[] = [
    [found.missing.length, '缺应有记录', 'records owed'],
    [found.absent.length - found.disposed.length, '缺数据', 'data missing'],
    [found.serialGaps.length, '序号漏号', 'serials missing'],
    [found.serialsDoubled.length, '序号重复', 'serials doubled'],
    [found.signaturesMissing.length, '缺签署', 'signatures missing'],
    [found.contributionsMissing.length, '缺会办意见', 'contributions missing'],
    [found.attachmentsMissing.length, '缺附件', 'attachments missing'],
  ]
  const lines = named.filter(([count]) => count > 0).map(([count, zh, en]) => `${both(`${zh} ${count}`, `${count} ${en}`)}`)
  return `<span class="lack">${lines.join('<br>')}</span>${open}`
}

function time(at: string): string {
  return escaped(at.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))
}

/** Counts while the lists go by, and writes the first page from what was counted. */
function startSummary(content: IndexContent) {
  const { description, absentCases, numbers, characteristics } = content
  const volumes = new Map<number, { records: number; pages: number; link: string }>()
  const records = description.records
  let lacking = 0
  return {
    records,
    countRecord({ volume, pages }: RecordLine, link: string) {
      const found = volumes.get(volume)
      if (found === undefined) volumes.set(volume, { records: 1, pages: pages ?? 0, link })
      else {
        found.records += 1
        found.pages += pages ?? 0
      }
    },
    countCase(found: CaseCompleteness) {
      if (lacks(found)) lacking += 1
    },
    page(inline: string, pages: Readonly<{ records: number; cases: number; files: number }>): string {
      return [
        `<h1>${both('审核包', 'Audit package')}</h1><p class="quiet">${escaped(description.organisation.zh)} / ${escaped(description.organisation.en)} · ${escaped(description.id)}</p>\n`,
        verdict(lacking, absentCases, numbers),
        facts(description),
        advice,
        characteristicsTable(characteristics),
        volumeTable(description, volumes),
        inline === '' ? catalogue(pages) : '',
        inline,
        `<h2>${both('其他文件', 'Other files')}</h2>\n<p>${ownFiles()}${pages.files > 0 ? ` · ${linkTo(indexPagePath('files', 1), packagePath.index, '机构条目、文件版本等 / the organisation, baselines and others')}` : ''}</p>\n`,
      ].join('')
    },
  }
}

function verdict(lacking: number, absent: readonly AbsentCase[], numbers: readonly NumberSeries[]): string {
  const gaps = numbers.filter(lacksNumbers)
  if (lacking === 0 && absent.length === 0 && gaps.length === 0)
    return `<div class="say good"><strong>${both('齐全', 'Complete')}</strong><br>${both('范围之内应有的记录、签署、附件、编号和案卷都在。', 'Every record, signature, attachment, number and case the scope owes is here.')}</div>\n`
  const lines = [
    ...(lacking > 0
      ? [`<li>${both(`${lacking} 个案卷缺少应有的证据，见下列案卷`, `${lacking} cases lack evidence they owe; see the cases below`)}</li>`]
      : []),
    ...absent.map(
      (each) =>
        `<li>${both('应有而缺的案卷', 'A case that should be here and is not')}: ${escaped(`${each.document} ${each.case} (${each.because})`)}</li>`,
    ),
    ...gaps.map(({ pattern, year, gapsInAll, gaps: named, doubled }) => {
      const parts = [
        ...(gapsInAll > 0
          ? [
              `${both(`漏号 ${gapsInAll} 个`, `${gapsInAll} numbers missing`)}: ${escaped(named.slice(0, 20).join('、'))}${gapsInAll > 20 ? ' …' : ''}`,
            ]
          : []),
        ...(doubled.length > 0 ? [`${both('重号', 'given twice')}: ${escaped(doubled.join('、'))}`] : []),
      ]
      return `<li>${escaped(pattern)} ${year ?? ''} — ${parts.join('；')}</li>`
    }),
  ]
  return `<div class="say bad"><strong>${both('不齐全', 'Incomplete')}</strong><ul>${lines.join('')}</ul></div>\n`
}

function facts(description: PackageDescription): string {
  const { by, order } = description
  const rows: readonly (readonly [string, string])[] = [
    [both('范围', 'Scope'), escaped(scopeWords(description.scope))],
    [both('排列', 'Order'), both(order.zh, order.en)],
    [both('导出人', 'Exported by'), escaped(`${by.name} (${by.role})`)],
    [both('事由', 'Reason'), escaped(description.reason)],
    [both('时间', 'Time'), time(description.at)],
    [
      both('时钟', 'Clock'),
      description.clock === 'real'
        ? both('真实', 'real')
        : `<span class="lack">${both('模拟：演示数据，不是证据', 'simulated: a demonstration, not evidence')}</span>`,
    ],
    [
      both('敏感信息', 'Sensitive values'),
      description.openings ? both('已公开', 'shown') : both('不含，仅有承诺值', 'withheld, commitments only'),
    ],
    [both('案卷 · 记录', 'Cases · records'), `${description.cases.length} · ${description.records}`],
  ]
  return `<table class="facts">${rows.map(([name, value]) => `<tr><th>${name}</th><td>${value}</td></tr>`).join('')}</table>\n`
}

const advice = `<p class="quiet">${both('本页只是目录，不能为自己作证。请用另行取得的校验程序核对本包：', 'This page is a table of contents and cannot vouch for itself. Verify the package with a verifier obtained elsewhere:')} <code>guiju verify</code></p>\n`

const groups = ['authenticity', 'completeness', 'usability', 'security'] as const

function characteristicsTable({ items }: FourCharacteristics): string {
  const rows = groups.map((group) => {
    const own = items.filter((item) => item.group === group)
    const count = (...results: readonly string[]) => own.filter(({ result }) => results.includes(result)).length
    const failed = count('failed')
    return `<tr><th>${both(groupTitles[group].zh, groupTitles[group].en)}</th><td class="n">${count('passed')}</td><td class="n${failed > 0 ? ' lack' : ''}">${failed}</td><td class="n">${count('by-verifier')}</td><td class="n">${count('not-checked', 'not-applicable')}</td></tr>`
  })
  const link = linkTo(packagePath.characteristicsPage, packagePath.index, '检测报告 / report')
  return `<h2>${both('四性检测', 'Four characteristics')} <small>DA/T 70-2018 · ${link}</small></h2>\n<table>${head('', both('通过', 'passed'), both('未通过', 'failed'), both('由校验程序判定', 'for the verifier'), both('未检或不适用', 'not checked or not applicable'))}<tbody>${rows.join('')}</tbody></table>\n`
}

type Volumes = ReadonlyMap<number, Readonly<{ records: number; pages: number; link: string }>>

function volumeTable({ order, printed }: PackageDescription, volumes: Volumes): string {
  const rows = volumeTitles(order).map(({ volume, zh, en }) => {
    const found = volumes.get(volume)
    const title = both(zh, en)
    const target = found?.link.startsWith('#')
      ? `<a href="${found.link}">${title}</a>`
      : found === undefined
        ? title
        : linkTo(found.link, packagePath.index, title)
    return `<tr><td class="n">${volume}</td><td>${target}</td><td class="n">${found?.records ?? 0}</td><td class="n">${printed ? (found?.pages ?? 0) : ''}</td></tr>`
  })
  return `<h2>${both('卷', 'Volumes')} <small>${both(order.zh, order.en)}</small></h2>\n<table>${head('', both('卷名', 'Title'), both('记录', 'Records'), both('页', 'Pages'))}<tbody>${rows.join('')}</tbody></table>\n`
}

function catalogue(pages: Readonly<{ records: number; cases: number }>): string {
  const list = (name: 'records' | 'cases') =>
    Array.from({ length: pages[name] }, (_, at) => linkTo(indexPagePath(name, at + 1), packagePath.index, String(at + 1))).join(' · ')
  return `<h2 id="records">${both('记录目录', 'Pages of records')}</h2><p>${list('records')}</p>\n<h2 id="cases">${both('案卷目录', 'Pages of cases')}</h2><p>${list('cases')}</p>\n`
}

function ownFiles(): string {
  const own: readonly (readonly [string, string])[] = [
    [packagePath.description, '包的说明 / description'],
    [packagePath.completeness, '完整性清单 / completeness'],
    [packagePath.order, '顺序表 / order'],
    [packagePath.recordList, '记录表 / records (CSV)'],
    [packagePath.signatureList, '签署表 / signatures (CSV)'],
    [packagePath.signatures, '签署表 / signatures (JSON)'],
    [packagePath.characteristics, '四性检测 / four characteristics (JSON)'],
  ]
  return own.map(([path, words]) => linkTo(path, packagePath.index, words)).join(' · ')
}
