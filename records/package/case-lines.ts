import type { Words } from '#engine'
import type { CaseFacts } from '../case-facts.ts'
import type { Entry } from '../entry.ts'
import { hashText } from '../hash.ts'
import type { DisposalNoted } from '../retention/data-of.ts'
import { parseStamp } from '../stamp.ts'
import type { CaseCompleteness } from './completeness.ts'
import { type NumberTaken, numbersTaken } from './number-series.ts'
import type { RecordEntry } from './record-line.ts'
import { type SignatureLine, signaturesOf } from './signature-line.ts'

/** What the lists of a package say of one case. */
export type CaseLines = Readonly<{
  records: readonly RecordEntry[]
  signatures: readonly SignatureLine[]
  numbers: readonly NumberTaken[]
}>

const nothingGone = { disposed: [], erased: [] } as const

/** The lists of a package, as far as one case goes: its records, signatures and numbers, in the order of its entries. */
export function linesOfCase(
  number: string,
  entries: readonly Entry[],
  facts: readonly CaseFacts[],
  titleOf: (form: string) => Words | null = () => null,
  gone: Pick<CaseCompleteness, 'disposed' | 'erased'> = nothingGone,
): CaseLines {
  const disposed = new Map<string, DisposalNoted>(gone.disposed.map(({ data, basis, at }) => [data, { basis, at }]))
  const erased = Map.groupBy(gone.erased, ({ record }) => record)
  const places = new Map(entries.map((entry) => [entry.sequence, entry]))
  const at = ({ sequence }: CaseFacts) => {
    const entry = places.get(sequence)
    return {
      entry: entry === undefined ? '' : hashText(entry.hash),
      recorded: entry === undefined ? '' : (parseStamp(entry.stamp)?.recordedAt ?? ''),
    }
  }
  const corrected = Map.groupBy(
    facts.flatMap((each) => (each.kind === 'correction' ? [each] : [])),
    ({ number: record }) => record,
  )
  const seen = new Set<number>()
  const records = facts.flatMap((each): readonly RecordEntry[] => {
    if (each.kind !== 'step' && each.kind !== 'contribution') return []
    const signers = each.kind === 'step' ? each.signers : [each.signer]
    return each.records.flatMap(({ number: record, serial, form, part, data, sealed }) => {
      if (seen.has(serial)) return []
      seen.add(serial)
      return [
        {
          record,
          case: number,
          serial,
          form,
          part,
          title: titleOf(form),
          data,
          at: at(each).recorded,
          signed: (sealed?.signers ?? signers).map(({ name }) => name),
          corrected: (corrected.get(record) ?? []).map(({ sequence }) => sequence),
          disposed: disposed.get(data) ?? null,
          erased: (erased.get(record) ?? []).reduce((all, { values }) => all + values, 0),
        },
      ]
    })
  })
  const signatures = facts.flatMap((each) => signaturesOf(each, { case: number, ...at(each) }))
  return { records, signatures, numbers: numbersTaken(entries, facts) }
}
