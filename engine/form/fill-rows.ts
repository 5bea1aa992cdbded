import type { FieldValue, RowValue } from '../case/values.ts'
import { fromRule } from '../rules/from-rule.ts'
import type { FormFacts } from '../rules/rule-environment.ts'
import { RuleFault, RuleReadsUnset } from '../rules/rule-fault.ts'
import type { CompiledField, CompiledForm } from './compiled-form.ts'
import type { FieldProblem } from './field-problem.ts'
import { isRecord } from './normalise.ts'
import { sameValue } from './same-value.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * The rows a form fixes, with what a person entered in their other columns. A row entered finds its place by the fixed
 * columns it repeats, or, where it repeats none, by its position.
 */
export function laidRows(
  compiled: CompiledField,
  fixed: FieldValue,
  entered: unknown,
  path: string,
): Readonly<{ rows: readonly Row[]; problems: readonly FieldProblem[] }> {
  const laid = (fixed as readonly RowValue[]).map((row): Row => row)
  const given = Array.isArray(entered) ? entered.filter(isRecord) : []
  const left = new Set(given.keys())
  const rows = laid.map((row, index) => {
    const place = placeOf(row, index, given, left)
    if (place === undefined) return row
    left.delete(place)
    return { ...given[place], ...row }
  })
  const extra = [...left].map(
    (index): FieldProblem => ({ path: `${path}/${index}`, code: 'row-not-expected', title: compiled.field.title, details: {} }),
  )
  const missing =
    entered === undefined
      ? []
      : laid.slice(given.length).map(
          (_, index): FieldProblem => ({
            path: `${path}/${given.length + index}`,
            code: 'row-missing',
            title: compiled.field.title,
            details: {},
          }),
        )
  return { rows, problems: [...extra, ...missing] }
}

function placeOf(row: Row, index: number, given: readonly Row[], left: ReadonlySet<number>): number | undefined {
  const repeating = [...left].find((place) => repeats(row, given[place] ?? {}))
  if (repeating !== undefined) return repeating
  const same = given[index]
  return same !== undefined && left.has(index) && !Object.keys(row).some((key) => Object.hasOwn(same, key)) ? index : undefined
}

/** The entered row repeats at least one fixed column and contradicts none. */
function repeats(fixed: Row, entered: Row): boolean {
  const shared = Object.keys(fixed).filter((key) => Object.hasOwn(entered, key))
  return shared.length > 0 && shared.every((key) => sameValue(fixed[key], entered[key]))
}

/** Each row with its computed columns, and a problem for each column that a condition makes required. */
export function computeColumns(
  form: CompiledForm,
  compiled: CompiledField,
  rows: readonly unknown[],
  facts: FormFacts,
  problems: FieldProblem[],
): readonly unknown[] {
  const environment = form.columns.get(compiled.key)
  if (environment === undefined) return rows
  return rows.map((row, index) => {
    if (!isRecord(row)) return row
    const filled = new Map(Object.entries(row))
    const scope = () => environment.scope({ ...facts, row: Object.fromEntries(filled) as RowValue })
    const at = `/${compiled.key}/${index}`
    for (const { key, field, computed } of compiled.columns.values()) {
      if (computed === null) continue
      const value = orUnset(() => fromRule(computed.evaluate(scope()), field))
      if (filled.has(key) && !sameValue(filled.get(key), value))
        problems.push({ path: `${at}/${key}`, code: 'not-yours-to-fill', title: field.title, details: {} })
      if (value === undefined) filled.delete(key)
      else filled.set(key, value)
    }
    for (const { key, field, requiredWhen } of compiled.columns.values())
      if (requiredWhen !== null && !filled.has(key) && orUnset(() => requiredWhen.evaluate(scope())) === true)
        problems.push({ path: `${at}/${key}`, code: 'required', title: field.title, details: {} })
    return Object.fromEntries(filled)
  })
}

function orUnset<T>(evaluate: () => T): T | undefined {
  try {
    return evaluate()
  } catch (cause) {
    // A mistyped cell is named by the form's own validation.
    if (cause instanceof RuleReadsUnset || cause instanceof RuleFault) return undefined
    throw cause
  }
}
