import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { Given, SubjectValues } from '../case/case-state.ts'
import type { FieldValue, Instant, Origin, PersonValue, Values } from '../case/values.ts'
import type { CompiledField } from './compiled-form.ts'

/** What a form may take values from beside the person filling it in. */
export type FormSources = Readonly<{
  subject: SubjectValues
  caseNumber: string
  /** Which filling of this part this is, from 1. */
  visits(form: string, part: string): number
  now: Instant
  /** Whoever acts; `name` as records print it. */
  actor: PersonValue
  calendar: WorkingCalendar
  /** Values handed over that are still to be taken up, by field. */
  given: ReadonlyMap<string, Given>
  /** Last filled values of the parts of this form that are not being filled now. */
  earlier(form: string): Values
}>

/** A value the step fills: what it says, given what is filled so far. Throws RuleReadsUnset or RuleFault. */
export type StepFill = Readonly<{
  field: string
  source: string
  origin: Origin
  evaluate(filledSoFar: Values, target: CompiledField): FieldValue
}>
