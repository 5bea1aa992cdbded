import type { Diagnostic } from '../diagnostic.ts'
import { fieldsOfDocument, fieldsOfStep } from '../language/document-fields.ts'
import type { ProcedureDocument, Step, Timer } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { type Findings, findingsIn, type Path } from './findings.ts'

/** Every name a document writes down leads somewhere: forms, parts, states, steps, relations, subject keys, fields. */
export function checkReferences(library: Library, source: SourceFile<ProcedureDocument>, into: Diagnostic[]): void {
  const look: Look = { library, document: source.value, findings: findingsIn(source, into) }
  checkSubjectNames(look)
  checkRelations(look)
  for (const [name, step] of Object.entries(source.value.steps)) checkStep(look, name, step)
}

type Look = Readonly<{ library: Library; document: ProcedureDocument; findings: Findings }>

function checkSubjectNames({ library, document, findings }: Look): void {
  const { subject, unique = [], campaign } = document
  for (const [place, key] of unique.entries())
    if (!Object.hasOwn(subject, key)) findings.add('unknown-subject-key', ['unique', place], { key, document: document.code })
  if (campaign === undefined) return
  if (!Object.hasOwn(subject, campaign.per))
    findings.add('unknown-subject-key', ['campaign', 'per'], { key: campaign.per, document: document.code })
  const where = campaign.where
  if (where !== undefined) checkStates(library, findings, ['campaign', 'where', 'states'], where.document, where.states)
}

function checkRelations({ library, document, findings }: Look): void {
  for (const [name, { document: code, via }] of Object.entries(document.related ?? {})) {
    const other = library.documents.get(code)?.value
    if (Array.isArray(via)) {
      for (const [place, key] of via.entries())
        for (const side of [document, other])
          if (side !== undefined && !Object.hasOwn(side.subject, key))
            findings.add('unknown-subject-key', ['related', name, 'via', place], { key, document: side.code })
      continue
    }
    const [starter, started] = via === 'started' ? [document, code] : [other, document.code]
    if (starter !== undefined && !starts(starter, started))
      findings.add('relation-never-made', ['related', name, 'via'], { relation: name, document: code, via })
  }
}

function starts(document: ProcedureDocument, code: string): boolean {
  return Object.values(document.steps).some((step) => step.starts?.some((start) => start.document === code))
}

function checkStep(look: Look, name: string, step: Step): void {
  const { document, findings } = look
  const at: Path = ['steps', name]
  checkStates(look.library, findings, [...at, 'from'], document.code, step.from)
  if (!Object.hasOwn(document.states, step.to)) findings.add('unknown-state', [...at, 'to'], { state: step.to, document: document.code })
  checkRecords(look, at, step)
  checkOwnFields(look, at, step)
  checkSeparation(look, at, step)
  for (const [place, wait] of (step.waits_for ?? []).entries()) {
    const relation = relationOf(look, [...at, 'waits_for', place, 'on'], wait.on)
    if (relation !== undefined) checkStates(look.library, findings, [...at, 'waits_for', place, 'states'], relation.document, wait.states)
  }
  checkStarts(look, at, step)
  checkSends(look, at, step)
}

function checkStates(library: Library, findings: Findings, at: Path, code: string, states: readonly string[]): void {
  const document = library.documents.get(code)?.value
  if (document === undefined) return
  for (const [place, state] of states.entries())
    if (!Object.hasOwn(document.states, state)) findings.add('unknown-state', [...at, place], { state, document: code })
}

function checkRecords({ library, findings }: Look, at: Path, step: Step): void {
  for (const [place, { form, part }] of step.records.entries()) {
    const found = library.forms.get(form)?.value
    if (found === undefined) findings.add('unknown-form', [...at, 'records', place, 'form'], { form })
    else if (!Object.hasOwn(found.parts, part)) findings.add('unknown-part', [...at, 'records', place, 'part'], { form, part })
  }
}

