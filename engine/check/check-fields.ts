import type { Diagnostic } from '../diagnostic.ts'
import { fieldsOfDocument, partsOfStep } from '../language/document-fields.ts'
import type { Field, RecordForm } from '../language/form.generated.ts'
import type { ProcedureDocument } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { compilePattern } from '../rules/patterns.ts'
import { reservedNames } from '../rules/reserved-names.ts'
import { type Findings, findingsIn, type Path } from './findings.ts'

/** A field of a form with its place; `list` is the list field whose column it is. */
export type PlacedField = Readonly<{ key: string; field: Field; path: Path; part: string; list?: string }>

/** Every field and column of a form. */
export function fieldsOfForm(form: RecordForm): readonly PlacedField[] {
  return Object.entries(form.parts).flatMap(([part, { fields }]) =>
    Object.entries(fields).flatMap(([key, field]) => {
      const path = ['parts', part, 'fields', key]
      const columns = Object.entries(field.columns ?? {}).map(([column, of]) => ({
        key: column,
        field: of,
        path: [...path, 'columns', column],
        part,
        list: key,
      }))
      return [{ key, field, path, part }, ...columns]
    }),
  )
}

/** The fields of a form, each for itself; and parts no step fills. */
export function checkFields(library: Library, source: SourceFile<RecordForm>, into: Diagnostic[]): void {
  const findings = findingsIn(source, into)
  const lists = listsOf(library)
  for (const placed of fieldsOfForm(source.value)) {
    const { key, field, path } = placed
    if (reservedNames.has(key)) findings.add('reserved-name', path, { name: key }, 'key')
    if (field.list !== undefined && !lists.has(field.list)) findings.add('unknown-list', [...path, 'list'], { list: field.list })
    checkShape(findings, key, field, path)
    checkBounds(findings, key, field, path)
    checkPattern(findings, key, field, path)
    checkColumnBounds(findings, field, path)
    if (field.happened !== undefined && (placed.list !== undefined || (field.type !== 'date' && field.type !== 'datetime')))
      findings.add(
        'happened-not-a-moment',
        [...path, 'happened'],
        { field: key, type: placed.list === undefined ? field.type : 'a column' },
        'key',
      )
  }
  checkParts(library, source, findings)
}

/** Names an enum may take its values from. */
export function listsOf(library: Library): ReadonlySet<string> {
  return new Set(['roles', 'departments', ...library.reference.flatMap(({ value }) => Object.keys(value.code_lists ?? {}))])
}

export function checkShape(findings: Findings, key: string, field: Field, path: Path): void {
  const codes = field.type === 'enum' || (field.type === 'list' && field.of === 'enum')
  if (codes && (field.list === undefined) === (field.values === undefined)) findings.add('enum-without-values', path, { field: key }, 'key')
  const rows = field.type === 'list' && field.of === 'row'
  if (field.type === 'list' && (field.of === undefined || (rows && field.columns === undefined)))
    findings.add('list-without-columns', path, { field: key }, 'key')
  if (typeof field.from === 'object' && 'counter' in field.from && field.type !== 'string')
    findings.add('counter-pattern', [...path, 'from'], { field: key, type: field.type })
}

function checkBounds(findings: Findings, key: string, field: Field, path: Path): void {
  for (const [least, most] of [
    ['min', 'max'],
    ['min_length', 'max_length'],
    ['min_items', 'max_items'],
  ] as const) {
    const [low, high] = [field[least], field[most]]
    if (low !== undefined && high !== undefined && low > high)
      findings.add('bounds-crossed', [...path, least], { field: key, least: low, most: high })
  }
}

/** A bound that is another column of the same table must be a number as well. */
function checkColumnBounds(findings: Findings, field: Field, path: Path): void {
  const columns = new Map(Object.entries(field.columns ?? {}))
  for (const [key, { at_most: bound }] of columns)
    if (bound !== undefined && !isFigure(columns.get(bound)))
      findings.add('unknown-field', [...path, 'columns', key, 'at_most'], { field: bound })
}

function isFigure(field: Field | undefined): boolean {
  return field !== undefined && ['integer', 'number', 'money'].includes(field.type)
}

function checkPattern(findings: Findings, key: string, field: Field, path: Path): void {
  if (field.pattern === undefined) return
  try {
    compilePattern(field.pattern)
  } catch {
    findings.add('pattern-invalid', [...path, 'pattern'], { field: key, pattern: field.pattern })
  }
}

/** Whether a form's document is still to be written is said elsewhere; until then nobody fills its parts. */
function checkParts(library: Library, { value: form }: SourceFile<RecordForm>, findings: Findings): void {
  if (!library.documents.has(form.document)) return
  const filled = new Set(
    [...library.documents.values()].flatMap(({ value }) =>
      Object.values(value.steps).flatMap((step) => step.records.map((record) => `${record.form} ${record.part}`)),
    ),
  )
  for (const part of Object.keys(form.parts))
    if (!filled.has(`${form.code} ${part}`)) findings.add('part-never-filled', ['parts', part], { form: form.code, part }, 'key')
}

/** What one document's fields must agree on: a key has one type, and a subject a field is taken from exists. */
export function checkFieldsOfDocument(library: Library, source: SourceFile<ProcedureDocument>, into: Diagnostic[]): void {
  const document = source.value
  const findings = findingsIn(source, into)
  const first = fieldsOfDocument(library, document)
  const told = new Set<string>()
  for (const [name, step] of Object.entries(document.steps))
    for (const { form, definition } of partsOfStep(library, step))
      for (const [key, field] of Object.entries(definition.fields)) {
        const tell = (code: 'field-type-differs' | 'unknown-subject-key', details: Record<string, string>) => {
          if (!told.has(`${code} ${form} ${key}`)) findings.add(code, ['steps', name, 'records'], details, 'key')
          told.add(`${code} ${form} ${key}`)
        }
        const before = first.get(key)
        if (before !== undefined && kind(before) !== kind(field))
          tell('field-type-differs', { field: key, form, type: kind(field), other: kind(before) })
        const subject = typeof field.from === 'object' && 'subject' in field.from ? field.from.subject : undefined
        if (subject !== undefined && !Object.hasOwn(document.subject, subject))
          tell('unknown-subject-key', { key: subject, document: document.code })
      }
  for (const name of Object.keys(document.related ?? {}))
    if (reservedNames.has(name) || first.has(name)) findings.add('reserved-name', ['related', name], { name }, 'key')
}

function kind(field: Field): string {
  const alike: Partial<Record<Field['type'], string>> = { money: 'number', text: 'string', enum: 'string', organisation: 'string' }
  if (field.type !== 'list') return alike[field.type] ?? field.type
  const columns = Object.entries(field.columns ?? {}).map(([key, column]) => `${key}: ${kind(column)}`)
  return field.of === 'row' ? `list of {${columns.toSorted().join(', ')}}` : `list of ${alike[field.of ?? 'string'] ?? field.of}`
}
