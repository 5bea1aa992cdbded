import { Environment } from '@marcbachmann/cel-js'
import type { WorkingCalendar } from '../calendar/working-calendar.ts'
import type { SubjectValues } from '../case/case-state.ts'
import type { DateText, Instant, RowValue, Values } from '../case/values.ts'
import { fieldsOfDocument, fieldsOfStep } from '../language/document-fields.ts'
import type { Field, RecordForm } from '../language/form.generated.ts'
import type { ProcedureDocument, Step, SubjectKey } from '../language/procedure.generated.ts'
import type { Library } from '../library.ts'
import type { RegisterReader } from '../register/register-reader.ts'
import { registerArithmetic } from './arithmetic.ts'
import { calendarName, registerDates } from './date-functions.ts'
import { CalendarDate, InstantValue } from './date-values.ts'
import { registerDigest } from './digest.ts'
import { exactSource, noTerms, type Terms } from './exact-source.ts'
import { registerFilled } from './filled.ts'
import { registerPatterns } from './patterns.ts'
import { declareRegisters, type RegisterTypes } from './register-names.ts'
import { reservedNames } from './reserved-names.ts'
import { celTypes, converted, declareRecord, type RuleType, type RuleTypes, registerRuleTypes, ruleTypeOf, tableOf } from './rule-types.ts'

/** The rule library a baseline was released with: the functions, their types and their rounding. A change of meaning is a new number. */
export const ruleLibraryVersion = 1

/** The values of one evaluation by the names rules know. Made by an environment, read by its rules. */
export type RuleScope = ReadonlyMap<string, unknown>

/** One related case as rules see it: its fields, `.open`, `.state`, `.number`. */
export type RelatedCase = Readonly<{ values(): Values; subject: SubjectValues; open: boolean; state: string; number: string }>

/** The cases of a relation, oldest first. Rules see the latest as `<relation>.<field>`, all of them as `<relation>.cases`. */
export type RelatedFacts = readonly RelatedCase[]

/** Everything a rule of a document may look at. All of it is given in; nothing is fetched and no clock is read. */
export type DocumentFacts = Readonly<{
  /** Field → value last filled in this case; the part being submitted wins. */
  values: Values
  subject: SubjectValues
  case: Readonly<{ number: string; state: string; openedOn: DateText; startedBy: string }>
  given: Values
  /** Step → completed takings before this one. */
  taken: ReadonlyMap<string, number>
  /** Collected step → what each person contributed in its latest round. */
  each: ReadonlyMap<string, readonly Readonly<{ by: string; values: Values }>[]>
  related: ReadonlyMap<string, RelatedFacts>
  registers: RegisterReader
  today: DateText
  now: Instant
  /** Person id; '' for the system. */
  actor: string
  calendar: WorkingCalendar
}>

/** What a rule of a form may look at; `row` where it stands in a column of a list. */
export type FormFacts = Readonly<{ values: Values; row?: RowValue; today: DateText; calendar: WorkingCalendar }>

/** The names and types rules of one document or form may use. `scope` gives them their values. */
export type RuleEnvironment<Facts> = Readonly<{ cel: Environment; types: RuleTypes; terms: Terms; scope(facts: Facts): RuleScope }>
/** The environment of a document, which alone sees the registers. */
export type DocumentEnvironment = RuleEnvironment<DocumentFacts> & Readonly<{ registers: RegisterTypes }>

/** A name and how its value is had from the facts; `undefined`: not filled. */
type Getter<Facts> = (facts: Facts) => unknown
type Names<Facts> = Map<string, Getter<Facts>>

/** The environment of a document's rules, conditions, fills, hand-overs and timers. */
export function documentEnvironment(library: Library, document: ProcedureDocument): DocumentEnvironment {
  const { cel, types } = bareEnvironment()
  const names: Names<DocumentFacts> = new Map()
  const fields = declareFields(types, fieldsOfDocument(library, document), 'Row')
  for (const [key, type] of fields) declare(cel, names, key, type.cel, (facts) => valueIn(type, facts.values, key))
  declareReference(library, types, names)
  declareSubject(document, types, names)
  declareCase(document, types, names, fields)
  declareEach(library, document, types, names)
  declareRelated(library, document, types, names)
  const { type, registers, of } = declareRegisters(library, types)
  declare(cel, names, 'registers', type, (facts) => of(facts.registers))
  declare(cel, names, 'today', 'Date', (facts) => new CalendarDate(facts.today))
  declare(cel, names, 'now', 'Instant', (facts) => new InstantValue(facts.now))
  declare(cel, names, 'actor', 'string', (facts) => facts.actor)
  names.set(calendarName, (facts) => facts.calendar)
  return { cel, types, registers, terms: termsOf(document), scope: (facts) => new FactScope(names, facts) }
}

/**
 * The environment of a form's computed fields and conditions. With `list`, of those that stand in a column of that
 * list: the row's own columns come first, the form's fields behind them.
 */
