import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatStamp, parseRecordNumber, parseStamp, recordNumber, type Stamp } from '#records'
import { instant } from './arbitrary-event.ts'

const stamp: fc.Arbitrary<Stamp> = fc.record({
  sequence: fc.integer({ min: 1 }),
  recordedAt: instant,
  clock: fc.constantFrom('real' as const, 'simulated' as const),
  numbers: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/), fc.stringMatching(/^[A-Z]{1,3}-\d{4}-\d{1,5}$/), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
})

describe('a stamp', () => {
  it('is the line the format shows', () => {
    const line = 'guiju-stamp/1 7 2026-03-02T01:20:00.123Z real order_no=ZG-2026-0004\n'
    const read = { sequence: 7, recordedAt: '2026-03-02T01:20:00.123Z', clock: 'real', numbers: { order_no: 'ZG-2026-0004' } } as const
    expect(formatStamp(read)).toBe(line)
    expect(parseStamp(line)).toEqual(read)
  })

  it('is read back exactly as it was made, whatever the order the counters came in', () => {
    fc.assert(
      fc.property(stamp, (made) => {
        expect(parseStamp(formatStamp(made))).toEqual(made)
        expect(formatStamp({ ...made, numbers: Object.fromEntries(Object.entries(made.numbers).reverse()) })).toBe(formatStamp(made))
      }),
    )
  })

  it.each([
    'guiju-stamp/1 7 2026-03-02T01:20:00.123Z real',
    'guiju-stamp/1 07 2026-03-02T01:20:00.123Z real\n',
    'guiju-stamp/1 0 2026-03-02T01:20:00.123Z real\n',
    'guiju-stamp/1 7 2026-03-02T01:20:00Z real\n',
    'guiju-stamp/1 7 2026-02-30T01:20:00.123Z real\n',
    'guiju-stamp/1 7 2026-03-02T01:20:00.123+08:00 real\n',
    'guiju-stamp/1 7 2026-03-02T01:20:00.123Z guessed\n',
    'guiju-stamp/1 7 2026-03-02T01:20:00.123Z real b=1 a=2\n',
    'guiju-stamp/1 7 2026-03-02T01:20:00.123Z real a=1 a=2\n',
    'guiju-stamp/1 7 2026-03-02T01:20:00.123Z real  a=1\n',
    'guiju-stamp/2 7 2026-03-02T01:20:00.123Z real\n',
  ])('in any other form is none: %j', (line) => {
    expect(parseStamp(line)).toBeNull()
  })
})

describe('a record number', () => {
  it('names form, case and serial, and is read back', () => {
    expect(recordNumber({ form: 'QR-08-03', caseNumber: 'QP-08-2026-00031', serial: 7 })).toBe('QR-08-03/QP-08-2026-00031/007')
    for (const serial of [1, 999, 1000]) {
      const number = { form: 'QR-08-03', caseNumber: 'WI-08-01-2026-00031', serial }
      expect(parseRecordNumber(recordNumber(number))).toEqual(number)
    }
  })

  it.each([
    'QR-08-03/QP-08-2026-00031/7',
    'QR-08-03/QP-08-2026-00031/000',
    'QR-08-03/QP-08-2026-00031/0007',
    'QR-08-03/QP-08-2026-31/007',
    '../QP-08-2026-00031/007',
  ])('is refused where it could be written in another way: %s', (text) => {
    expect(parseRecordNumber(text)).toBeNull()
  })
})
