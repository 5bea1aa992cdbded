import { type CompiledForm, compileForm } from '../form/compiled-form.ts'
import { mergeReference, type Reference } from '../form/reference.ts'
import type { ProcedureDocument } from '../language/procedure.generated.ts'
import type { Library } from '../library.ts'
import { compileSetters } from '../register/compile-setters.ts'
import { documentEnvironment } from '../rules/rule-environment.ts'
import { cacheKeyOf } from './cache-key.ts'
import { compileStep } from './compile-step.ts'
import { type CompiledProcedure, type CompiledRelation, type CompiledState, type CompiledStep, systemRole } from './compiled-procedure.ts'
import { makeMachine } from './machine.ts'
import { rulesOfStep } from './rules-of-step.ts'

/** What the documents of one library share once compiled. */
type Shared = Readonly<{ reference: Reference; forms: Map<string, CompiledForm> }>

/**
 * Compiles one document of a library that passed the check. Everything comes from the texts of the library, so a
 * baseline kept in the database compiles to the same. Throws where the check would have had a finding.
 */
export function compileProcedure(library: Library, code: string): CompiledProcedure {
  return compileWith(library, code, { reference: mergeReference(library.reference), forms: new Map() })
}

/** All documents of a library, sharing their forms and reference data. */
export function compileLibrary(library: Library): ReadonlyMap<string, CompiledProcedure> {
  const shared: Shared = { reference: mergeReference(library.reference), forms: new Map() }
  return new Map([...library.documents.keys()].map((code) => [code, compileWith(library, code, shared)]))
}

function compileWith(library: Library, code: string, shared: Shared): CompiledProcedure {
  const document = library.documents.get(code)?.value
  if (document === undefined) throw new Error(`Expected the library to hold ${code}, but it does not`)
  const environment = documentEnvironment(library, document)
  const steps = new Map(
    Object.entries(document.steps).map(([step, declared]) => [step, compileStep({ library, document, environment }, step, declared)]),
  )
  const formCodes = [...new Set([...steps.values()].flatMap((step) => step.records.map(({ form }) => form)))]
  return {
    code,
    document,
    cacheKey: keyOf(library, code, formCodes),
    subject: new Map(Object.entries(document.subject)),
    states: statesOf(document, steps),
    steps,
    forms: new Map(formCodes.map((form) => [form, formOf(library, form, shared)])),
    relations: relationsOf(library, document),
    pending: new Set([...namedDocuments(document)].filter((name) => !library.documents.has(name))),
    openedBy: openedBy(document, steps),
    reference: shared.reference,
    rules: environment,
    registers: new Map([...library.registers].map(([name, { value }]) => [name, value.title])),
    setters: compileSetters(library, document, environment),
    readsRegisters: [...steps.values()].some((step) => registersRead(step).length > 0),
    wokenBy: new Set([...steps.values()].flatMap((step) => (step.automatic === null ? [] : registersRead(step)))),
    machine: makeMachine(document),
  }
}

function formOf(library: Library, code: string, shared: Shared): CompiledForm {
  const known = shared.forms.get(code)
  if (known !== undefined) return known
  const form = library.forms.get(code)?.value
  if (form === undefined) throw new Error(`Expected the library to hold form ${code}, but it does not`)
  const compiled = compileForm(library, form, shared.reference)
  shared.forms.set(code, compiled)
  return compiled
}

function keyOf(library: Library, code: string, forms: readonly string[]): string {
  const texts = [
    library.documents.get(code)?.text,
    ...forms.map((form) => library.forms.get(form)?.text),
    ...library.reference.map(({ text }) => text),
    ...[...library.registers.values()].map(({ text }) => text),
  ]
  return cacheKeyOf(texts.map((text) => text ?? ''))
}

function statesOf(document: ProcedureDocument, steps: ReadonlyMap<string, CompiledStep>): ReadonlyMap<string, CompiledState> {
  return new Map(
    Object.entries(document.states).map(([code, { title, final }]) => {
      const leaving = new Map([...steps].filter(([, step]) => step.from.has(code)))
      return [code, { code, title, final: final === true, leaving }]
    }),
  )
}

function relationsOf(library: Library, document: ProcedureDocument): ReadonlyMap<string, CompiledRelation> {
  return new Map(
    Object.entries(document.related ?? {}).map(([name, { document: other, via, not_older }]) => {
      const states = Object.entries(library.documents.get(other)?.value.states ?? {})
      const annulling = new Set(states.filter(([, state]) => 'annuls' in state && state.annuls === true).map(([state]) => state))
      return [name, { name, document: other, via, notOlder: not_older === true, pending: !library.documents.has(other), annulling }]
    }),
  )
}

function namedDocuments(document: ProcedureDocument): ReadonlySet<string> {
  const started = Object.values(document.steps).flatMap((step) => (step.starts ?? []).map((start) => start.document))
  return new Set([...started, ...Object.values(document.related ?? {}).map((relation) => relation.document)])
}

function openedBy(document: ProcedureDocument, steps: ReadonlyMap<string, CompiledStep>): readonly string[] {
  if (document.opened_by !== undefined) return document.opened_by
  const first = [...steps.values()].filter((step) => step.from.has(document.initial)).flatMap((step) => step.humanRoles)
  return [...new Set(first)].filter((role) => role !== systemRole)
}

/** The registers some expression of a step looks at. */
function registersRead(step: CompiledStep): readonly string[] {
  const paths = rulesOfStep(step).flatMap(({ reads, tests }) => [...reads, ...tests])
  return paths.flatMap(([root, register]) => (root === 'registers' && register !== undefined ? [register] : []))
}
