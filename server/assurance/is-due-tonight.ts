/** Hours after the hour within which a night's run begins; later, it waits for the next night. */
const WINDOW = 4
/** However the machine sleeps: a house that was compared so long ago is compared now. */
const LATEST_MS = 30 * 3_600_000

/**
 * Whether the nightly run should begin: once a night, from an hour of the organisation's day on. One that has never been
 * compared waits for its first night; one that missed its nights does not.
 */
export function isDueTonight(now: Date, zone: string, hour: number, last: string | null): boolean {
  const since = last === null ? Number.NaN : now.getTime() - Date.parse(last)
  if (since >= 0 && since < (WINDOW + 1) * 3_600_000) return false
  if (since >= LATEST_MS) return true
  const local = Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(now))
  return (local - hour + 24) % 24 < WINDOW
}
