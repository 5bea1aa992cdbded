import type { Library } from '../library.ts'
import type { Field, Part } from './form.generated.ts'
import type { ProcedureDocument, Step } from './procedure.generated.ts'

/** The parts a step fills, in the order it names them; a form or part that does not exist is left out. */
export function partsOfStep(library: Library, step: Step): Readonly<{ form: string; part: string; definition: Part }>[] {
  return step.records.flatMap(({ form, part }) => {
    const parts = library.forms.get(form)?.value.parts
    const definition = parts !== undefined && Object.hasOwn(parts, part) ? parts[part] : undefined
    return definition === undefined ? [] : [{ form, part, definition }]
  })
}

/** Every field of the parts a step fills, by key; the first of a key counts. */
export function fieldsOfStep(library: Library, step: Step): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>()
  for (const { definition } of partsOfStep(library, step))
    for (const [key, field] of Object.entries(definition.fields)) if (!fields.has(key)) fields.set(key, field)
  return fields
}

/** Every field the steps of a document fill, by key; the first of a key counts. */
export function fieldsOfDocument(library: Library, document: ProcedureDocument): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>()
  for (const step of Object.values(document.steps))
    for (const [key, field] of fieldsOfStep(library, step)) if (!fields.has(key)) fields.set(key, field)
  return fields
}
