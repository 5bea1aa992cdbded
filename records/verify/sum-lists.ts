import type { HashText } from '../entry.ts'
import { startSum } from '../hash.ts'
import { packagePath } from '../package/layout.ts'
import { signaturesCsvHead } from '../package/signature-line.ts'
import type { CaseResult } from './check-cases.ts'

/** The lists of signatures as they have to stand in the package, summed up while the cases go by and never held. */
export type SummedLists = Readonly<{ count: number; sums: ReadonlyMap<string, HashText> }>

export function sumSignatureLists(): Readonly<{ add(signatures: CaseResult['signatures']): void; end(): SummedLists }> {
  const [lines, rows] = [startSum(), startSum()]
  rows.add(new TextEncoder().encode(signaturesCsvHead))
  let count = 0
  return {
    add(signatures) {
      count += signatures.count
      lines.add(signatures.lines)
      rows.add(signatures.rows)
    },
    end: () => ({
      count,
      sums: new Map([
        [packagePath.signatures, lines.text()],
        [packagePath.signatureList, rows.text()],
      ]),
    }),
  }
}
