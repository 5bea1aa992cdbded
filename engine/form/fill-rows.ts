import type { FieldValue, RowValue } from '../case/values.ts'
import { fromRule } from '../rules/from-rule.ts'
import type { FormFacts, RuleScope } from '../rules/rule-environment.ts'
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
  const repeating = repeatingRows(laid, given)
  const rows = laid.map((row, index) => {
    const place = repeating.get(row)?.find((one) => left.has(one)) ?? unnamedPlace(row, index, given, left)
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

/**
 * For each laid row, the places of the entered rows that repeat it, in their order. Entered rows that repeat the same
 * columns are looked up by these columns' values, so that a list of 1,000 rows is walked once.
 */
function repeatingRows(laid: readonly Row[], given: readonly Row[]): ReadonlyMap<Row, readonly number[]> {
  const fixed = new Set(laid.flatMap((row) => Object.keys(row)))
  const shared = (row: Row) => Object.keys(row).filter((key) => fixed.has(key))
  const groups = Map.groupBy(given.keys(), (place) =>
    shared(given[place] ?? {})
      .toSorted()
      .join('\n'),
  )
  const found = new Map<Row, number[]>(laid.map((row) => [row, []]))
  for (const [keys, places] of groups) {
    if (keys === '') continue
    const columns = keys.split('\n')
    const byValues = Map.groupBy(places, (place) => valuesText(given[place] ?? {}, columns))
    for (const row of laid) {
      // A row that lacks one of the columns is repeated by what agrees in the others; such lists are short and rare.
      const own = columns.filter((key) => Object.hasOwn(row, key))
      const same = own.length === columns.length ? byValues.get(valuesText(row, columns)) : undefined
      found.get(row)?.push(...(same ?? (own.length === columns.length ? [] : places)).filter((place) => repeats(row, given[place] ?? {})))
    }
  }
  for (const places of found.values()) places.sort((one, other) => one - other)
  return found
}

/** Equal for equal values; the other way round is asked of `sameValue`. */
function valuesText(row: Row, columns: readonly string[]): string {
  return JSON.stringify(columns.map((key) => (typeof row[key] === 'object' ? '' : row[key])))
}

/** The place of the same number, where the row there repeats no fixed column. */
function unnamedPlace(row: Row, index: number, given: readonly Row[], left: ReadonlySet<number>): number | undefined {
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
    // Columns are set by the names the form gives them, none of which is one of a prototype's.
    const filled: Record<string, unknown> = { ...row }
    let seen: RuleScope | null = null
    const scope = () => {
      seen ??= environment.scope({ ...facts, row: { ...filled } as RowValue })
      return seen
    }
    const at = `/${compiled.key}/${index}`
    for (const { key, field, computed } of compiled.columns.values()) {
      if (computed === null) continue
      const value = orUnset(() => fromRule(computed.evaluate(scope()), field))
      if (Object.hasOwn(filled, key) && !sameValue(filled[key], value))
        problems.push({ path: `${at}/${key}`, code: 'not-yours-to-fill', title: field.title, details: {} })
      if (value === undefined) delete filled[key]
      else filled[key] = value
      seen = null
    }
    for (const { key, field, requiredWhen } of compiled.columns.values())
      if (requiredWhen !== null && !Object.hasOwn(filled, key) && orUnset(() => requiredWhen.evaluate(scope())) === true)
        problems.push({ path: `${at}/${key}`, code: 'required', title: field.title, details: {} })
    return filled
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