export function formEnvironment(library: Library, form: RecordForm, list?: string): RuleEnvironment<FormFacts> {
  const { cel, types } = bareEnvironment()
  const names: Names<FormFacts> = new Map()
  const fields = new Map(Object.values(form.parts).flatMap((part) => Object.entries(part.fields)))
  const columns = list === undefined ? {} : (fields.get(list)?.columns ?? {})
  for (const [key, type] of declareFields(types, new Map(Object.entries(columns)), 'Column'))
    declare(cel, names, key, type.cel, (facts) => valueIn(type, facts.row ?? {}, key))
  for (const [key, type] of declareFields(types, fields, 'Row'))
    if (!names.has(key)) declare(cel, names, key, type.cel, (facts) => valueIn(type, facts.values, key))
  declareReference(library, types, names)
  declare(cel, names, 'today', 'Date', (facts) => new CalendarDate(facts.today))
  names.set(calendarName, (facts) => facts.calendar)
  return { cel, types, terms: noTerms, scope: (facts) => new FactScope(names, facts) }
}

/** A term may name those defined before it, so none goes round in a circle. */
function termsOf({ terms = {} }: ProcedureDocument): Terms {
  const found = new Map<string, string>()
  for (const [name, { is }] of Object.entries(terms)) found.set(name, exactSource(is, new Map(found)).text)
  return found
}

/** Converts a value only when a rule reads it, once for each evaluation of a case. */
class FactScope<Facts> extends Map<string, unknown> {
  readonly #names: Names<Facts>
  readonly #facts: Facts
  constructor(names: Names<Facts>, facts: Facts) {
    super()
    this.#names = names
    this.#facts = facts
  }
  override get(name: string): unknown {
    if (!super.has(name)) super.set(name, this.#names.get(name)?.(this.#facts))
    return super.get(name)
  }
}

function bareEnvironment(): { cel: Environment; types: RuleTypes } {
  const cel = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 1000, maxDepth: 50 },
  })
  registerArithmetic(cel)
  registerDates(cel)
  registerFilled(cel)
  registerPatterns(cel)
  registerDigest(cel)
  return { cel, types: registerRuleTypes(cel) }
}

function declare<Facts>(cel: Environment, names: Names<Facts>, name: string, type: string, get: Getter<Facts>): void {
  if (names.has(name)) return
  cel.registerVariable(name, type)
  names.set(name, get)
}

function valueIn(type: RuleType, values: Values, key: string): unknown {
  const value = Object.hasOwn(values, key) ? values[key] : undefined
  return value === undefined ? undefined : type.toRule(value)
}

/** Rule types of fields by key. A reserved name gets none: the check reports it. */
function declareFields(types: RuleTypes, fields: ReadonlyMap<string, Field>, prefix: string): ReadonlyMap<string, RuleType> {
  const usable = [...fields].filter(([key]) => !reservedNames.has(key))
  return new Map(usable.map(([key, field]) => [key, ruleTypeOf(types, field, `${prefix}_${key}`)]))
}

function declareReference<Facts>(library: Library, types: RuleTypes, names: Names<Facts>): void {
  const tables = new Map(library.reference.flatMap(({ value }) => Object.entries(value.tables ?? {})))
  const typed = new Map([...tables].map(([name, table]) => [name, tableOf(types, table, `Table_${name}`)]))
  const tablesType = declareRecord(types, 'Tables', new Map([...typed].map(([name, table]) => [name, table.cel])))
  const tablesValue = tablesType.of([...typed].map(([name, table]) => [name, table.rows]))
  declare(types.cel, names, 'tables', 'Tables', () => tablesValue)

  const lists = new Map(library.reference.flatMap(({ value }) => Object.entries(value.code_lists ?? {})))
  const listsType = declareRecord(types, 'Lists', new Map([...lists.keys()].map((name) => [name, 'list<string>'])))
  const listsValue = listsType.of([...lists].map(([name, items]) => [name, items.map((item) => item.code)]))
  declare(types.cel, names, 'lists', 'Lists', () => listsValue)
}

/** The CEL type of a subject key. */
export function subjectCelType(type: SubjectKey['type']): 'string' | 'int' | 'Date' {
  return type === 'year' ? 'int' : type === 'date' ? 'Date' : 'string'
}

function declareSubject(document: ProcedureDocument, types: RuleTypes, names: Names<DocumentFacts>): void {
  const { record, of } = subjectType(document, types, 'Subject')
  declare(types.cel, names, 'subject', record.name, ({ subject }) => of(subject))
}

/** The type of what cases of a document are about, and how their subject becomes a value of it. */
function subjectType(document: ProcedureDocument | undefined, types: RuleTypes, name: string) {
  const keys = Object.entries(document?.subject ?? {}).map(([key, { type }]) => [key, subjectCelType(type)] as const)
  const record = declareRecord(types, name, new Map(keys))
  const of = (subject: SubjectValues) =>
    record.of(
      keys.flatMap(([key, type]) => {
        const value = Object.hasOwn(subject, key) ? subject[key] : undefined
        if (value === undefined) return []
        return [[key, type === 'int' ? BigInt(value) : type === 'Date' ? new CalendarDate(String(value)) : value] as const]
      }),
    )
  return { record, of }
}

