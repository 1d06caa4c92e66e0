const DATE = /^(\d{4})([-/.]?)(\d{2})\2(\d{2})(?:$|[ T]|\d{6}$)/;
const DAY = 86_400_000;

/**
 * The day that a text begins with, as days since 1970-01-01: `2026-07-05`, `2026/07/05`, `2026.07.05` or `20260705`, alone or followed by a time.
 * As it is written: zones do not count. Undefined for anything else, days that do not exist, and years before 1900 or from 2900 on (those mean "never").
 */
export function dayOf(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, year = '', , month = '', day = ''] = match;
  const iso = `${year}-${month}-${day}`;
  const time = Date.parse(`${iso}T00:00:00.000Z`);
  if (Number.isNaN(time) || year < '1900' || year >= '2900' || isoDay(time / DAY) !== iso) return undefined;
  return time / DAY;
}

/** `YYYY-MM-DD` of days since 1970-01-01. */
export function isoDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}
