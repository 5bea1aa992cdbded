import type { Static } from 'typebox'
import type { ExportScope } from '../../http/api/inspections.ts'

export const scopeKinds = ['year', 'centre', 'batch', 'clause', 'case'] as const

/** What the page offers to choose; only the fields of the chosen kind count. */
export type Wanted = Readonly<{
  kind: (typeof scopeKinds)[number]
  case: string | undefined
  centre: string | undefined
  batch: string | undefined
  clause: Readonly<{ standard: string; clause: string }> | undefined
  year: number | undefined
  document: string | undefined
}>

/** The scope to ask for, or undefined while the choice is not complete. */
export function scopeOf(wanted: Wanted): Static<typeof ExportScope> | undefined {
  const { kind, case: id, centre, batch, clause, year, document } = wanted
  const ofYear = year !== undefined && { year }
  switch (kind) {
    case 'case':
      return id === undefined ? undefined : { case: id }
    case 'centre':
      return centre === undefined ? undefined : { centre, ...ofYear }
    case 'batch':
      return batch === undefined ? undefined : { batch }
    case 'clause':
      return clause === undefined ? undefined : { ...clause, ...ofYear }
    case 'year':
      return year === undefined ? undefined : { year, ...(document !== undefined && { document }) }
    default:
      return kind satisfies never
  }
}
