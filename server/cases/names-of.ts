import type { CompiledProcedure, RejectionNames, Words } from '#engine'
import type { Documents } from '../documents/documents.ts'

/** How a procedure, the documents released with it and its reference data call things; a code nobody titled stays a code. */
export async function namesOf(procedure: CompiledProcedure, baseline: string, zone: string, documents: Documents): Promise<RejectionNames> {
  const { library } = await documents.readBaseline(baseline)
  const fields = new Map(
    [...procedure.forms.values()].flatMap((form) =>
      [...form.parts.values()].flatMap((part) => [...part.fields].map(([key, { field }]) => [key, field.title] as const)),
    ),
  )
  const instants = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  return {
    step: (code) => procedure.steps.get(code)?.title ?? asItIs(code),
    state: (code, document = procedure.code) =>
      (document === procedure.code ? procedure.states.get(code)?.title : library.documents.get(document)?.value.states[code]?.title) ??
      asItIs(code),
    role: (code) => procedure.reference.roles.get(code) ?? asItIs(code),
    document: (code) => library.documents.get(code)?.value.title ?? asItIs(code),
    subject: (code) => procedure.subject.get(code)?.title ?? asItIs(code),
    field: (code) => fields.get(code) ?? asItIs(code),
    instant: (at) => instants.format(new Date(at)),
  }
}

function asItIs(code: string): Words {
  return { zh: code, en: code }
}
