import { Decimal as DecimalJs } from 'decimal.js'

/**
 * The one number with a fraction that rules know: 40 significant digits, halves away from zero (decision 2).
 * Grade lines never depend on a binary float.
 */
export const Decimal = DecimalJs.clone({
  precision: 40,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -7000,
  toExpPos: 7000,
  defaults: true,
})
export type Decimal = DecimalJs

const spelling = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/

/** Reads the decimal a text spells; `undefined` when it spells none (`NaN`, `Infinity` and hex are none). */
export function parseDecimal(text: string): Decimal | undefined {
  return spelling.test(text) ? new Decimal(text) : undefined
}

/** Canonical text of a value with exactly `scale` decimals, halves rounded away from zero; never "-0.00". */
export function decimalText(value: Decimal, scale: number): string {
  const rounded = value.toDecimalPlaces(scale)
  return (rounded.isZero() ? new Decimal(0) : rounded).toFixed(scale)
}