function declareCase(
  document: ProcedureDocument,
  types: RuleTypes,
  names: Names<DocumentFacts>,
  fields: ReadonlyMap<string, RuleType>,
): void {
  const caseType = declareRecord(
    types,
    'Case',
    new Map([
      ['number', 'string'],
      ['document', 'string'],
      ['state', 'string'],
      ['opened_on', 'Date'],
      ['started_by', 'string'],
    ]),
  )
  declare(types.cel, names, 'case', 'Case', (facts) =>
    caseType.of([
      ['number', facts.case.number],
      ['document', document.code],
      ['state', facts.case.state],
      ['opened_on', new CalendarDate(facts.case.openedOn)],
      ['started_by', facts.case.startedBy],
    ]),
  )
  const given = declareRecord(types, 'Given', celTypes(fields))
  declare(types.cel, names, 'given', 'Given', (facts) => given.of(converted(fields, facts.given)))
  const steps = Object.keys(document.steps)
  const taken = declareRecord(types, 'Taken', new Map(steps.map((step) => [step, 'int'])))
  declare(types.cel, names, 'taken', 'Taken', (facts) => taken.of(steps.map((step) => [step, BigInt(facts.taken.get(step) ?? 0)])))
}

function declareEach(library: Library, document: ProcedureDocument, types: RuleTypes, names: Names<DocumentFacts>): void {
  const collected = Object.entries(document.steps).filter(([, step]) => typeof step.by === 'object' && 'each' in step.by)
  const shapeOf = (name: string, step: Step) => {
    const fields = declareFields(types, fieldsOfStep(library, step), `Each_${name}`)
    return { fields, record: declareRecord(types, `Each_${name}`, new Map([...celTypes(fields), ['by', 'string']])) }
  }
  // Steps that fill the same parts give shares of one type, so that a rule can choose between their rounds.
  const shapes = new Map<string, Readonly<{ fields: ReadonlyMap<string, RuleType>; record: ReturnType<typeof declareRecord> }>>()
  const shares = collected.map(([name, step]) => {
    const parts = JSON.stringify(step.records)
    const shape = shapes.get(parts) ?? shapeOf(name, step)
    shapes.set(parts, shape)
    return [name, shape.fields, shape.record] as const
  })
  const each = declareRecord(types, 'Each', new Map(shares.map(([name, , record]) => [name, `list<${record.name}>`])))
  declare(types.cel, names, 'each', 'Each', (facts) =>
    each.of(
      shares.map(([name, fields, record]) => [
        name,
        (facts.each.get(name) ?? []).map((share) => record.of([...converted(fields, share.values), ['by', share.by] as const])),
      ]),
    ),
  )
}

/** Parts every related case has; a field of the related document with such a name is hidden by it. */
const caseParts = new Map([
  ['exists', 'bool'],
  ['open', 'bool'],
  ['state', 'string'],
  ['number', 'string'],
])

/** `<relation>` stands for the latest case, `.open` for any of them; `<relation>.cases` for all, oldest first. */
function declareRelated(library: Library, document: ProcedureDocument, types: RuleTypes, names: Names<DocumentFacts>): void {
  for (const [name, relation] of Object.entries(document.related ?? {})) {
    if (reservedNames.has(name)) continue
    const other = library.documents.get(relation.document)?.value
    const fields = declareFields(types, other === undefined ? new Map() : fieldsOfDocument(library, other), `Related_${name}`)
    const subject = subjectType(other, types, `RelatedSubject_${name}`)
    const parts = new Map([...celTypes(fields), ...caseParts, ['subject', subject.record.name] as const])
    const each = declareRecord(types, `RelatedCase_${name}`, parts)
    const latest = declareRecord(types, `Related_${name}`, new Map([...each.fields, ['cases', `list<${each.name}>`]]))
    const partOf = (one: RelatedCase | undefined, part: string): unknown => {
      if (part === 'exists') return one !== undefined
      if (part === 'open') return one?.open ?? false
      if (part === 'subject') return subject.of(one?.subject ?? {})
      if (part === 'state' || part === 'number') return one?.[part] ?? ''
      const type = fields.get(part)
      return type === undefined || one === undefined ? undefined : valueIn(type, one.values(), part)
    }
    declare(types.cel, names, name, latest.name, ({ related }) => {
      const cases = related.get(name) ?? []
      return latest.later((part) => {
        if (part === 'cases') return cases.map((one) => each.later((key) => partOf(one, key)))
        return part === 'open' ? cases.some((one) => one.open) : partOf(cases.at(-1), part)
      })
    })
  }
}
