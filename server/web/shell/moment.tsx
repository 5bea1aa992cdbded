import { wallTime, zoneMark } from '../form/zoned-time.ts'
import { useSession } from '../session/session.tsx'

/** An instant in the organisation's time; `precise` adds seconds and the zone, as a signature needs them. */
export function Moment({ at, precise = false }: Readonly<{ at: string; precise?: boolean }>) {
  const { zone } = useSession().organisation
  return (
    <time dateTime={at} className="moment">
      {wallTime(at, zone, precise)}
      {precise && <span className="secondary">{` ${zoneMark(at, zone)}`}</span>}
    </time>
  )
}
