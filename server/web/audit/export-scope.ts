import type { Static } from 'typebox'
import type { ExportScope } from '../../http/api/inspections.ts'

/** What the page offers to choose; only the fields of the chosen kind count. */
export type Wanted = Readonly<{
  kind: 'year' | 'centre' | 'case'
  case: string | undefined
  centre: string | undefined
  year: number | undefined
  document: string | undefined
}>

/** The scope to ask for, or undefined while the choice is not complete. */
export function scopeOf(wanted: Wanted): Static<typeof ExportScope> | undefined {
  const { kind, case: id, centre, year, document } = wanted
  switch (kind) {
    case 'case':
      return id === undefined ? undefined : { case: id }
    case 'centre':
      return centre === undefined ? undefined : { centre, ...(year !== undefined && { year }) }
    case 'year':
      return year === undefined ? undefined : { year, ...(document !== undefined && { document }) }
    default:
      return kind satisfies never
  }
}
