import type { CaseEvent } from '../case/case-event.ts'
import type { CaseState, SealedPart } from '../case/case-state.ts'
import type { World } from '../case/decision.ts'
import { scopeOf } from '../case/facts.ts'
import { correctedValues } from '../case/latest-values.ts'
import type { FieldValue, Values } from '../case/values.ts'
import type { CompiledProcedure } from '../compile/compiled-procedure.ts'
import { mask } from '../form/mask.ts'
import { sameValue } from '../form/same-value.ts'
import type { Column } from '../language/register.generated.ts'
import { fromRule } from '../rules/from-rule.ts'
import type { Rule } from '../rules/rule.ts'
import type { RuleScope } from '../rules/rule-environment.ts'
import { RuleFault, RuleReadsUnset } from '../rules/rule-fault.ts'
import { type CompiledSetter, partName, SetterScope } from './compile-setters.ts'
import { emptyRegisters, type RegisterReader } from './register-reader.ts'
import { RegistersInSight } from './registers-in-sight.ts'

/** What a sealed part does to one row. `row` is the whole row after it. `form`, `serial`: of the part in its case. */
export type RegisterChange = Readonly<{
  register: string
  key: string
  form: string
  serial: number
  set: Values
  removed: readonly string[]
  row: Values
}>

/**
 * What a taken step does to the registers: each part it seals, and each share it completes, in the order of their serials.
 * Pure: the same case, event and world give the same changes, so that the registers can be had again from the records.
 */
export function registerChanges(procedure: CompiledProcedure, after: CaseState, event: CaseEvent, world: World): readonly RegisterChange[] {
  if (event.kind !== 'step' || procedure.setters.size === 0) return []
  const sequences = new Set([event.sequence, ...event.usedContributions])
  const parts = after.sealed.filter(({ sequence, form, part }) => sequences.has(sequence) && procedure.setters.has(partName(form, part)))
  const sight = new RegistersInSight(world.registers ?? emptyRegisters)
  return parts.flatMap((part) => changesOfPart(procedure, after, part, { ...world, registers: sight }, sight))
}

/** What one sealed part, as it reads now, does to the rows; `sight` takes up the changes. */
export function changesOfPart(
  procedure: CompiledProcedure,
  after: CaseState,
  part: SealedPart,
  world: World,
  sight: RegistersInSight,
): readonly RegisterChange[] {
  const changes: RegisterChange[] = []
  const values = { ...numbersOf(procedure, after, part), ...correctedValues(after, part) }
  const actor = part.signers[0]?.person ?? ''
  for (const setter of procedure.setters.get(partName(part.form, part.part)) ?? [])
    for (const one of itemsOf(setter, () => scopeOf({ procedure, state: after, world, actor }, { values }))) {
      const change = changeOf(procedure, setter, scopeOf({ procedure, state: after, world, actor }, { values }), one, part, sight)
      if (change === null) continue
      sight.change(change.register, { key: change.key, values: change.row })
      changes.push(change)
    }
  return changes
}

/** The rows a part speaks of, whether it changes them or not. */
export function rowsNamed(
  procedure: CompiledProcedure,
  after: CaseState,
  part: SealedPart,
  world: World,
): readonly Readonly<{ register: string; key: string }>[] {
  const values = { ...numbersOf(procedure, after, part), ...correctedValues(after, part) }
  const scope = () => scopeOf({ procedure, state: after, world, actor: part.signers[0]?.person ?? '' }, { values })
  return (procedure.setters.get(partName(part.form, part.part)) ?? []).flatMap((setter) =>
    itemsOf(setter, scope).flatMap((one) => {
      const key = known(setter.key, new SetterScope(scope(), one === null ? {} : { one: one[0] }))
      return typeof key === 'string' && key !== '' ? [{ register: setter.register, key }] : []
    }),
  )
}

/** Numbers that counters gave stand beside the sealed values; they are those of this filling. */
function numbersOf(procedure: CompiledProcedure, { numbers }: CaseState, { form, part }: SealedPart): Values {
  const fields = procedure.forms.get(form)?.parts.get(part)?.fields
  return Object.fromEntries(Object.entries(numbers).filter(([key]) => fields?.has(key) === true))
}

/** What `each` gives, or the part itself once. */
function itemsOf({ each }: CompiledSetter, scope: () => RuleScope): readonly (readonly [unknown] | null)[] {
  if (each === null) return [null]
  const items = known(each, scope())
  return Array.isArray(items) ? items.map((item: unknown) => [item] as const) : []
}

function changeOf(
  procedure: CompiledProcedure,
  setter: CompiledSetter,
  outer: RuleScope,
  one: readonly [unknown] | null,
  { form, serial }: SealedPart,
  registers: RegisterReader,
): RegisterChange | null {
  const item = one === null ? {} : { one: one[0] }
  const key = known(setter.key, new SetterScope(outer, item))
  if (typeof key !== 'string' || key === '') return null
  const before = registers.row(setter.register, key)
  if (before === undefined && setter.existing) return null
  const row = before ?? { key, values: {} }
  const scope = new SetterScope(outer, { ...item, was: procedure.rules.registers.get(setter.register)?.rowOf(row) })
  if (setter.when !== null && known(setter.when, scope) !== true) return null
  const set = Object.fromEntries(
    [...setter.sets].flatMap(([name, { column, rule }]) => {
      const value = setValue(column, rule, scope)
      return value === undefined || sameValue(value, row.values[name]) ? [] : [[name, value] as const]
    }),
  )
  const removed = setter.removes.filter((name) => Object.hasOwn(row.values, name))
  if (removed.length === 0 && Object.keys(set).length === 0) return null
  const kept = Object.entries({ ...row.values, ...set }).filter(([name]) => !removed.includes(name))
  return { register: setter.register, key, form, serial, set, removed, row: Object.fromEntries(kept) }
}

/** `undefined` where the expression reads something not filled, or cannot be carried out: the column stays as it was. */
function setValue(column: Column, rule: Rule, scope: RuleScope): FieldValue | undefined {
  const found = known(rule, scope)
  if (found === undefined) return undefined
  try {
    const value = fromRule(found, column)
    return column.sensitive === undefined || typeof value !== 'string' ? value : mask(column.sensitive, value).zh
  } catch (cause) {
    if (cause instanceof RuleFault) return undefined
    throw cause
  }
}

function known(rule: Rule, scope: RuleScope): unknown {
  try {
    return rule.evaluate(scope)
  } catch (cause) {
    if (cause instanceof RuleReadsUnset || cause instanceof RuleFault) return undefined
    throw cause
  }
}
