/** An instant (ISO 8601) by the clock of a zone, to the minute: `2026-11-28 01:00`; without a zone by UTC, and it says so. Throws RangeError for a zone that nobody knows. */
export function wallTime(instant: string, zone: string | undefined): string {
  const written = new Intl.DateTimeFormat('sv-SE', { timeZone: zone ?? 'UTC', dateStyle: 'short', timeStyle: 'short' }).format(new Date(instant));
  return zone === undefined ? `${written} UTC` : written;
}
