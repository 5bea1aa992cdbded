import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRunOut, keptUntil, parseNamed, type RetentionClass, retentionClasses } from '#records'

const years: Readonly<Record<Exclude<RetentionClass, 'perm'>, number>> = { '30y': 30, '10y': 10, '6y': 6, '5y': 5 }
const termed = Object.keys(years) as readonly (keyof typeof years)[]
const day = fc
  .date({ min: new Date('1993-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('until when a record is kept', () => {
  it('is 31 December of the year the term ends in, whatever day of whatever year it began on', () => {
    fc.assert(
      fc.property(day, fc.constantFrom(...termed), (began, kept) => {
        expect(keptUntil(kept, began)).toBe(`${Number(began.slice(0, 4)) + years[kept]}-12-31`)
      }),
    )
  })

  it('never lies before a whole term has passed, also from 29 February and 31 December on', () => {
    fc.assert(
      fc.property(fc.oneof(day, fc.constantFrom('2024-02-29', '2028-02-29', '2025-12-31')), fc.constantFrom(...termed), (began, kept) => {
        const until = keptUntil(kept, began) ?? ''
        const whole = new Date(`${began}T00:00:00Z`)
        whole.setUTCFullYear(whole.getUTCFullYear() + years[kept])
        expect(until >= whole.toISOString().slice(0, 10) || began.endsWith('-12-31')).toBe(true)
        expect(isRunOut(until, until)).toBe(false)
        expect(isRunOut(until, `${Number(until.slice(0, 4)) + 1}-01-01`)).toBe(true)
      }),
    )
  })

  it('is for ever where the form says so', () => {
    fc.assert(fc.property(day, day, (began, today) => !isRunOut(keptUntil('perm', began), today)))
    expect(retentionClasses[0]).toBe('perm')
  })

  it.each([
    ['5y', '2024-02-29', '2029-12-31'],
    ['6y', '2025-12-31', '2031-12-31'],
    ['30y', '2026-01-01', '2056-12-31'],
  ] as const)('%s from %s: %s', (kept, began, until) => {
    expect(keptUntil(kept, began)).toBe(until)
  })
})

describe('what a line of a disposal list names', () => {
  it.each([
    ['QP-12-2024-00001', { kind: 'case', caseNumber: 'QP-12-2024-00001' }],
    ['QR-12-03/QP-12-2024-00001', { kind: 'form', form: 'QR-12-03', caseNumber: 'QP-12-2024-00001' }],
    ['QR-12-03/WI-12-02-2024-00001/007', { kind: 'record', form: 'QR-12-03', caseNumber: 'WI-12-02-2024-00001', serial: 7 }],
  ])('%s', (text, named) => {
    expect(parseNamed(text)).toEqual(named)
  })

  it.each(['01袋', 'QR-12-01-2024-00001', 'QR-12-03/QP-12-2024-00001/7', '', 'QP-12-2024-00001/', '../QP-12-2024-00001'])(
    '%s is nothing this house keeps, and is left to people',
    (text) => {
      expect(parseNamed(text)).toBeNull()
    },
  )
})
