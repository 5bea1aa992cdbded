import { groupTitles } from './characteristic-items.ts'
import type { CheckedItem, FourCharacteristics } from './four-characteristics.ts'
import { both, escaped, htmlPage, linkTo } from './html.ts'
import { packagePath } from './layout.ts'

export const resultWords: Readonly<Record<CheckedItem['result'], Readonly<{ zh: string; en: string }>>> = {
  passed: { zh: '通过', en: 'passed' },
  failed: { zh: '未通过', en: 'failed' },
  'by-verifier': { zh: '由校验程序判定', en: 'for the verifier' },
  'not-applicable': { zh: '不适用', en: 'not applicable' },
  'not-checked': { zh: '未检测', en: 'not checked' },
}

/** The four-characteristics report as a page that prints: DA/T 70-2018, item by item. */
export function characteristicsPage(report: FourCharacteristics, title: string): string {
  const rows = (['authenticity', 'completeness', 'usability', 'security'] as const).flatMap((group) => [
    `<tr class="volume"><th colspan="4">${both(groupTitles[group].zh, groupTitles[group].en)}</th></tr>\n`,
    ...report.items.filter((item) => item.group === group).map(itemRow),
  ])
  const note =
    report.seen === 'package'
      ? both(
          '本报告在写包时由校验程序的同一段代码逐案卷得出；关于容器本身的项目只能由读包的人判定。',
          'Written while the package was made, by the verifier’s own code, case by case; what concerns the container itself can only be told by whoever reads it.',
        )
      : both('本报告在整包写完后重新读出、逐项检测得出。', 'Written after the whole package was read back.')
  const back =
    report.seen === 'package'
      ? `<p>${linkTo(packagePath.index, packagePath.characteristicsPage, '← 返回目录 / Back to the index')}</p>\n`
      : ''
  const source = both(
    '项目编号和名称据公开程序整理，未见标准原文；GJ 项为本系统自设。',
    'Numbers and titles follow public programs; the standard itself was not at hand. GJ items are ours.',
  )
  return htmlPage(
    `四性检测报告 ${title}`,
    `${back}<h1>${both('四性检测报告', 'Report on the four characteristics')}</h1>\n<p class="quiet">${escaped(report.standard)} · ${escaped(title)}</p>\n<p>${note} <span class="quiet">${source}</span></p>\n<div class="say ${report.failed > 0 ? 'bad' : 'good'}"><strong>${both(`通过 ${report.passed} 项，未通过 ${report.failed} 项`, `${report.passed} passed, ${report.failed} failed`)}</strong></div>\n<table><thead><tr><th>${both('项', 'Item')}</th><th>${both('检测项目', 'What is tested')}</th><th>${both('结果', 'Result')}</th><th>${both('依据', 'Evidence')}</th></tr></thead><tbody>${rows.join('')}</tbody></table>\n`,
  )
}

function itemRow({ code, title, result, findings, evidence }: CheckedItem): string {
  const words = both(resultWords[result].zh, resultWords[result].en)
  const against = findings.map(({ code: finding, count }) => `<br><span class="lack">${escaped(finding)} × ${count}</span>`).join('')
  return `<tr><td class="code">${escaped(code)}</td><td>${both(title.zh, title.en)}</td><td${result === 'failed' ? ' class="lack"' : ''}>${words}</td><td>${both(evidence.zh, evidence.en)}${against}</td></tr>\n`
}
