import type { Diagnostic } from '../diagnostic.ts'
import { fieldsOfDocument } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { isRequired } from './assignment.ts'
import { findingsIn } from './findings.ts'

/** Columns the due list can fill: number, title, document, form, class, how many records, and until when they had to be kept. */
export const dueListColumns = ['number', 'title', 'document', 'form', 'retention', 'records', 'kept_until'] as const

/** A step that orders disposal: two persons always sign it, and the list it names has the column it names. */
export function checkOrders(library: Library, source: SourceFile<ProcedureDocument>, into: Diagnostic[]): void {
  const findings = findingsIn(source, into)
  const fields = fieldsOfDocument(library, source.value)
  for (const [name, { orders, signature, second_person: second }] of Object.entries(source.value.steps)) {
    if (orders === undefined) continue
    const path = ['steps', name, 'orders']
    if (signature === undefined || second === undefined || second.when !== undefined)
      findings.add('disposal-by-one-person', path, { step: name }, 'key')
    const { list, number, from_due_list: due } = orders.disposal
    const columns = columnsOf(fields.get(list))
    if (columns === null) findings.add('unknown-field', [...path, 'disposal', 'list'], { field: list })
    else if (columns.get(number)?.type !== 'string')
      findings.add('unknown-field', [...path, 'disposal', 'number'], { field: `${list}.${number}` })
    else if (due === true)
      for (const column of unfillable(columns))
        findings.add('unknown-field', [...path, 'disposal', 'from_due_list'], { field: `${list}.${column}` })
  }
}

function columnsOf(field: Field | undefined): ReadonlyMap<string, Field> | null {
  return field?.type === 'list' && field.of === 'row' ? new Map(Object.entries(field.columns ?? {})) : null
}

/** Required columns that nobody could fill, for the rows come from the due list alone. */
function unfillable(columns: ReadonlyMap<string, Field>): readonly string[] {
  const known: ReadonlySet<string> = new Set(dueListColumns)
  return [...columns].flatMap(([key, column]) => (isRequired(column) && column.computed === undefined && !known.has(key) ? [key] : []))
}
