import type { ProcedureDocument, Table } from '#engine'
import type { Clause } from '../http/api/documents.ts'

/** Records of the documents in force that stand in the file now, by form and part: `QR-08-03/conclusion` → 41. */
export type RecordCounts = ReadonlyMap<string, number>

/**
 * Where each clause of the standard is met, and how much evidence there is of it: clause → documents → steps → live records, for every clause the reference table lists, in its order. A document that names a clause
 * serves the clauses under it too, and one that names 9.2.1 serves the row 9.2. A clause without documents, or without a record, is the gap.
 * `records` counts each live record once, however many steps fill its part.
 */
export function clauseCoverage(table: Table | undefined, documents: readonly ProcedureDocument[], counts: RecordCounts): Clause[] {
  return (table?.rows ?? []).map((row) => {
    const clause = String(row.clause)
    const serving = documents.filter((document) => document.clauses.some((named) => within(named, clause) || within(clause, named)))
    const served = serving.map((document) => documentOf(document, counts)).toSorted((one, other) => (one.code < other.code ? -1 : 1))
    return {
      standard: String(row.standard),
      clause,
      title: { zh: String(row.zh), en: String(row.en) },
      documents: served,
      records: served.reduce((sum, { records }) => sum + records, 0),
    }
  })
}

function within(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`)
}

function documentOf({ code, title, revision, steps }: ProcedureDocument, counts: RecordCounts): Clause['documents'][number] {
  const lines = Object.entries(steps).map(([step, declared]) => {
    const parts = declared.records.map(({ form, part }) => `${form}/${part}`)
    return { step, title: declared.title, parts, records: parts.reduce((sum, part) => sum + (counts.get(part) ?? 0), 0) }
  })
  const parts = new Set(lines.flatMap((line) => line.parts))
  return { code, title, revision, steps: lines, records: [...parts].reduce((sum, part) => sum + (counts.get(part) ?? 0), 0) }
}
