import type { Language } from '#engine'
import type { Clause } from '../http/api/documents.ts'

/** `guiju clauses`: a line for each clause with its documents and the number of live records; clauses without evidence last, by name. */
export function sayClauses(coverage: readonly Clause[], language: Language, say: (line: string) => void): void {
  for (const { clause, title, documents, records } of coverage) {
    const served = documents.map(({ code, records: own }) => `${code} (${own})`).join(' ')
    say(`${clause.padEnd(7)} ${String(records).padStart(6)}  ${title[language]}  ${served}`)
  }
  const listed = (found: readonly Clause[]) => found.map(({ clause }) => clause).join(' ') || (language === 'zh' ? '无' : 'none')
  const unserved = coverage.filter(({ documents }) => documents.length === 0)
  const silent = coverage.filter(({ documents, records }) => documents.length > 0 && records === 0)
  say(language === 'zh' ? `没有文件的条款：${listed(unserved)}` : `Clauses no document serves: ${listed(unserved)}`)
  say(language === 'zh' ? `尚无记录的条款：${listed(silent)}` : `Clauses without a record yet: ${listed(silent)}`)
}
