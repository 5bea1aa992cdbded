import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Decimal, decimalText, fromRule, RuleFault } from '#engine'
import { ruleOver } from './form-rule.ts'

/** A fraction of whole numbers, computed with nothing but BigInt: the independent opinion. */
type Fraction = Readonly<{ over: bigint; under: bigint }>

const fraction = (text: string): Fraction => {
  const [whole = '0', decimals = ''] = text.replace('-', '').split('.')
  const size = BigInt(whole + decimals)
  return { over: text.startsWith('-') ? -size : size, under: 10n ** BigInt(decimals.length) }
}
const plus = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under })
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under })
const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under })
const through = (a: Fraction, b: Fraction): Fraction =>
  b.over < 0n ? { over: -a.over * b.under, under: a.under * -b.over } : { over: a.over * b.under, under: a.under * b.over }

/** Half away from zero, to `scale` decimals. */
const rounded = ({ over, under }: Fraction, scale: number): string => {
  const size = (over < 0n ? -over : over) * 10n ** BigInt(scale)
  const units = (2n * size + under) / (2n * under)
  const digits = units.toString().padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  return over < 0n && units !== 0n ? `-${text}` : text
}

const amount = fc.integer({ min: -9_999_999, max: 9_999_999 }).map((hundredths) => decimalText(new Decimal(hundredths).div(100), 2))
const scale = fc.integer({ min: 0, max: 6 })
const fields = { a: { type: 'number' }, b: { type: 'number' }, n: { type: 'integer' }, m: { type: 'integer' } } as const
const asField = (decimals: number) => ({ type: 'number' as const, scale: decimals, title: { zh: '数', en: 'Number' } })

describe('decimal rules', () => {
  const operations = [
    ['a + b', plus],
    ['a - b', minus],
    ['a * b', times],
    ['a / b', through],
  ] as const

  it.each(operations)('%s gives what whole numbers give, rounded half away from zero', (source, exactly) => {
    const { evaluate } = ruleOver(fields, source)
    fc.assert(
      fc.property(amount, amount, scale, (a, b, decimals) => {
        fc.pre(source !== 'a / b' || Number(b) !== 0)
        expect(fromRule(evaluate({ a, b }), asField(decimals))).toBe(rounded(exactly(fraction(a), fraction(b)), decimals))
      }),
      { numRuns: 300 },
    )
  })

  it('divide whole numbers exactly, so that 1 of 3 is a third', () => {
    const { evaluate, rule } = ruleOver(fields, '100 * n / m')
    expect(rule.type).toBe('Decimal')
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: 1, max: 5000 }), scale, (n, m, decimals) => {
        const exact = through(times(fraction('100'), fraction(String(n))), fraction(String(m)))
        expect(fromRule(evaluate({ n, m }), asField(decimals))).toBe(rounded(exact, decimals))
      }),
      { numRuns: 300 },
    )
  })

  it('compare as whole numbers do', () => {
    const { evaluate } = ruleOver(fields, '[a < b, a <= b, a == b, a >= b, a > b]')
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const difference = minus(fraction(a), fraction(b)).over
        expect(evaluate({ a, b })).toEqual([difference < 0n, difference <= 0n, difference === 0n, difference >= 0n, difference > 0n])
      }),
    )
  })

  it('round as told, halves away from zero', () => {
    const { evaluate } = ruleOver(fields, 'round(a, 1)')
    fc.assert(
      fc.property(amount, (a) => {
        expect(fromRule(evaluate({ a }), asField(1))).toBe(rounded(fraction(a), 1))
      }),
    )
  })

  it('add up and average lists exactly', () => {
    const rows = { rows: { type: 'list', of: 'row', columns: { x: { type: 'number' } } } } as const
    const sum = ruleOver(rows as never, 'sum(rows.map(r, r.x))')
    const avg = ruleOver(rows as never, 'avg(rows.map(r, r.x))')
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 40 }), (all) => {
        const total = all.map(fraction).reduce(plus)
        const values = { rows: all.map((x) => ({ x })) }
        expect(fromRule(sum.evaluate(values), asField(2))).toBe(rounded(total, 2))
        expect(fromRule(avg.evaluate(values), asField(6))).toBe(rounded(through(total, fraction(String(all.length))), 6))
      }),
    )
  })

  it('read a literal as the decimal it spells', () => {
    expect(ruleOver({}, '0.1 + 0.2 == 0.3').evaluate({})).toBe(true)
    expect(ruleOver({}, '0.6 * 15 == 9').evaluate({})).toBe(true)
    expect(ruleOver({}, '1e-3 * 1000 == 1').evaluate({})).toBe(true)
    expect(ruleOver({}, '"0.1/2" == "0.1" + "/2" // 1.5 / 2').evaluate({})).toBe(true)
  })

  it('put the grade lines where they stand', () => {
    const { evaluate } = ruleOver(
      { total: { type: 'number' } },
      "total >= 90 ? 'excellent' : total >= 75 ? 'qualified' : total >= 60 ? 'rectify' : 'revoke'",
    )
    expect(['90.00', '89.99', '75.00', '74.99', '60.00', '59.99'].map((total) => evaluate({ total }))).toEqual([
      'excellent',
      'qualified',
      'qualified',
      'rectify',
      'rectify',
      'revoke',
    ])
  })

  it('never give minus nothing', () => {
    expect(decimalText(new Decimal('-0.004'), 2)).toBe('0.00')
    expect(decimalText(new Decimal('-0.005'), 2)).toBe('-0.01')
  })

  it.each(['a / b', 'n / m', 'n % m'])('refuse %s by nothing', (source) => {
    const { evaluate } = ruleOver(fields, source)
    expect(() => evaluate({ a: '1.00', b: '0.00', n: 1, m: 0 })).toThrow(
      expect.objectContaining({ name: 'RuleFault', code: 'division-by-zero' }),
    )
  })

  it('refuse a whole number that JSON cannot hold', () => {
    const { evaluate } = ruleOver(fields, 'n * n')
    expect(() => fromRule(evaluate({ n: 2 ** 40 - 1 }), { type: 'integer', title: { zh: '数', en: 'Number' } })).toThrow(RuleFault)
  })
})
