import type { CaseCompleteness, Completeness } from './completeness.ts'
import { lacks } from './completeness.ts'
import { packagePath } from './layout.ts'
import type { PackageDescription } from './package-description.ts'

/** Raised with every change of the page below, so that a verifier knows whether it can write the same page again. */
export const INDEX_VERSION = 1

/**
 * The page a person opens first: what the package is and every file in it, zh and en, without script and without network.
 * `files` are the payload files in the order they stand, the page itself left out.
 */
export function indexPage(description: PackageDescription, completeness: Completeness, files: readonly string[]): string {
  const { organisation, scope, by } = description
  const cases = new Map(completeness.cases.map((each) => [each.case, each]))
  const filesOf = groupByCase(files)
  const rows: readonly (readonly [string, string])[] = [
    ['机构 / Organisation', `${organisation.zh} / ${organisation.en}`],
    [
      '范围 / Scope',
      Object.entries(scope)
        .flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]))
        .join(', ') || '全部 / everything',
    ],
    ['导出人 / Exported by', `${by.name} (${by.role})`],
    ['事由 / Reason', description.reason],
    ['时间 / Time', description.at],
    ['时钟 / Clock', description.clock === 'real' ? '真实 / real' : '模拟（演示数据，不是证据） / simulated (demonstration, not evidence)'],
    ['敏感信息 / Sensitive values', description.openings ? '已公开 / shown' : '不含，仅有承诺值 / withheld, commitments only'],
    ['案卷 / Cases', String(description.cases.length)],
  ]
  const head = `<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>审核包 Audit package ${escaped(description.id)}</title><style>${style}</style></head><body>\n<h1>审核包 <small>Audit package ${escaped(description.id)}</small></h1>\n`
  const table = `<table>${rows.map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`).join('')}</table>\n`
  const advice = `<p>本页只是目录。请用另行取得的校验程序核对本包：<code>guiju verify</code>。 / This page is a table of contents only. Verify the package with a verifier obtained elsewhere: <code>guiju verify</code>.</p>\n`
  const sections = description.cases.map(({ number }) => caseSection(number, cases.get(number), filesOf.get(number) ?? [])).join('')
  const others = `<h2>其他文件 <small>Other files</small></h2>\n<ul>${(filesOf.get('') ?? []).map(link).join('')}</ul>\n`
  return `${head}${table}${advice}${absentCases(completeness)}${sections}${others}</body></html>\n`
}

/** Targets of all links of an index page, as paths within the package. */
export function linksOfIndex(page: string): readonly string[] {
  return [...page.matchAll(/<a href="([^"]*)">/g)].map(([, href = '']) => `data/${decodeURI(href)}`)
}

const style =
  'body{font:15px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1f1f1f}table{border-collapse:collapse}th,td{border:1px solid #d9d9d9;padding:.3rem .6rem;text-align:left;vertical-align:top}small{color:#595959;font-weight:400}h2{margin-top:2rem;border-bottom:1px solid #d9d9d9}.lack{color:#a8071a;font-weight:600}li{overflow-wrap:anywhere}'

function caseSection(number: string, found: CaseCompleteness | undefined, files: readonly string[]): string {
  const lack = found !== undefined && lacks(found) ? ' <span class="lack">不完整 / incomplete</span>' : ''
  const state =
    found === undefined
      ? ''
      : `<p>状态 / State: ${escaped(found.state ?? '?')}${found.closed ? '（已结案 / closed）' : '（在办 / running）'} · 记录 / records: ${found.records}${lack}</p>\n`
  return `<h2>${escaped(number)}</h2>\n${state}<ul>${files.map(link).join('')}</ul>\n`
}

function absentCases({ absentCases: absent }: Completeness): string {
  if (absent.length === 0) return ''
  return `<p class="lack">应有而缺的案卷 / Cases that should be here and are not:</p><ul>${absent.map((each) => `<li>${escaped(each.document)} ${escaped(each.case)} (${escaped(each.because)})</li>`).join('')}</ul>\n`
}

function link(path: string): string {
  const within = path.slice('data/'.length)
  return `<li><a href="${escaped(encodeURI(within))}">${escaped(within)}</a></li>`
}

function groupByCase(files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const file of files) {
    if (file === packagePath.index) continue
    const number = /^data\/cases\/([^/]+)\//.exec(file)?.[1] ?? ''
    const group = groups.get(number)
    if (group === undefined) groups.set(number, [file])
    else group.push(file)
  }
  return groups
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
