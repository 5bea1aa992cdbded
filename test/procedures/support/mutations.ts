import { type CompiledField, type CompiledProcedure, codesOf, type Submission } from '#engine'

type Step = Extract<Submission, { kind: 'step' }>
type Values = Readonly<Record<string, unknown>>
type Column = Pick<CompiledField, 'field'> & Partial<Pick<CompiledField, 'columns'>>

/** The same submission with one value changed, taken away or repeated, for every value in it: what a person might have entered instead. */
export function* mutations(procedure: CompiledProcedure, submission: Step): Iterable<Step> {
  for (const [form, parts] of Object.entries(submission.parts))
    for (const [part, values] of Object.entries(parts as Readonly<Record<string, Values>>))
      for (const [key, compiled] of procedure.forms.get(form)?.parts.get(part)?.fields ?? [])
        for (const other of others(procedure, compiled, values[key])) {
          const changed = { ...values, [key]: other }
          yield { ...submission, parts: { ...submission.parts, [form]: { ...parts, [part]: changed } } }
        }
}

function* others(procedure: CompiledProcedure, compiled: Column, value: unknown): Iterable<unknown> {
  const { field } = compiled
  if (value !== undefined) yield undefined
  if (field.type !== 'list') return yield* otherValues(procedure, field, field.type, value)
  const rows: readonly unknown[] = Array.isArray(value) ? value : []
  const [first] = rows
  yield []
  if (first !== undefined) {
    yield rows.slice(0, -1)
    yield rows.slice(1)
    yield [...rows, first]
  }
  for (const place of new Set([0, rows.length - 1])) {
    const row = rows[place]
    if (row === undefined) continue
    for (const other of otherItems(procedure, compiled, row)) yield rows.with(place, other)
  }
  if (field.of === 'row' && rows.length > 1)
    for (const [key, column] of compiled.columns ?? []) {
      for (const other of others(procedure, column, (first as Values)[key])) yield rows.map((row) => ({ ...(row as Values), [key]: other }))
    }
}

function* otherItems(procedure: CompiledProcedure, { field, columns }: Column, item: unknown): Iterable<unknown> {
  if (field.of !== 'row') return yield* otherValues(procedure, field, field.of ?? 'string', item)
  const row = item as Values
  for (const [key, column] of columns ?? []) for (const other of others(procedure, column, row[key])) yield { ...row, [key]: other }
}

function* otherValues(procedure: CompiledProcedure, field: CompiledField['field'], type: string, value: unknown): Iterable<unknown> {
  switch (type) {
    case 'boolean':
      yield value !== true
      return
    case 'enum':
      for (const { code } of codesOf(field, procedure.reference)) if (code !== value) yield code
      return
    case 'integer':
      for (const other of [0, 1, Number(value ?? 0) - 1, Number(value ?? 0) + 1, Number(value ?? 0) * 3 + 7, 100_000])
        if (other !== value) yield other
      return
    case 'number':
    case 'money':
      for (const other of ['0', '0.01', '1', Number(value ?? 0) - 1, Number(value ?? 0) + 1, Number(value ?? 0) * 3 + 7, '59.9', '100000'])
        yield String(other)
      return
    case 'date':
      for (const days of [-800, -400, -40, -8, -1, 1, 8, 40, 400, 1200]) yield shifted(String(value ?? '2025-06-02'), days)
      return
    case 'datetime':
      for (const minutes of [-60 * 24 * 40, -120, -45, -5, 5, 45, 120, 60 * 24 * 40])
        yield new Date(Date.parse(String(value ?? '2025-06-02T01:00:00.000Z')) + minutes * 60_000).toISOString()
      return
    case 'person':
      for (const name of ['旁人', '王建国', '杨帆', '苗雨', '高志远']) yield { person: name, name }
      return
    case 'attachment':
      return
    default:
      yield '别的'
      yield `${String(value ?? '')}1`
      if (typeof value === 'string' && value.length > 1) yield value.slice(0, -1)
  }
}

function shifted(date: string, days: number): string {
  const at = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(at) ? date : new Date(at + days * 86_400_000).toISOString().slice(0, 10)
}
