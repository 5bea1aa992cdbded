import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { FieldValue, Values } from '../case/values.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { fieldsOfDocument, fieldsOfStep } from '../language/document-fields.ts'
import type { Field } from '../language/form.generated.ts'
import type { ProcedureDocument, Step } from '../language/procedure.generated.ts'
import type { Library, SourceFile } from '../library.ts'
import { emptyRegisters } from '../register/register-reader.ts'
import type { Rule } from '../rules/rule.ts'
import { documentEnvironment, type RelatedFacts, type RuleScope } from '../rules/rule-environment.ts'
import { RuleFault, RuleReadsUnset } from '../rules/rule-fault.ts'
import type { Assignments } from './assignment.ts'
import { type CompiledExpression, codesOf } from './check-rules.ts'
import { comparesFields, gridOf, numbersIn, type Valuation, type Variable } from './exit-grid.ts'
import { findingsIn } from './findings.ts'
import { reachableFrom } from './machine.ts'
import { firesAtOnce, isSystemStep } from './roles-of-step.ts'

/** `chosen`: fields the step itself fills, so whoever takes it may still choose their values. */
type Exit = Readonly<{ name: string; step: Step; rules: readonly Rule[]; when: readonly Rule[]; chosen: ReadonlySet<string> }>

/**
 * Exits of a state that depend on fields already filled cover all values of those fields, and no two automatic exits
 * hold at once. Shown by trying the values at and beside every boundary the rules name; where the rules read anything
 * but fields with few such values (lists, dates, counters) nothing is claimed.
 */
export function checkExits(
  library: Library,
  assignments: Assignments,
  source: SourceFile<ProcedureDocument>,
  expressions: readonly CompiledExpression[],
  into: Diagnostic[],
): void {
  const document = source.value
  const findings = findingsIn(source, into)
  const environment = documentEnvironment(library, document)
  const byState = assignments.byState(document)
  for (const state of reachableFrom(document, document.initial)) {
    const exits = exitsOf(library, document, state, expressions)
    if (exits.length === 0) continue
    const shared = sharedEnums(library, document, exits)
    const grid = gridFor(library, document, exits, byState.get(state) ?? new Set())
    if (grid === undefined) continue
    const open = (rules: readonly Rule[], valuation: Valuation) =>
      rules.every((rule) => holds(rule, environment.scope(factsOf(document, valuation))))
    const exampleOf = (valuation: Valuation) => [...valuation].map(([name, value]) => `${name} = ${value}`).join(', ')
    const settled = groupedBy(grid, (name) => shared.has(name) || !exits.some(({ chosen }) => chosen.has(name)))
    if (exits.every(({ rules }) => rules.length > 0)) {
      const gap = settled.find(({ choices }) => !choices.some((valuation) => exits.some(({ rules }) => open(rules, valuation))))
      if (gap !== undefined)
        findings.add(
          'exits-leave-gap',
          ['states', state],
          { state, example: exampleOf(gap.values), steps: exits.map(({ name }) => name).join(', ') },
          'key',
        )
    }
    const both = overlap(exits, grid, open)
    if (both !== undefined)
      findings.add(
        'exits-overlap',
        ['steps', both.second],
        { state, first: both.first, second: both.second, example: exampleOf(both.valuation) },
        'key',
      )
  }
}

function exitsOf(library: Library, document: ProcedureDocument, state: string, expressions: readonly CompiledExpression[]): Exit[] {
  return Object.entries(document.steps).flatMap(([name, step]) => {
    if (!step.from.includes(state)) return []
    const placed = expressions.filter((expression) => expression.step === name)
    const rules = placed.flatMap(({ path, rule }) => (path[2] === 'rules' ? [rule] : []))
    const when = placed.flatMap(({ path, rule }) => (path[2] === 'automatic' && path[3] === 'when' ? [rule] : []))
    // The condition binds the engine; a person who may take the step is bound by its rules alone.
    const all = isSystemStep(step) ? [...rules, ...when] : rules
    return [{ name, step, rules: all, when, chosen: new Set(fieldsOfStep(library, step).keys()) }]
  })
}

/** An enum every one of several exits asks for decides between them, though each fills it itself. */
function sharedEnums(library: Library, document: ProcedureDocument, exits: readonly Exit[]): ReadonlySet<string> {
  if (exits.length < 2) return new Set()
  const fields = fieldsOfDocument(library, document)
  const read = exits.map(({ rules }) => new Set(rules.flatMap((rule) => rule.reads.map((path) => path.join('.')))))
  const [first = new Set<string>(), ...rest] = read
  return new Set([...rest.reduce((all, names) => all.intersection(names), first)].filter((name) => fields.get(name)?.type === 'enum'))
}

