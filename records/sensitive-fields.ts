/**
 * Names of the fields whose values stand in hashed data only as commitments: `phone`, or `examinees.id_number` for a
 * column of a list. Built from the forms' own marks; nothing here knows a field by name.
 */
export type SensitiveFields = ReadonlySet<string>

type MarkedField = Readonly<{ sensitive?: string; columns?: Readonly<Record<string, Readonly<{ sensitive?: string }>>> }>
type MarkedForm = Readonly<{ parts: Readonly<Record<string, Readonly<{ fields: Readonly<Record<string, MarkedField>> }>>> }>

/** All sensitive fields and columns of these forms. */
export function sensitiveFields(forms: Iterable<MarkedForm>): SensitiveFields {
  const found = new Set<string>()
  for (const form of forms)
    for (const part of Object.values(form.parts))
      for (const [key, field] of Object.entries(part.fields)) {
        if (field.sensitive !== undefined) found.add(key)
        for (const [column, marked] of Object.entries(field.columns ?? {}))
          if (marked.sensitive !== undefined) found.add(`${key}.${column}`)
      }
  return found
}
