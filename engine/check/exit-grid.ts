import type { ASTNode } from '@marcbachmann/cel-js'
import type { FieldValue } from '../case/values.ts'
import type { Field } from '../language/form.generated.ts'
import { Decimal, decimalText } from '../rules/decimal.ts'
import { scaleOf } from '../rules/from-rule.ts'

/** A field the exits of a state depend on, under the name rules read it by. */
export type Variable = Readonly<{ name: string; field: Field /** Codes of an enum. */; codes: readonly string[]; mayBeUnset: boolean }>
/** One value for each variable; absent: not filled. */
export type Valuation = ReadonlyMap<string, FieldValue>

const most = 20_000

/** Values of a variable that can make a difference: codes, truth, and numbers at and beside every number a rule names. */
export function samplesOf({ field, codes, mayBeUnset }: Variable, numbers: readonly Decimal[]): readonly (FieldValue | undefined)[] {
  const unset = mayBeUnset ? [undefined] : []
  if (field.type === 'boolean') return [true, false, ...unset]
  if (field.type === 'enum') return [...codes, ...unset]
  const scale = field.type === 'integer' ? 0 : scaleOf(field)
  const step = new Decimal(10).pow(-scale)
  const bounds = [field.min, field.max].flatMap((bound) => (bound === undefined ? [] : [new Decimal(bound)]))
  const around = [new Decimal(0), ...bounds, ...numbers].flatMap((number) => [number.minus(step), number, number.plus(step)])
  const within = around.filter(
    (value) => (field.min === undefined || value.gte(field.min)) && (field.max === undefined || value.lte(field.max)),
  )
  const texts = new Set(within.map((value) => decimalText(value, scale)))
  return [...[...texts].map((text) => (field.type === 'integer' ? Number(text) : text)), ...unset]
}

/** Every combination of the samples; `undefined` where there are too many to try. */
export function gridOf(variables: readonly Variable[], numbers: readonly Decimal[]): readonly Valuation[] | undefined {
  let grid: Valuation[] = [new Map()]
  for (const variable of variables) {
    const samples = samplesOf(variable, numbers)
    if (grid.length * samples.length > most) return undefined
    grid = grid.flatMap((valuation) =>
      samples.map((value) => (value === undefined ? valuation : new Map([...valuation, [variable.name, value]]))),
    )
  }
  return grid
}

/** Numbers an expression names. */
export function numbersIn(node: ASTNode): readonly Decimal[] {
  if (node.op === 'value' && typeof node.args === 'bigint') return [new Decimal(node.args.toString())]
  const [first] = node.op === 'call' && node.args[0] === 'decimal' ? node.args[1] : []
  if (first?.op === 'value' && typeof first.args === 'string') return [new Decimal(first.args)]
  return childrenOf(node.args).flatMap(numbersIn)
}

/** Whether the expression compares one field with another: then no sample of single fields can stand for all values. */
export function comparesFields(node: ASTNode): boolean {
  if (['==', '!=', '<', '<=', '>', '>='].includes(node.op) && childrenOf(node.args).every(hasName)) return true
  return childrenOf(node.args).some(comparesFields)
}

function hasName(node: ASTNode): boolean {
  return node.op === 'id' || childrenOf(node.args).some(hasName)
}

function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf)
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : []
}
