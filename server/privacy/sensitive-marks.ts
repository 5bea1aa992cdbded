import type { CompiledProcedure, Field } from '#engine'

export type SensitiveKind = NonNullable<Field['sensitive']>

/** What the forms of a document mark as sensitive, and as what: `phone`, or `examinees.id_number` for a column of a list. */
export type SensitiveMarks = ReadonlyMap<string, SensitiveKind>

const known = new WeakMap<CompiledProcedure, SensitiveMarks>()

export function marksOf(procedure: CompiledProcedure): SensitiveMarks {
  const there = known.get(procedure)
  if (there !== undefined) return there
  const marks = new Map<string, SensitiveKind>()
  for (const { form } of procedure.forms.values())
    for (const part of Object.values(form.parts))
      for (const [key, field] of Object.entries(part.fields)) {
        if (field.sensitive !== undefined) marks.set(key, field.sensitive)
        for (const [column, declared] of Object.entries(field.columns ?? {}))
          if (declared.sensitive !== undefined) marks.set(`${key}.${column}`, declared.sensitive)
      }
  known.set(procedure, marks)
  return marks
}
