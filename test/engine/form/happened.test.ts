import { describe, expect, it } from 'vitest'
import { happenedIn, makeCalendar, type Part } from '#engine'

const words = (text: string) => ({ zh: text, en: text })
const calendar = makeCalendar([], 'Asia/Shanghai')
const part: Part = {
  title: words('登记'),
  fields: {
    received_at: { title: words('收到时间'), type: 'datetime', happened: { within: 1 } },
    seen_on: { title: words('所见日期'), type: 'date', happened: { within: 0 }, optional: true },
    noted_on: { title: words('记于'), type: 'date', optional: true },
  },
}
const enteredAt = '2026-03-03T02:00:00.000Z'
const told = (values: Readonly<Record<string, string>>) =>
  happenedIn(part, values, enteredAt, calendar).map(({ field, workingDays, late }) => [field, workingDays, late])

describe('two clocks: when it happened, and when it was entered', () => {
  it('what was entered within the days allowed is not late', () => {
    expect(told({ received_at: '2026-03-02T01:00:00.000Z' })).toEqual([['received_at', 1, false]])
  })

  it('a claim of an earlier day is shown beside the day of entry, with its lateness in working days', () => {
    expect(told({ received_at: '2026-02-23T01:00:00.000Z' })).toEqual([['received_at', 6, true]])
    expect(told({ received_at: '2026-03-03T01:00:00.000Z', seen_on: '2026-03-02' })).toEqual([
      ['received_at', 0, false],
      ['seen_on', 1, true],
    ])
  })

  it('a weekend between makes nobody late', () => {
    expect(happenedIn(part, { received_at: '2026-02-27T01:00:00.000Z' }, '2026-03-02T02:00:00.000Z', calendar)[0]?.late).toBe(false)
  })

  it('the day is the organisation’s: half past midnight there is not yet midnight in UTC', () => {
    expect(told({ received_at: '2026-03-02T16:30:00.000Z' })).toEqual([['received_at', 0, false]])
  })

  it('a day claimed to lie ahead is no lateness; a date nobody declared as such says nothing', () => {
    expect(told({ received_at: '2026-03-09T01:00:00.000Z', noted_on: '2020-01-01' })).toEqual([['received_at', 0, false]])
  })
})