function checkOwnFields({ library, document, findings }: Look, at: Path, step: Step): void {
  const known = fieldsOfDocument(library, document)
  const own = fieldsOfStep(library, step)
  const expect = (fields: ReadonlyMap<string, unknown>, path: Path, field: string, side?: 'key') => {
    if (!fields.has(field)) findings.add('unknown-field', [...at, ...path], { field }, side)
  }
  for (const field of Object.keys(step.fills ?? {})) expect(own, ['fills', field], field, 'key')
  if (step.extends !== undefined) expect(known, ['extends', 'by'], step.extends.by)
  if (step.sets_due !== undefined) expect(known, ['sets_due'], step.sets_due)
  for (const [list, place, field] of namedFields(step.automatic?.at)) expect(known, ['automatic', 'at', list, place], field)
}

function namedFields(timer: Timer | undefined): readonly (readonly [list: string, place: number, field: string])[] {
  if (timer === undefined || timer === 'limit') return []
  return (['latest_of', 'first_filled'] as const).flatMap((list) =>
    (timer[list] ?? []).map((field, place) => [list, place, field] as const),
  )
}

function relationOf({ document, findings }: Look, path: Path, name: string): { document: string } | undefined {
  const related = document.related ?? {}
  if (Object.hasOwn(related, name)) return related[name]
  findings.add('unknown-relation', path, { relation: name })
  return undefined
}

function checkSeparation(look: Look, at: Path, step: Step): void {
  for (const [place, other] of (step.separate_from ?? []).entries()) {
    const path = [...at, 'separate_from', place]
    if (typeof other === 'string') checkStepName(look, path, look.document.code, other)
    else {
      const relation = relationOf(look, [...path, 'on'], other.on)
      if (relation !== undefined) checkStepName(look, [...path, 'step'], relation.document, other.step)
    }
  }
}

function checkStepName({ library, findings }: Look, path: Path, code: string, step: string): Step | undefined {
  const document = library.documents.get(code)?.value
  if (document === undefined) return undefined
  if (Object.hasOwn(document.steps, step)) return document.steps[step]
  findings.add('unknown-step', path, { step, document: code })
  return undefined
}

function checkStarts({ library, document, findings }: Look, at: Path, step: Step): void {
  for (const [place, start] of (step.starts ?? []).entries()) {
    const target = library.documents.get(start.document)?.value
    if (target === undefined) continue
    const path = [...at, 'starts', place]
    const named = [
      ...Object.keys(start.subject ?? {}).map((key) => [['subject', key], key, 'key'] as const),
      ...(start.one_per?.as ?? []).map((key, as) => [['one_per', 'as', as], key, undefined] as const),
    ]
    for (const [where, key, side] of named)
      if (!Object.hasOwn(target.subject, key))
        findings.add('unknown-subject-key', [...path, ...where], { key, document: target.code }, side)
    const fields = fieldsOfDocument(library, target)
    for (const field of Object.keys(start.gives ?? {}))
      if (!fields.has(field)) findings.add('unknown-field', [...path, 'gives', field], { field }, 'key')
    for (const [key, { optional }] of Object.entries(target.subject)) {
      const inherited = Object.hasOwn(document.subject, key) && document.subject[key]?.optional !== true
      if (optional !== true && !inherited && !named.some(([, name]) => name === key))
        findings.add('subject-not-given', [...path, 'document'], { key, document: target.code })
    }
  }
}

function checkSends(look: Look, at: Path, step: Step): void {
  for (const [place, send] of (step.sends ?? []).entries()) {
    const path = [...at, 'sends', place]
    const relation = relationOf(look, [...path, 'to'], send.to)
    if (relation === undefined) continue
    const target = checkStepName(look, [...path, 'step'], relation.document, send.step)
    if (target === undefined) continue
    const fields = fieldsOfStep(look.library, target)
    for (const field of Object.keys(send.gives ?? {}))
      if (!fields.has(field)) look.findings.add('unknown-field', [...path, 'gives', field], { field }, 'key')
  }
}
