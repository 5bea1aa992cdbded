import { type CaseCompleteness, lacks } from './completeness.ts'
import { volumeTitles } from './file-order.ts'
import { countGone, type GoneByOrder } from './gone.ts'
import { daysOf, disposedWords, erasedHereWords, erasedWords, momentWords } from './gone-words.ts'
import { both, bothOf, escaped, htmlPage, linkTo, tableHead } from './html.ts'
import { type SummaryContent, startSummary } from './index-summary.ts'
import { indexPagePath, packagePath } from './layout.ts'
import type { RecordLine } from './record-line.ts'

/** A case as the index lists it: what is to be said of it, and its files beside the records. */
export type CaseLine = Readonly<{ found: CaseCompleteness; files: readonly string[] }>

export type IndexContent = SummaryContent &
  Readonly<{
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

function recordTable(rows: string): string {
  return `<table>${tableHead('No', both('记录', 'Record'), both('表单', 'Form'), both('记录时间', 'Recorded'), both('签署', 'Signed'), both('页', 'Pages'), both('文件', 'Files'))}<tbody>${rows}</tbody></table>\n`
}

function caseTable(rows: string): string {
  return `<table>${tableHead(both('案卷', 'Case'), both('状态', 'State'), both('应有/实有', 'Owed/records'), both('完整性', 'Completeness'), both('文件', 'Files'))}<tbody>${rows}</tbody></table>\n`
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
  const erased = line.erased === 0 ? '' : `<br><span class="quiet">${bothOf(erasedHereWords(line.erased))}</span>`
  return `<tr><td class="n">${line.no}</td><td>${escaped(line.record)}${corrected}${erased}</td><td>${escaped(`${line.form} ${line.part}`)}${title}</td><td>${time(line.at)}</td><td>${escaped(line.signed.join('、'))}</td><td class="n">${line.pages ?? ''}</td><td>${filesOf(line, from)}</td></tr>\n`
}

/** Where the record is; of one that was disposed of, the order it went by. */
function filesOf({ disposed, pages, path }: RecordLine, from: string): string {
  if (disposed !== null)
    return `${both('处置', 'disposed of')}<br><span class="quiet">${escaped(disposed.basis)}<br>${time(disposed.at)}</span>`
  const sheet = pages === null ? '' : `${linkTo(path.replace(/\.json$/, '.pdf'), from, 'PDF')} · `
  return `${sheet}${linkTo(path, from, '数据 / data')}`
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
  const open = `${outstanding === 0 ? '' : `<br><span class="quiet">${both(`未到：${outstanding}`, `outstanding: ${outstanding}`)}</span>`}${goneWords(found)}`
  if (!lacks(found)) return `${both('齐全', 'complete')}${open}`
  const named: readonly (readonly [number, string, string])[] = [
    [found.missing.length, '缺应有记录', 'records owed'],
    [found.absent.length, '缺数据', 'data missing'],
    [found.serialGaps.length, '序号漏号', 'serials missing'],
    [found.serialsDoubled.length, '序号重复', 'serials doubled'],
    [found.signaturesMissing.length, '缺签署', 'signatures missing'],
    [found.contributionsMissing.length, '缺会办意见', 'contributions missing'],
    [found.attachmentsMissing.length, '缺附件', 'attachments missing'],
  ]
  const lines = named.filter(([count]) => count > 0).map(([count, zh, en]) => `${both(`${zh} ${count}`, `${count} ${en}`)}`)
  return `<span class="lack">${lines.join('<br>')}</span>${open}`
}

/** What of a case is gone by order, and by which: no gap. */
function goneWords(found: CaseCompleteness): string {
  const gone = countGone()
  gone.add(found)
  const { disposed, erased } = gone.sum()
  const lines = [
    ...disposed.orders.map((order) => `${bothOf(disposedWords(order))} — ${orderWords(order)}`),
    ...erased.orders.map((order) => `${bothOf(erasedWords(order))} — ${orderWords(order)}`),
  ]
  return lines.map((line) => `<br><span class="quiet">${line}</span>`).join('')
}

const orderWords = (order: GoneByOrder): string => `${escaped(order.basis)}, ${bothOf(daysOf(order))}`
const time = (at: string): string => escaped(momentWords(at))
