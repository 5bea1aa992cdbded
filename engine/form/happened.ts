import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { Instant, Values } from '../case/values.ts'
import type { Part } from '../language/form.generated.ts'
import type { Words } from '../words.ts'

/**
 * What a record says of when it happened, beside when it was entered: two clocks, and only the second is the house's.
 * `late`: entered more working days after the event than the form allows. A day claimed to lie ahead is no lateness.
 */
export type Happened = Readonly<{ field: string; title: Words; at: string; within: number; workingDays: number; late: boolean }>

/** The moments a part claims, in the order of its fields. `enteredAt` is the record clock's, which nobody can choose. */
export function happenedIn(part: Part, values: Values, enteredAt: Instant, calendar: WorkingCalendar): readonly Happened[] {
  return Object.entries(part.fields).flatMap(([field, { happened, title, type }]): readonly Happened[] => {
    const at = Object.hasOwn(values, field) ? values[field] : undefined
    if (happened === undefined || typeof at !== 'string') return []
    const on = type === 'datetime' ? calendar.dateOf(at) : at
    const workingDays = Math.max(0, calendar.workdaysBetween(on, calendar.dateOf(enteredAt)))
    return [{ field, title, at, within: happened.within, workingDays, late: workingDays > happened.within }]
  })
}
