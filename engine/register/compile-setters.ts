import { partsOfStep } from '../language/document-fields.ts'
import type { ProcedureDocument } from '../language/procedure.generated.ts'
import type { Column, RegisterDeclaration, Setter } from '../language/register.generated.ts'
import type { Library } from '../library.ts'
import type { ExpectedType } from '../rules/fits.ts'
import { type CompiledRule, compileRule, type Rule } from '../rules/rule.ts'
import type { DocumentEnvironment, RuleEnvironment, RuleScope } from '../rules/rule-environment.ts'

/** One entry of a register's `set_by`, as one document that seals the part carries it out. */
export type CompiledSetter = Readonly<{
  register: string
  each: Rule | null
  key: Rule
  when: Rule | null
  /** Changes rows that are there and makes none. */
  existing: boolean
  sets: ReadonlyMap<string, Readonly<{ column: Column; rule: Rule }>>
  removes: readonly string[]
}>

/** What a setter's expressions see beside everything a rule of the document sees. */
export type SetterNames = Readonly<{ was?: unknown; one?: unknown }>

/** By form and part, as `partName` writes them: what is set when the part is sealed. */
export type Setters = ReadonlyMap<string, readonly CompiledSetter[]>
export const partName = (form: string, part: string): string => `${form} ${part}`

/** The entries of all registers that speak of parts this document seals. Throws where the check would have had a finding. */
export function compileSetters(library: Library, document: ProcedureDocument, environment: DocumentEnvironment): Setters {
  const sealed = new Set(
    Object.values(document.steps).flatMap((step) => partsOfStep(library, step).map((at) => partName(at.form, at.part))),
  )
  const found = new Map<string, CompiledSetter[]>()
  for (const { value: register } of library.registers.values())
    for (const setter of register.set_by) {
      const name = partName(setter.form, setter.part)
      if (sealed.has(name)) found.set(name, [...(found.get(name) ?? []), compileSetter(register, setter, environment)])
    }
  return found
}

function compileSetter(register: RegisterDeclaration, setter: Setter, environment: DocumentEnvironment): CompiledSetter {
  const rules = new Map<string, Rule>()
  for (const { path, compiled } of setterRules(register, setter, environment)) {
    if (compiled.rule === undefined)
      throw new Error(`Expected register ${register.register} to have passed the check, but: ${compiled.problem.message}`)
    rules.set(path.join('.'), compiled.rule)
  }
  const key = rules.get('key')
  if (key === undefined) throw new Error(`Expected register ${register.register} to say whose row is set, but it does not`)
  const sets = Object.entries(setter.sets ?? {}).flatMap(([name]) => {
    const [column, rule] = [register.columns[name], rules.get(`sets.${name}`)]
    return column === undefined || rule === undefined ? [] : [[name, { column, rule }] as const]
  })
  return {
    register: register.register,
    each: rules.get('each') ?? null,
    key,
    when: rules.get('when') ?? null,
    existing: setter.existing === true,
    sets: new Map(sets),
    removes: setter.removes ?? [],
  }
}

/** Every expression of an entry, compiled for one document; `one` has the type of what `each` gives. */
export function setterRules(
  register: RegisterDeclaration,
  { each, key, when, sets = {} }: Setter,
  environment: DocumentEnvironment,
): readonly Readonly<{ path: readonly string[]; source: string; expected: ExpectedType; compiled: CompiledRule }>[] {
  const list = each === undefined ? null : compileRule(each, environment, 'list')
  const item = /^list<(.+)>$/.exec(list?.rule?.type ?? '')?.[1]
  const inner = settingEnvironment(register, environment, list === null ? undefined : item)
  const others = [
    { path: ['key'], source: key, expected: 'string' as const },
    ...(when === undefined ? [] : [{ path: ['when'], source: when, expected: 'bool' as const }]),
    ...Object.entries(sets).map(([name, source]) => ({ path: ['sets', name], source, expected: expectedFor(register.columns[name]) })),
  ]
  const compiledEach =
    each === undefined || list === null ? [] : [{ path: ['each'], source: each, expected: 'list' as const, compiled: list }]
  // Where the list is no rule, what `one` is cannot be said, and nothing more is.
  if (list !== null && list.rule === undefined) return compiledEach
  return [...compiledEach, ...others.map((one) => ({ ...one, compiled: compileRule(one.source, inner, one.expected) }))]
}

function expectedFor(column: Column | undefined): ExpectedType {
  return column === undefined ? 'anything' : { field: column }
}

function settingEnvironment(
  { register }: RegisterDeclaration,
  { cel, types, registers, terms }: DocumentEnvironment,
  item: string | undefined,
): RuleEnvironment<unknown> {
  const inner = cel.clone()
  const row = registers.get(register)
  if (row !== undefined) inner.registerVariable('was', row.name)
  if (item !== undefined) inner.registerVariable('one', item)
  return { cel: inner, types, terms, scope: () => new Map() }
}

/** The scope of a setter: that of the document's rules, with `was` and `one`. */
export class SetterScope extends Map<string, unknown> {
  readonly #outer: RuleScope
  constructor(outer: RuleScope, names: SetterNames) {
    super(Object.entries(names))
    this.#outer = outer
  }
  override get(name: string): unknown {
    return super.get(name) ?? this.#outer.get(name)
  }
}
