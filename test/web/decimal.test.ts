import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDecimals, groupedDigits, plainDigits, sumDecimals } from '../../server/web/form/decimal.ts'

describe('subtotals on a scoring sheet', () => {
  it('are exact where floats are not', () => {
    expect(sumDecimals(['0.10', '0.20'], 2)).toBe('0.30')
    expect(sumDecimals(Array<string>(33).fill('2.27'), 2)).toBe('74.91')
  })

  it('do not count what is not yet typed or not a number', () => {
    expect(sumDecimals(['1.50', '', 'abc', '-', '2'], 2)).toBe('3.50')
    expect(sumDecimals([], 2)).toBe('0.00')
  })

  it('keep the sign', () => {
    expect(sumDecimals(['0.25', '-1.00'], 2)).toBe('-0.75')
    expect(sumDecimals(['-0.25', '0.25'], 2)).toBe('0.00')
  })

  it('equal the sum of the whole hundredths, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { maxLength: 40 }), (hundredths) => {
        const texts = hundredths.map(
          (n) => `${n < 0 ? '-' : ''}${Math.floor(Math.abs(n) / 100)}.${String(Math.abs(n) % 100).padStart(2, '0')}`,
        )
        const sum = hundredths.reduce((one, other) => one + other, 0)
        expect(sumDecimals(texts, 2)).toBe(
          `${sum < 0 ? '-' : ''}${Math.floor(Math.abs(sum) / 100)}.${String(Math.abs(sum) % 100).padStart(2, '0')}`,
        )
      }),
    )
  })
})

describe('a limit of a decimal field', () => {
  it('is compared as a number, not as text', () => {
    expect(compareDecimals('9.50', '10')).toBe(-1)
    expect(compareDecimals('100.00', '100')).toBe(0)
    expect(compareDecimals('74.99', '75')).toBe(-1)
  })

  it('says nothing of a text that is no decimal', () => {
    expect(compareDecimals('1e3', '1')).toBeUndefined()
  })
})

it('digits typed with a Chinese input method are understood', () => {
  expect(plainDigits('\uff19\uff13\uff0e\uff15')).toBe('93.5')
  expect(plainDigits('\uff0d3\u30025')).toBe('-3.5')
  expect(plainDigits('12,345.60')).toBe('12345.60')
})

it('money is read in groups of three digits', () => {
  expect(groupedDigits('1234567.80')).toBe('1,234,567.80')
  expect(groupedDigits('-1234')).toBe('-1,234')
  expect(groupedDigits('123.4567')).toBe('123.4567')
})
