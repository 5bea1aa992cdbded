import type { Language, Words } from '#engine'
import { type Report, reportHeadings, saidReport } from '#records'
import { element } from './element.ts'
import { filled, words } from './words.ts'

const MOST_SHOWN = 500

/** The report of the verifier, as the command line says it, on the page. */
export function reportView(report: Report, language: Language): readonly HTMLElement[] {
  const said = saidReport(report)
  const list = (heading: Words, items: readonly Words[]) =>
    items.length === 0
      ? []
      : [element('h3', {}, heading[language]), element('ul', {}, ...items.map((each) => element('li', {}, each[language])))]
  const rest = said.findings.length - MOST_SHOWN
  const findings = said.findings.slice(0, MOST_SHOWN).map(({ kind, code, text }) => {
    const mark = element('span', { class: 'mark' }, `${words[kind][language]} `)
    return element('li', { class: kind }, mark, text[language], ' ', element('code', {}, code))
  })
  return [
    element('h2', {}, words.result[language]),
    element('p', { class: `verdict ${report.verdict}`, 'data-verdict': report.verdict }, said.verdict[language]),
    ...(said.about === null ? [] : [element('p', {}, said.about[language])]),
    element('p', {}, said.counted[language]),
    ...list(reportHeadings.notes, said.notes),
    element('h3', {}, reportHeadings.findings[language]),
    ...(findings.length === 0 ? [element('p', {}, words.none[language])] : [element('ul', {}, ...findings)]),
    ...(rest > 0 ? [element('p', {}, filled(words.more, { count: rest })[language])] : []),
    ...list(reportHeadings.anchoring, said.anchoring),
    ...list(reportHeadings.checked, said.checked),
    ...list(reportHeadings.notChecked, said.notChecked),
  ]
}
