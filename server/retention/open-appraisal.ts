import type { FieldValue, RowValue, SubjectValues } from '#engine'
import type { Idempotency } from '../cases/case-needs.ts'
import { type OpeningRequest, type OpenOutcome, openCaseFor } from '../cases/open-case.ts'
import { type DueItem, type DueNeeds, dueByNumber } from './due-list.ts'
import type { OrderingDocument } from './ordering-documents.ts'

export type AppraisalRequest = Readonly<{
  numbers: readonly string[]
  document: string | null
  subject: SubjectValues
  person: OpeningRequest['person']
  session: string | null
  idempotency: Idempotency | null
}>
export type AppraisalOutcome =
  | OpenOutcome
  | Readonly<{ outcome: 'not-due'; numbers: readonly string[] } | { outcome: 'held'; numbers: readonly string[] }>

/**
 * Opens a case that appraises what was picked from the due list. Its list is filled by the house: every line must be due
 * today and under no hold, and says what the entries and forms say of it.
 */
export async function openAppraisal(
  request: AppraisalRequest,
  id: string,
  today: string,
  ordering: readonly OrderingDocument[],
  needs: DueNeeds,
): Promise<AppraisalOutcome> {
  const target = ordering
    .filter(({ procedure }) => request.document === null || procedure.code === request.document)
    .flatMap(({ procedure, steps }) => steps.map((step) => ({ procedure, ...step })))
    .find(({ fromDueList }) => fromDueList)
  if (target === undefined) return { outcome: 'no-document' }
  const items = await dueByNumber(request.numbers, today, needs)
  const known = new Set(items.map(({ number }) => number))
  const unknown = request.numbers.filter((number) => !known.has(number))
  if (unknown.length > 0 || items.length === 0) return { outcome: 'not-due', numbers: unknown }
  const held = items.filter((item) => item.held).map(({ number }) => number)
  if (held.length > 0) return { outcome: 'held', numbers: held }
  const columns = columnsOf(target.procedure, target.list)
  const rows = items.map((item) => rowOf(item, target.number, columns))
  const { subject, person, session, idempotency } = request
  const gives = { [target.list]: rows as FieldValue }
  return openCaseFor({ document: target.procedure.code, subject, person, session, idempotency, gives }, id, needs)
}

function columnsOf({ forms }: OrderingDocument['procedure'], list: string): ReadonlySet<string> {
  const parts = [...forms.values()].flatMap(({ parts }) => [...parts.values()])
  const field = parts.map(({ fields }) => fields.get(list)?.field).find((found) => found !== undefined)
  return new Set(Object.keys(field?.columns ?? {}))
}

/** As much of a line as the document's list has columns for. */
function rowOf(item: DueItem, number: string, columns: ReadonlySet<string>): RowValue {
  const known: Readonly<Record<string, string | number>> = {
    title: item.about === '' ? item.case.title.zh : `${item.case.title.zh} ${item.about}`,
    document: item.case.document,
    form: item.form,
    retention: item.class,
    records: item.records,
    kept_until: item.keptUntil,
    [number]: item.number,
  }
  return Object.fromEntries(Object.entries(known).filter(([key]) => columns.has(key))) as RowValue
}
