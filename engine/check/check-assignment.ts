import type { Diagnostic } from '../diagnostic.ts'
import { fieldsOfDocument, partsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { type Assignments, isRequired, type Keys, meet, readsUnsetColumn, requiredIn } from './assignment.ts'
import { columnsSure, isSure } from './certain.ts'
import type { CompiledExpression, CompiledField } from './check-rules.ts'
import type { Phase } from './document-expressions.ts'
import { findingsIn } from './findings.ts'

/**
 * Definite assignment: each field an expression of the document reads is surely filled on every way to it, or the
 * expression says by `filled(...)` what absence means.
 */
export function checkAssignment(
  library: Library,
  assignments: Assignments,
  source: SourceFile<ProcedureDocument>,
  expressions: readonly CompiledExpression[],
  into: Diagnostic[],
): void {
  const document = source.value
  const findings = findingsIn(source, into)
  const look = { library, document, fields: fieldsOfDocument(library, document) }
  for (const [name, step] of Object.entries(document.steps)) {
    const own = expressions.filter((expression) => expression.step === name)
    const ownAt = ownFields(library, assignments, document, step)
    const related = relatedByWaits(library, assignments, document, step)
    for (const [place, { path, phase, rule }] of own.entries()) {
      const certain = {
        own: ownAt(phase, fillsBefore(own.slice(0, place)).intersection(assignments.fills(document, step))),
        related: phase === 'before' ? new Map() : related,
      }
      const assured = assuredBefore(own.slice(0, place), path)
      const open = phase === 'fills' && !assignments.fills(document, step).has(String(path.at(-1)))
      // An optional field a step fills from a register stays empty where the register says nothing.
      for (const read of rule.occurrences)
        if (
          !(open && readsUnsetColumn(read)) &&
          !read.sure &&
          !isSure(look, certain, { path: read.path, filled: read.filled.union(assured) })
        )
          findings.addInside('field-maybe-unset', path, read.offset, { field: read.path.join('.'), step: name })
    }
  }
}

function fillsBefore(earlier: readonly CompiledExpression[]): Keys {
  return new Set(earlier.filter(({ phase }) => phase === 'fills').map(({ path }) => String(path.at(-1))))
}

/** Rules hold in their order, so a later one may rest on an earlier one; what a start or send gives rests on its condition. */
function assuredBefore(earlier: readonly CompiledExpression[], path: readonly (string | number)[]): Keys {
  const part = path[2]
  const holding = earlier.filter(({ path: other, phase }) => {
    if (phase === 'after' && other[2] === 'rules') return true
    return (part === 'starts' || part === 'sends') && other[2] === part && other[3] === path[3] && other[4] === 'when'
  })
  return new Set(holding.flatMap(({ rule }) => [...rule.assures]))
}

/** Own fields surely filled in each phase of a step; within `fills`, also what the fills before gave. */
function ownFields(
  library: Library,
  assignments: Assignments,
  document: ProcedureDocument,
  step: Step,
): (phase: Phase, fills: Keys) => Keys {
  const before = assignments.before(document, step)
  const entered = before.union(new Set(partsOfStep(library, step).flatMap(({ definition }) => enteredIn(definition.fields))))
  const complete = before.union(new Set([...requiredIn(library, document, step), ...assignments.fills(document, step)]))
  return (phase, fills) => {
    switch (phase) {
      case 'before':
      case 'waited':
        return before
      case 'fills':
        return entered.union(fills)
      case 'after':
        return complete
      default:
        return phase satisfies never
    }
  }
}

/** Required fields of a part that have their value before fills and computed fields are worked out. */
function enteredIn(fields: Readonly<Record<string, Field>>): string[] {
  return Object.entries(fields).flatMap(([key, field]) => (isRequired(field) && field.computed === undefined ? [key] : []))
}

/**
 * A wait that always applies, and for all related cases, makes certain what is filled in every state it names: the case
 * has passed through one of them, and a field once filled stays filled.
 */
function relatedByWaits(library: Library, assignments: Assignments, document: ProcedureDocument, step: Step): ReadonlyMap<string, Keys> {
  const certain = new Map<string, Keys>()
  for (const { on, states, any, when } of step.waits_for ?? []) {
    const code = document.related?.[on]?.document
    const other = code === undefined ? undefined : library.documents.get(code)?.value
    if (other === undefined || any === true || when !== undefined) continue
    const byState = assignments.byState(other)
    certain.set(on, (certain.get(on) ?? new Set<string>()).union(meet(states.map((state) => byState.get(state) ?? new Set<string>()))))
  }
  return certain
}

/** The same for the computed fields, conditions and fixed rows of a form, at every step that fills their part. */
export function checkFormAssignment(
  library: Library,
  assignments: Assignments,
  code: string,
  uses: readonly CompiledField[],
  into: Diagnostic[],
): void {
  const source = library.forms.get(code)
  if (source === undefined) return
  const findings = findingsIn(source, into)
  const fields = new Map(Object.values(source.value.parts).flatMap((part) => Object.entries(part.fields)))
  const told = new Set<string>()
  for (const { value: document } of library.documents.values())
    for (const [name, step] of Object.entries(document.steps)) {
      const parts = step.records.flatMap(({ form, part }) => (form === code ? [part] : []))
      const entered = parts.flatMap((part) => enteredIn(source.value.parts[part]?.fields ?? {}))
      let known: Keys = assignments.before(document, step).union(new Set([...assignments.fills(document, step), ...entered]))
      for (const use of uses.filter(({ part }) => parts.includes(part))) {
        for (const { path, sure, offset, filled } of use.rule.occurrences) {
          const place = `${use.usePath.join('.')} ${offset}`
          if (sure || told.has(place) || formReadSure(fields, use, known.union(filled), path)) continue
          told.add(place)
          findings.addInside('field-maybe-unset', use.usePath, offset, { field: path.join('.'), step: `${document.code} ${name}` })
        }
        if (use.use === 'computed' && use.list === undefined && isRequired(use.field)) known = known.union(new Set([use.key]))
      }
    }
}

function formReadSure(fields: ReadonlyMap<string, Field>, use: CompiledField, known: Keys, path: readonly string[]): boolean {
  // An optional computed field stays empty where what it is computed from is empty: that is what optional says.
  if (use.use === 'computed' && use.field.optional === true) return true
  const [root = '', ...rest] = path
  const column = use.list === undefined ? undefined : fields.get(use.list)?.columns?.[root]
  if (column !== undefined) return isRequired(column) || known.has(root)
  const field = fields.get(root)
  return field === undefined || ((known.has(root) || rest[0] === '*') && columnsSure(field, rest))
}
