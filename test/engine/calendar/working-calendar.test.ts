import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCalendar } from '../../../engine/calendar/make-calendar.ts'
import type { DurationUnit } from '../../../engine/calendar/working-calendar.ts'

/** Two invented years: a golden week with a make-up Sunday, a new year's day, and a year end that is off. */
const published = [
  {
    year: 2025,
    revision: 2,
    source: 'test',
    holidays: ['2025-01-01', '2025-12-31', ...days('2025-10-01', 8)],
    working_days: ['2025-09-28', '2025-10-11'],
  },
  { year: 2024, revision: 1, source: 'test', holidays: ['2024-01-01', ...days('2024-05-01', 5)], working_days: ['2024-04-28'] },
]
const calendar = makeCalendar(published, 'Asia/Shanghai')

function days(first: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => plusDays(first, n))
}
function plusDays(on: string, count: number): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

/** The oracle: looks at one day at a time, with JavaScript dates only. */
function worksByHand(on: string): boolean {
  const year = published.find((one) => one.year === Number(on.slice(0, 4)))
  if (year?.working_days.includes(on)) return true
  if (year?.holidays.includes(on)) return false
  return ![0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay())
}
function dueByHand(since: string, value: number, unit: 'working_days' | 'calendar_days'): string {
  let on = since
  if (unit === 'calendar_days') on = plusDays(since, value)
  else
    for (let left = value; left > 0; ) {
      on = plusDays(on, 1)
      if (worksByHand(on)) left -= 1
    }
  while (!worksByHand(on)) on = plusDays(on, 1)
  return on
}

const anyDay = fc.integer({ min: 0, max: 1200 }).map((n) => plusDays('2023-06-01', n))
const noon = (on: string) => `${on}T04:00:00.000Z`

describe('the working calendar', () => {
  it('knows holidays and make-up days of published years, and weekends of the others', () => {
    expect(calendar.isWorkingDay('2025-10-01')).toBe(false)
    expect(calendar.isWorkingDay('2025-09-28')).toBe(true)
    expect(calendar.isWorkingDay('2026-10-01')).toBe(true)
    expect(calendar.isWorkingDay('2026-10-03')).toBe(false)
  })

  it('names every published year with its revision', () => {
    expect(calendar.revision).toBe('2024.1+2025.2')
    expect(makeCalendar([], 'Asia/Shanghai').revision).toBe('weekends')
  })

  it('ends a limit at 24:00 organisation time, counting from the day after', () => {
    expect(calendar.dueAfter('2025-03-03T15:59:59.999Z', { value: 1, unit: 'working_days' })).toEqual({
      at: '2025-03-04T16:00:00.000Z',
      on: '2025-03-04',
      provisional: false,
    })
    expect(calendar.dueAfter('2025-03-03T16:00:00.000Z', { value: 1, unit: 'working_days' }).on).toBe('2025-03-05')
  })

  it('moves a limit in calendar days or months that ends on a holiday to the next working day', () => {
    expect(calendar.dueAfter(noon('2025-09-29'), { value: 3, unit: 'calendar_days' }).on).toBe('2025-10-09')
    expect(calendar.dueAfter(noon('2025-01-31'), { value: 1, unit: 'months' }).on).toBe('2025-02-28')
    expect(calendar.dueAfter(noon('2024-04-01'), { value: 1, unit: 'months' }).on).toBe('2024-05-06')
  })

  it('counts hours and minutes from the instant itself, over nights and holidays', () => {
    expect(calendar.dueAfter('2025-10-01T01:30:00.000Z', { value: 24, unit: 'hours' }).at).toBe('2025-10-02T01:30:00.000Z')
    expect(calendar.dueAfter('2025-10-01T01:30:00.000Z', { value: 90, unit: 'minutes' }).at).toBe('2025-10-01T03:00:00.000Z')
  })

  it('marks a date provisional as soon as the count looks past the last published year', () => {
    expect(calendar.dueAfter(noon('2025-12-29'), { value: 1, unit: 'working_days' }).provisional).toBe(false)
    expect(calendar.dueAfter(noon('2025-12-30'), { value: 1, unit: 'working_days' })).toMatchObject({ on: '2026-01-01', provisional: true })
    expect(calendar.dueAfter(noon('2025-12-30'), { value: 1, unit: 'calendar_days' })).toMatchObject({
      on: '2026-01-01',
      provisional: true,
    })
  })

  it('shifts dates both ways, clamping months', () => {
    expect(calendar.shift('2025-03-31', { value: -1, unit: 'months' })).toBe('2025-02-28')
    expect(calendar.shift('2025-10-09', { value: -1, unit: 'working_days' })).toBe('2025-09-30')
    expect(calendar.shift('2025-10-01', { value: 0, unit: 'working_days' })).toBe('2025-10-01')
    expect(calendar.shift('2025-10-01', { value: -3, unit: 'calendar_days' })).toBe('2025-09-28')
  })

  it('agrees with a calendar that walks one day at a time', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('working_days', 'calendar_days') as fc.Arbitrary<'working_days' | 'calendar_days'>,
        (since, value, unit) => {
          expect(calendar.dueAfter(noon(since), { value, unit: unit satisfies DurationUnit }).on).toBe(dueByHand(since, value, unit))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('counts working days between two dates as often as it would by hand, with a sign', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 60 }), (from, span) => {
        const to = plusDays(from, span)
        const byHand = days(plusDays(from, 1), span).filter(worksByHand).length
        expect(calendar.workdaysBetween(from, to)).toBe(byHand)
        expect(calendar.workdaysBetween(to, from)).toBe(0 - byHand)
      }),
      { numRuns: 100 },
    )
  })

  it('never ends a limit on a day that does not work, and always after the day it counts from', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('working_days', 'calendar_days', 'months') as fc.Arbitrary<DurationUnit>,
        (since, value, unit) => {
          const due = calendar.dueAfter(noon(since), { value, unit })
          expect(calendar.isWorkingDay(due.on)).toBe(true)
          expect(due.on > since).toBe(true)
          expect(due.at).toBe(calendar.endOf(due.on))
          expect(calendar.dateOf(due.at)).toBe(plusDays(due.on, 1))
        },
      ),
      { numRuns: 200 },
    )
  })
})
