// Making a format takes longer than everything else a request asks of it; an organisation has one zone.
const formats = new Map<string, Intl.DateTimeFormat>()

/** The date an instant falls on in the organisation's time, e.g. 2026-03-02. */
export function organisationDay(at: string, zone: string): string {
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  formats.set(zone, format)
  return format.format(new Date(at))
}
