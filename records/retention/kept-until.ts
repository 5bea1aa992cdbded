import type { RecordForm } from '#engine'

/** How long the records of a form are kept, as the form declares it. */
export type RetentionClass = RecordForm['retention']['class']

const years: Readonly<Record<RetentionClass, number | null>> = { perm: null, '30y': 30, '10y': 10, '6y': 6, '5y': 5 }

/** The longest first. */
export const retentionClasses = Object.keys(years) as readonly RetentionClass[]

/**
 * The last day a record has to be kept whose term began on a day: 31 December of the year the term ends in (DA/T 22: terms
 * run by whole years). Null: for ever. So 29 February and 31 December need no rule of their own.
 */
export function keptUntil(kept: RetentionClass, beganOn: string): string | null {
  const term = years[kept]
  return term === null ? null : `${String(Number(beganOn.slice(0, 4)) + term).padStart(4, '0')}-12-31`
}

/** Whether the term has run out on a day of the organisation: never on the last day itself. */
export function isRunOut(until: string | null, today: string): boolean {
  return until !== null && today > until
}