function gridFor(
  library: Library,
  document: ProcedureDocument,
  exits: readonly Exit[],
  assigned: ReadonlySet<string>,
): readonly Valuation[] | undefined {
  const rules = exits.flatMap((exit) => [...exit.rules, ...exit.when])
  if (rules.length === 0 || rules.some(({ ast }) => comparesFields(ast))) return undefined
  const names = new Set(rules.flatMap((rule) => [...rule.reads, ...rule.tests].map((path) => path.join('.'))))
  const variables = [...names].map((name) => variableOf(library, document, name, assigned))
  if (variables.some((variable) => variable === undefined)) return undefined
  return gridOf(
    variables.filter((variable) => variable !== undefined),
    rules.flatMap(({ ast }) => numbersIn(ast)),
  )
}

function variableOf(library: Library, document: ProcedureDocument, name: string, assigned: ReadonlySet<string>): Variable | undefined {
  const field = fieldNamed(library, document, name)
  if (field === undefined || !['boolean', 'enum', 'integer', 'number', 'money'].includes(field.type)) return undefined
  const codes = [...(codesOf(library, field) ?? [])]
  if (field.type === 'enum' && codes.length === 0) return undefined
  return { name, field, codes, mayBeUnset: !name.includes('.') && !assigned.has(name) && field.optional === true }
}

function fieldNamed(library: Library, document: ProcedureDocument, name: string): Field | undefined {
  const [owner = '', key, ...more] = name.split('.')
  if (key === undefined) return fieldsOfDocument(library, document).get(owner)
  const relation = document.related?.[owner]
  const other = relation === undefined ? undefined : library.documents.get(relation.document)?.value
  return other === undefined || more.length > 0 ? undefined : fieldsOfDocument(library, other).get(key)
}

/** Valuations that agree in the settled names, together: the rest is still to be chosen. */
function groupedBy(grid: readonly Valuation[], isSettled: (name: string) => boolean): { values: Valuation; choices: Valuation[] }[] {
  const groups = new Map<string, { values: Valuation; choices: Valuation[] }>()
  for (const valuation of grid) {
    const values = new Map([...valuation].filter(([name]) => isSettled(name)))
    const key = JSON.stringify([...values])
    const group = groups.get(key) ?? { values, choices: [] }
    group.choices.push(valuation)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function overlap(
  exits: readonly Exit[],
  grid: readonly Valuation[],
  open: (rules: readonly Rule[], valuation: Valuation) => boolean,
): { first: string; second: string; valuation: Valuation } | undefined {
  const atOnce = exits.filter(({ step, when }) => firesAtOnce(step) && when.length > 0 && step.waits_for === undefined)
  for (const [place, first] of atOnce.entries())
    for (const second of atOnce.slice(place + 1)) {
      const valuation =
        first.step.to === second.step.to
          ? undefined
          : grid.find((each) => [first, second].every(({ rules, when }) => open([...rules, ...when], each)))
      if (valuation !== undefined) return { first: first.name, second: second.name, valuation }
    }
  return undefined
}

function holds(rule: Rule, scope: RuleScope): boolean {
  try {
    return rule.evaluate(scope) === true
  } catch (error) {
    if (error instanceof RuleReadsUnset || error instanceof RuleFault) return false
    throw error
  }
}

const noCalendar: WorkingCalendar = {
  zone: 'UTC',
  revision: '',
  isWorkingDay: () => true,
  dateOf: (at) => at.slice(0, 10),
  dueAfter: (at) => ({ at, on: at.slice(0, 10), provisional: true }),
  shift: (on) => on,
  endOf: (on) => `${on}T24:00:00.000Z`,
  startOf: (on) => `${on}T00:00:00.000Z`,
  workdaysBetween: () => 0,
}

/** Facts of a case that holds these values and nothing else. Rules that read anything else are not tried. */
function factsOf(document: ProcedureDocument, valuation: Valuation) {
  const values: Record<string, FieldValue> = {}
  const others = new Map<string, Values>()
  for (const [name, value] of valuation) {
    const [owner = '', key] = name.split('.')
    if (key === undefined) values[owner] = value
    else others.set(owner, { ...others.get(owner), [key]: value })
  }
  const related = new Map(
    [...others].map(([name, filled]): [string, RelatedFacts] => [
      name,
      [{ values: () => filled, subject: {}, open: false, state: '', number: '' }],
    ]),
  )
  const year = '2000-01-01'
  const at = { number: '', state: document.initial, openedOn: year, startedBy: '' }
  return {
    values,
    related,
    registers: emptyRegisters,
    case: at,
    subject: {},
    given: {},
    taken: new Map(),
    each: new Map(),
    today: year,
    now: `${year}T00:00:00.000Z`,
    actor: '',
    calendar: noCalendar,
  }
}
