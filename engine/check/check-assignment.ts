import type { Diagnostic } from '../diagnostic.ts'
import { fieldsOfDocument, fieldsOfStep, partsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { filledWhenTrue, type Path as ReadPath } from '../rules/reads.ts'
import { assignedBefore, assignmentByState, isRequired, surelyFilled } from './assignment.ts'
import type { CompiledExpression, CompiledField } from './check-rules.ts'
import type { Phase } from './document-expressions.ts'
import { findingsIn } from './findings.ts'

type Keys = ReadonlySet<string>

/** What is surely filled at one moment of a step: own fields, and fields of related cases by relation. */
type Certain = Readonly<{ own: Keys; related: ReadonlyMap<string, Keys> }>

/**
 * Definite assignment: each field an expression of the document reads is surely filled on every way to it, or the
 * expression says by `filled(...)` what absence means.
 */
export function checkAssignment(
  library: Library,
  source: SourceFile<ProcedureDocument>,
  expressions: readonly CompiledExpression[],
  into: Diagnostic[],
): void {
  const document = source.value
  const findings = findingsIn(source, into)
  const byState = assignmentByState(library, document)
  const fields = fieldsOfDocument(library, document)
  for (const [name, step] of Object.entries(document.steps)) {
    const moment = momentsOf(library, document, step, assignedBefore(byState, step))
    const fills = new Set<string>()
    const own = expressions.filter((expression) => expression.step === name)
    for (const { path, phase, rule } of own) {
      const certain = moment(phase, fills)
      const shown = shownBefore(own, path)
      for (const { path: read, sure, offset } of rule.occurrences)
        if (!sure && !shown.has(read.join('.')) && !isSure(library, document, fields, certain, read))
          findings.addInside('field-maybe-unset', path, offset, { field: read.join('.'), step: name })
      if (phase === 'fills') fills.add(String(path.at(-1)))
    }
  }
}

/** What the rules of the step, and the condition of the start or sending it belongs to, have shown to be filled before an expression is evaluated. */
function shownBefore(own: readonly CompiledExpression[], path: ReadonlyArray<string | number>): Keys {
  const [, , group, place, part] = path
  if (group !== 'rules' && group !== 'starts' && group !== 'sends') return new Set()
  const before = own.filter(({ path: [, , of, at, what] }) =>
    of === 'rules' ? group !== 'rules' || Number(at) < Number(place) : of === group && at === place && what === 'when' && part !== 'when',
  )
  return new Set(before.flatMap(({ rule }) => [...filledWhenTrue(rule.ast)]))
}

/** What is certain in each phase of a step; within `fills`, also what the fills before gave. */
function momentsOf(library: Library, document: ProcedureDocument, step: Step, before: Keys): (phase: Phase, fills: Keys) => Certain {
  const waited = relatedByWaits(library, document, step)
  const none: ReadonlyMap<string, Keys> = new Map()
  const entered = before.union(new Set(partsOfStep(library, step).flatMap(({ definition }) => entriesEntered(definition.fields))))
  const complete = before.union(surelyFilled(library, document, step))
  return (phase, fills) => {
    switch (phase) {
      case 'before':
        return { own: before, related: none }
      case 'waited':
        return { own: before, related: waited }
      case 'fills':
        return { own: entered.union(fills), related: waited }
      case 'after':
        return { own: complete, related: waited }
      default:
        return phase satisfies never
    }
  }
}

/** Required fields of a part that have their value before fills and computed fields are worked out. */
export function entriesEntered(fields: Readonly<Record<string, Field>>): string[] {
  return Object.entries(fields).flatMap(([key, field]) => (isRequired(field) && field.computed === undefined ? [key] : []))
}

/**
 * A wait that always applies, and for all related cases, makes certain what is filled in every state it names: the case
 * has passed through one of them, and a field once filled stays filled.
 */
function relatedByWaits(library: Library, document: ProcedureDocument, step: Step): ReadonlyMap<string, Keys> {
  const certain = new Map<string, Keys>()
  for (const { on, states, any, when } of step.waits_for ?? []) {
    const code = document.related?.[on]?.document
    const other = code === undefined ? undefined : library.documents.get(code)?.value
    if (other === undefined || any === true || when !== undefined) continue
    const byState = assignmentByState(library, other)
    const [first, ...rest] = states.map((state) => byState.get(state) ?? new Set<string>())
    if (first === undefined) continue
    certain.set(on, (certain.get(on) ?? new Set()).union(rest.reduce((all, keys) => all.intersection(keys), first as Keys)))
  }
  return certain
}

const always: ReadonlySet<string> = new Set(['case', 'taken', 'tables', 'lists', 'today', 'now', 'actor'])
const relationParts: ReadonlySet<string> = new Set(['exists', 'open', 'state', 'number'])

function isSure(
  library: Library,
  document: ProcedureDocument,
  fields: ReadonlyMap<string, Field>,
  certain: Certain,
  path: ReadPath,
): boolean {
  const [root = '', second, ...rest] = path
  // An item's read goes with a read of its list, which is judged by itself.
  if (fields.has(root)) return (second === '*' || certain.own.has(root)) && columnsSure(fields.get(root), path.slice(1))
  if (always.has(root)) return true
  if (root === 'subject') return second === undefined || document.subject[second]?.optional !== true
  if (root === 'given') return second === undefined
  if (root === 'each') return shareSure(library, document, second, rest)
  const relation = document.related?.[root]
  if (relation === undefined || second === undefined || relationParts.has(second)) return true
  const other = library.documents.get(relation.document)?.value
  const field = other === undefined ? undefined : fieldsOfDocument(library, other).get(second)
  return (rest[0] === '*' || (certain.related.get(root)?.has(second) ?? false)) && columnsSure(field, rest)
}

/** `*` and a column: whether every row has the column. Parts of a person or attachment are always there. */
function columnsSure(list: Field | undefined, [star, column, ...rest]: ReadPath): boolean {
  if (star !== '*' || column === undefined || list?.columns === undefined) return true
  const field = list.columns[column]
  return field === undefined || (isRequired(field) && columnsSure(field, rest))
}

function shareSure(library: Library, document: ProcedureDocument, step: string | undefined, [, key, ...rest]: ReadPath): boolean {
  const declared = step === undefined ? undefined : document.steps[step]
  if (declared === undefined || key === undefined || key === 'by') return true
  const field = fieldsOfStep(library, declared).get(key)
  return field === undefined || (isRequired(field) && columnsSure(field, rest))
}

/** The same for the computed fields, conditions and fixed rows of the forms, at every step that fills the part. */
export function checkFormAssignment(library: Library, form: string, uses: readonly CompiledField[], into: Diagnostic[]): void {
  const source = library.forms.get(form)
  if (source === undefined) return
  const findings = findingsIn(source, into)
  const told = new Set<string>()
  for (const { value: document } of library.documents.values()) {
    const byState = assignmentByState(library, document)
    for (const [name, step] of Object.entries(document.steps)) {
      const parts = step.records.filter((record) => record.form === form).map(({ part }) => part)
      if (parts.length === 0) continue
      const fields = formFields(source.value.parts)
      let known = assignedBefore(byState, step).union(
        new Set([...Object.keys(step.fills ?? {}), ...parts.flatMap((part) => entriesEntered(source.value.parts[part]?.fields ?? {}))]),
      )
      for (const use of uses.filter(({ part }) => parts.includes(part))) {
        for (const { path: read, sure, offset } of use.rule.occurrences) {
          const key = `${use.usePath.join('.')} ${offset}`
          if (sure || told.has(key) || formReadSure(fields, use, known, read)) continue
          told.add(key)
          findings.addInside('field-maybe-unset', use.usePath, offset, { field: read.join('.'), step: `${document.code} ${name}` })
        }
        if (use.use === 'computed' && use.list === undefined && isRequired(use.field)) known = known.union(new Set([use.key]))
      }
    }
  }
}

function formFields(parts: Readonly<Record<string, { fields: Readonly<Record<string, Field>> }>>): ReadonlyMap<string, Field> {
  return new Map(Object.values(parts).flatMap((part) => Object.entries(part.fields)))
}

function formReadSure(fields: ReadonlyMap<string, Field>, use: CompiledField, known: Keys, path: ReadPath): boolean {
  // An optional computed field stays empty where what it is computed from is empty: that is what optional says.
  if (use.use === 'computed' && use.field.optional === true) return true
  const [root = ''] = path
  const column = use.list === undefined ? undefined : fields.get(use.list)?.columns?.[root]
  if (column !== undefined) return isRequired(column)
  const field = fields.get(root)
  return field === undefined || (known.has(root) && columnsSure(field, path.slice(1)))
}
