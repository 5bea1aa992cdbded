/** The date an instant falls on in the organisation's time, e.g. 2026-03-02. */
export function organisationDay(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(at))
}
