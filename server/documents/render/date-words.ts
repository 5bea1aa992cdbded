import type { Words } from '#engine'

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const pad = (value: number) => String(value).padStart(2, '0')

/** 2026-03-02 → 2026年3月2日, 2 March 2026. A text that is no date stands as it is. */
export function dateWords(date: string): Words {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (found === null) return { zh: date, en: date }
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  return { zh: `${year}年${month}月${day}日`, en: `${day} ${MONTHS[month - 1] ?? month} ${year}` }
}

/** An instant as clocks in the organisation showed it, to the minute. */
export function minuteWords(instant: string, zone: string): Words {
  const { date, hour, minute } = local(instant, zone)
  const words = dateWords(date)
  return { zh: `${words.zh} ${pad(hour)}:${pad(minute)}`, en: `${words.en} ${pad(hour)}:${pad(minute)}` }
}

/** An instant to the second with its zone, as a signature needs it: 2026年3月2日 09:20:00 (UTC+8). */
export function instantWords(instant: string, zone: string): Words {
  const { date, hour, minute, second, offset } = local(instant, zone)
  const words = dateWords(date)
  const time = `${pad(hour)}:${pad(minute)}:${pad(second)} (${offset})`
  return { zh: `${words.zh} ${time}`, en: `${words.en} ${time}` }
}

/** The organisation's date of an instant. */
export function dayWords(instant: string, zone: string): Words {
  return dateWords(local(instant, zone).date)
}

type Local = Readonly<{ date: string; hour: number; minute: number; second: number; offset: string }>

function local(instant: string, zone: string): Local {
  const parts = new Map(
    formatter(zone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  )
  const number = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name))
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
  const offset = (parts.get('timeZoneName') ?? 'GMT').replace('GMT', 'UTC')
  return { date, hour: number('hour'), minute: number('minute'), second: number('second'), offset }
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'shortOffset',
  })
  formatters.set(zone, made)
  return made
}
