import type { Words } from '#engine'
import { groupTitles } from './characteristic-items.ts'
import { type AbsentCase, type CaseCompleteness, lacks, lacksNumbers } from './completeness.ts'
import { volumeTitles } from './file-order.ts'
import type { FourCharacteristics } from './four-characteristics.ts'
import { countGone, type Gone, type GoneByOrder } from './gone.ts'
import { daysOf, disposedWords, erasedWords, momentWords } from './gone-words.ts'
import { both, bothOf, escaped, linkTo, tableHead } from './html.ts'
import { indexPagePath, packagePath } from './layout.ts'
import type { NumberSeries } from './number-series.ts'
import type { PackageDescription } from './package-description.ts'
import type { RecordLine } from './record-line.ts'
import { scopeWords } from './scope-words.ts'

/** What the first page of the index says beside its lists. */
export type SummaryContent = Readonly<{
  description: PackageDescription
  absentCases: readonly AbsentCase[]
  numbers: readonly NumberSeries[]
  characteristics: FourCharacteristics
}>

/** Counts while the lists go by, and writes the first page from what was counted. */
export function startSummary(content: SummaryContent) {
  const { description, absentCases, numbers, characteristics } = content
  const volumes = new Map<number, { records: number; pages: number; link: string }>()
  const records = description.records
  let lacking = 0
  const gone = countGone()
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
      gone.add(found)
    },
    page(inline: string, pages: Readonly<{ records: number; cases: number; files: number }>): string {
      return [
        `<h1>${both('审核包', 'Audit package')}</h1><p class="quiet">${escaped(description.organisation.zh)} / ${escaped(description.organisation.en)} · ${escaped(description.id)}</p>\n`,
        verdict(lacking, absentCases, numbers, gone.sum()),
        facts(description),
        advice,
        characteristicsTable(characteristics),
        volumeTable(description, volumes),
        goneTable(gone.sum()),
        inline === '' ? catalogue(pages) : '',
        inline,
        `<h2>${both('其他文件', 'Other files')}</h2>\n<p>${ownFiles()}${pages.files > 0 ? ` · ${linkTo(indexPagePath('files', 1), packagePath.index, '机构条目、文件版本等 / the organisation, baselines and others')}` : ''}</p>\n`,
      ].join('')
    },
  }
}

function verdict(lacking: number, absent: readonly AbsentCase[], numbers: readonly NumberSeries[], { disposed, erased }: Gone): string {
  const gaps = numbers.filter(lacksNumbers)
  if (lacking === 0 && absent.length === 0 && gaps.length === 0)
    return `<div class="say good"><strong>${both('齐全', 'Complete')}</strong><br>${bothOf(disposed.pieces === 0 ? allHere : allAccountedFor)}${disposed.pieces + erased.pieces === 0 ? '' : `<br><a href="#gone">${both('处置与删除，见下表', 'What was disposed of and erased: see below')}</a>`}</div>\n`
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

const allHere: Words = {
  zh: '范围之内应有的记录、签署、附件、编号和案卷都在。',
  en: 'Every record, signature, attachment, number and case the scope owes is here.',
}
const allAccountedFor: Words = {
  zh: '范围之内应有的记录、签署、附件、编号和案卷，或在包内，或已依据销毁记录处置，没有缺失。',
  en: 'Every record, signature, attachment, number and case the scope owes is here, or was disposed of by an order. Nothing is missing.',
}

/** What is gone by order, order by order: the number of the record that ordered it, or the decision, and when. */
function goneTable({ disposed, erased }: Gone): string {
  if (disposed.orders.length + erased.orders.length === 0) return ''
  const row = (order: GoneByOrder, what: Words) =>
    `<tr><td>${escaped(order.basis)}</td><td>${bothOf(daysOf(order))}</td><td>${bothOf(what)}</td></tr>`
  const rows = [
    ...disposed.orders.map((order) => row(order, disposedWords(order))),
    ...erased.orders.map((order) => row(order, erasedWords(order))),
  ]
  const note = both(
    '条目、散列和编号仍在，证明都还成立；这些内容不是缺失。',
    'Entries, hashes and numbers stay and still prove what they proved; nothing of this is missing.',
  )
  return `<h2 id="gone">${both('处置与删除', 'Disposed of and erased')}</h2>\n<p class="quiet">${note}</p>\n<table>${tableHead(both('依据', 'Order'), both('日期（UTC）', 'Date (UTC)'), both('内容', 'What'))}<tbody>${rows.join('')}</tbody></table>\n`
}

function facts(description: PackageDescription): string {
  const { by, order } = description
  const rows: readonly (readonly [string, string])[] = [
    [both('范围', 'Scope'), escaped(scopeWords(description.scope))],
    [both('排列', 'Order'), both(order.zh, order.en)],
    [both('导出人', 'Exported by'), escaped(`${by.name} (${by.role})`)],
    [both('事由', 'Reason'), escaped(description.reason)],
    [both('时间', 'Time'), escaped(momentWords(description.at))],
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
  return `<h2>${both('四性检测', 'Four characteristics')} <small>DA/T 70-2018 · ${link}</small></h2>\n<table>${tableHead('', both('通过', 'passed'), both('未通过', 'failed'), both('由校验程序判定', 'for the verifier'), both('未检或不适用', 'not checked or not applicable'))}<tbody>${rows.join('')}</tbody></table>\n`
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
  return `<h2>${both('卷', 'Volumes')} <small>${both(order.zh, order.en)}</small></h2>\n<table>${tableHead('', both('卷名', 'Title'), both('记录', 'Records'), both('页', 'Pages'))}<tbody>${rows.join('')}</tbody></table>\n`
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
