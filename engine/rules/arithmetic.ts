import type { Environment } from '@marcbachmann/cel-js'
import { Decimal, parseDecimal } from './decimal.ts'
import { oneName } from './exact-source.ts'
import { RuleFault } from './rule-fault.ts'

type Number = bigint | Decimal

/** As many rows as a list may have. */
const longest = 1000n

/** The CEL type `Decimal` with every operator against itself and `int`, in both orders. */
export function registerArithmetic(cel: Environment): void {
  cel.registerType('Decimal', { ctor: Decimal, fields: {} })
  cel.registerConstant(oneName, 'Decimal', new Decimal(1))
  cel.registerOperator('-Decimal: Decimal', (value: Decimal) => value.negated())
  for (const [left, right] of [
    ['Decimal', 'Decimal'],
    ['Decimal', 'int'],
    ['int', 'Decimal'],
  ] as const) {
    cel.registerOperator(`${left} + ${right}: Decimal`, (a: Number, b: Number) => decimal(a).plus(decimal(b)))
    cel.registerOperator(`${left} - ${right}: Decimal`, (a: Number, b: Number) => decimal(a).minus(decimal(b)))
    cel.registerOperator(`${left} * ${right}: Decimal`, (a: Number, b: Number) => decimal(a).times(decimal(b)))
    cel.registerOperator(`${left} / ${right}: Decimal`, (a: Number, b: Number) => quotient(decimal(a), decimal(b)))
    cel.registerOperator(`${left} < ${right}: bool`, (a: Number, b: Number) => decimal(a).lt(decimal(b)))
    cel.registerOperator(`${left} <= ${right}: bool`, (a: Number, b: Number) => decimal(a).lte(decimal(b)))
    cel.registerOperator(`${left} > ${right}: bool`, (a: Number, b: Number) => decimal(a).gt(decimal(b)))
    cel.registerOperator(`${left} >= ${right}: bool`, (a: Number, b: Number) => decimal(a).gte(decimal(b)))
  }
  // Registering == gives != and the reversed order as well.
  cel.registerOperator('Decimal == Decimal: bool', (a: Decimal, b: Decimal) => a.eq(b))
  cel.registerOperator('Decimal == int: bool', (a: Decimal, b: bigint) => a.eq(decimal(b)))
  registerConversions(cel)
  registerRounding(cel)
  registerAggregates(cel)
}

/** The value of a CEL int or Decimal as a Decimal. */
export function decimal(value: Number): Decimal {
  return typeof value === 'bigint' ? new Decimal(value.toString()) : value
}

function quotient(a: Decimal, b: Decimal): Decimal {
  if (b.isZero()) throw new RuleFault('division-by-zero', 'Expected a divisor other than 0, but it is 0')
  return a.div(b)
}

function registerConversions(cel: Environment): void {
  cel.registerFunction('decimal(int): Decimal', (value: bigint) => decimal(value))
  cel.registerFunction('decimal(Decimal): Decimal', (value: Decimal) => value)
  cel.registerFunction('decimal(string): Decimal', (text: string) => {
    const value = parseDecimal(text)
    if (value === undefined) throw new RuleFault('not-a-decimal', `Expected a decimal number, but found "${text}"`)
    return value
  })
  cel.registerFunction('string(Decimal): string', (value: Decimal) => value.toFixed())
  cel.registerFunction('int(Decimal): int', (value: Decimal) => {
    if (!value.isInteger()) throw new RuleFault('not-an-integer', `Expected a whole number, but found ${value.toFixed()}`)
    return BigInt(value.toFixed())
  })
}

function registerRounding(cel: Environment): void {
  cel.registerFunction('abs(int): int', (value: bigint) => (value < 0n ? -value : value))
  cel.registerFunction('abs(Decimal): Decimal', (value: Decimal) => value.abs())
  cel.registerFunction('round(int, int): Decimal', (value: bigint, digits: bigint) => decimal(value).toDecimalPlaces(places(digits)))
  cel.registerFunction('round(Decimal, int): Decimal', (value: Decimal, digits: bigint) => value.toDecimalPlaces(places(digits)))
  cel.registerFunction('ceil(int): int', (value: bigint) => value)
  cel.registerFunction('ceil(Decimal): int', (value: Decimal) => BigInt(value.ceil().toFixed()))
  cel.registerFunction('floor(int): int', (value: bigint) => value)
  cel.registerFunction('floor(Decimal): int', (value: Decimal) => BigInt(value.floor().toFixed()))
}

function places(digits: bigint): number {
  if (digits < 0n || digits > 20n) throw new RuleFault('out-of-range', `Expected 0 to 20 decimals, but found ${digits}`)
  return globalThis.Number(digits)
}

function registerAggregates(cel: Environment): void {
  cel.registerFunction('range(int): list<int>', placesUpTo)
  cel.registerFunction('sum(list<int>): int', (values: bigint[]) => values.reduce((total, value) => total + value, 0n))
  cel.registerFunction('sum(list<Decimal>): Decimal', (values: Decimal[]) => total(values))
  cel.registerFunction('avg(list<int>): Decimal', (values: bigint[]) => mean(values))
  cel.registerFunction('avg(list<Decimal>): Decimal', (values: Decimal[]) => mean(values))
  for (const [name, first] of [
    ['min', (a: Number, b: Number) => decimal(a).lte(decimal(b))],
    ['max', (a: Number, b: Number) => decimal(a).gte(decimal(b))],
  ] as const) {
    const best = (...values: Number[]): Number => extreme(values, first)
    for (const type of ['int', 'Decimal'] as const) {
      cel.registerFunction(`${name}(list<${type}>): ${type}`, (values: Number[]) => best(...values))
      cel.registerFunction(`${name}(${type}, ${type}): ${type}`, best)
      cel.registerFunction(`${name}(${type}, ${type}, ${type}): ${type}`, best)
    }
    for (const types of ['int, Decimal', 'Decimal, int'])
      cel.registerFunction(`${name}(${types}): Decimal`, (a: Number, b: Number) => decimal(best(a, b)))
  }
}

function total(values: readonly Number[]): Decimal {
  return values.reduce<Decimal>((sum, value) => sum.plus(decimal(value)), new Decimal(0))
}

function mean(values: readonly Number[]): Decimal {
  if (values.length === 0) throw new RuleFault('empty-list', 'Expected at least one value to average, but the list is empty')
  return total(values).div(values.length)
}

/** `range(3)` is [1, 2, 3]: the places of a list, from one. */
function placesUpTo(count: bigint): bigint[] {
  if (count < 0n || count > longest) throw new RuleFault('out-of-range', `Expected 0 to ${longest} places, but found ${count}`)
  return Array.from({ length: globalThis.Number(count) }, (_, place) => BigInt(place + 1))
}

function extreme(values: readonly Number[], first: (a: Number, b: Number) => boolean): Number {
  const [head, ...rest] = values
  if (head === undefined) throw new RuleFault('empty-list', 'Expected at least one value to compare, but the list is empty')
  return rest.reduce((best, value) => (first(best, value) ? best : value), head)
}
