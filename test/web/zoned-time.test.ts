import { describe, expect, it } from 'vitest'
import { instantOf, wallTime, zoneMark } from '../../server/web/form/zoned-time.ts'

describe('a time typed into a form', () => {
  it('is organisation time, wherever the browser stands', () => {
    expect(instantOf('2026-03-02 09:20', 'Asia/Shanghai')).toBe('2026-03-02T01:20:00.000Z')
    expect(instantOf('2026-01-01 00:30', 'Asia/Shanghai')).toBe('2025-12-31T16:30:00.000Z')
  })

  it('is read back as it was typed', () => {
    for (const zone of ['Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns'])
      for (const wall of ['2026-03-02 09:20', '2026-07-15 23:59', '2026-12-31 00:00'])
        expect(wallTime(instantOf(wall, zone) ?? '', zone)).toBe(wall)
  })

  it('is no instant while it is not complete', () => {
    expect(instantOf('2026-03-02', 'Asia/Shanghai')).toBeUndefined()
    expect(instantOf('2026-13-40 09:20', 'Asia/Shanghai')).toBeUndefined()
  })
})

it('midnight is shown as 00:00 of the new day', () => {
  expect(wallTime('2026-03-01T16:00:00.000Z', 'Asia/Shanghai')).toBe('2026-03-02 00:00')
  expect(wallTime('2026-03-01T16:00:00.000Z', 'Asia/Shanghai', true)).toBe('2026-03-02 00:00:00')
})

it('a signature names its zone', () => {
  expect(zoneMark('2026-03-02T01:20:00.000Z', 'Asia/Shanghai')).toBe('UTC+8')
  expect(zoneMark('2026-01-02T01:20:00.000Z', 'America/St_Johns')).toBe('UTC\u22123:30')
})
