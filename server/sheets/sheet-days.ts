import { Decimal } from 'decimal.js'
import { Temporal } from 'temporal-polyfill'

/** Below this the format counts a 29 February 1900 that never was. */
const firstSure = 61

/** The day a spreadsheet's number stands for, and the seconds into it. */
export function dayOf(text: string, since1904: boolean): Readonly<{ date: string; seconds: number }> | null {
  const serial = new Decimal(text)
  const days = serial.floor().toNumber()
  if (days < 0 || days > 2_958_465) return null
  const start = since1904 ? '1904-01-01' : days < firstSure ? '1899-12-31' : '1899-12-30'
  const seconds = serial.minus(serial.floor()).times(86_400).round().toNumber()
  const date = Temporal.PlainDate.from(start).add({ days: seconds === 86_400 ? days + 1 : days })
  return { date: date.toString(), seconds: seconds === 86_400 ? 0 : seconds }
}

/** The number of a date, for a date cell; null for one before the format can be trusted, or for what is no date. */
export function serialOf(date: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null
  const days = Temporal.PlainDate.from('1899-12-30').until(Temporal.PlainDate.from(date)).days
  return days < firstSure ? null : String(days)
}

/** An instant as wall-clock time of the organisation: 2026-03-02 08:30, with seconds where there are any. */
export function wallClock(instant: string, zone: string): string {
  const wall = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime()
  const smallestUnit = wall.millisecond !== 0 ? 'millisecond' : wall.second !== 0 ? 'second' : 'minute'
  return wall.toString({ smallestUnit }).replace('T', ' ')
}

/** Wall-clock time of the organisation as an instant; null for a time that never was. */
export function instantAt(date: string, time: string, zone: string): string | null {
  try {
    const wall = Temporal.PlainDateTime.from(`${date}T${time}`, { overflow: 'reject' })
    return wall.toZonedDateTime(zone).toInstant().toString({ smallestUnit: 'millisecond' })
  } catch {
    return null
  }
}
