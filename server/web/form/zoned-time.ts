/**
 * Wall-clock time of the organisation and instants in UTC. A form shows and takes organisation time, whatever zone
 * the browser stands in; what is sent is an instant with `Z`.
 */
function wallParts(instant: number, zone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`
}

/** "2026-03-02T01:20:00.000Z" in Asia/Shanghai → "2026-03-02 09:20"; with `seconds`, "2026-03-02 09:20:00". Not an instant: the text as it is. */
export function wallTime(instant: string, zone: string, seconds = false): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return instant
  return wallParts(at, zone).slice(0, seconds ? 19 : 16)
}

/** "2026-03-02 09:20" in Asia/Shanghai → "2026-03-02T01:20:00.000Z". undefined: no such text. */
export function instantOf(wall: string, zone: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::(\d{2}))?$/.exec(wall)
  if (match === null) return undefined
  const asIfUtc = Date.parse(`${match[1]}T${match[2]}:${match[3] ?? '00'}Z`)
  if (Number.isNaN(asIfUtc)) return undefined
  // The offset is that of the instant sought, which the first guess may miss by an hour around a change of clocks.
  let instant = asIfUtc
  for (let turn = 0; turn < 2; turn++) instant = asIfUtc - (Date.parse(`${wallParts(instant, zone).replace(' ', 'T')}Z`) - instant)
  return new Date(instant).toISOString()
}

/** "UTC+8" for Asia/Shanghai at that instant: the zone a reader in another one needs to know. */
export function zoneMark(instant: string, zone: string): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return zone
  const minutes = Math.round((Date.parse(`${wallParts(at, zone).replace(' ', 'T')}Z`) - at) / 60_000)
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}
