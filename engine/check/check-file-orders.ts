import type { Diagnostic } from '../diagnostic.ts'
import type { Library } from '../library.ts'
import { findingsIn } from './findings.ts'

/** An order of files names forms and parts that exist, each in one place, and has a code of its own. */
export function checkFileOrders(library: Library, into: Diagnostic[]): void {
  const codes = new Map<string, string>()
  for (const source of library.reference) {
    const findings = findingsIn(source, into)
    for (const [place, order] of (source.value.file_orders ?? []).entries()) {
      const first = codes.get(order.code)
      if (first === undefined) codes.set(order.code, source.file)
      else findings.add('duplicate-code', ['file_orders', place, 'code'], { code: order.code, first })
      const seen = new Set<string>()
      for (const [volume, { papers }] of order.volumes.entries())
        for (const [at, paper] of papers.entries()) {
          const path = ['file_orders', place, 'volumes', volume, 'papers', at]
          const [form = '', part] = paper.split('/')
          const found = library.forms.get(form)?.value
          if (found === undefined) findings.add('unknown-form', path, { form })
          else if (part !== undefined && !Object.hasOwn(found.parts, part)) findings.add('unknown-part', path, { form, part })
          if (seen.has(paper)) findings.add('paper-placed-twice', path, { paper, order: order.code })
          seen.add(paper)
        }
    }
  }
}
