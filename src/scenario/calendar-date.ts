const FORM = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether a text is a day that exists, as `YYYY-MM-DD`. */
export function isCalendarDate(text: string): boolean {
  return FORM.test(text) && addDays(text, 0) === text;
}

/** The day that many days later (earlier when negative). Both as `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  const [, year, month, day] = FORM.exec(date) ?? [];
  const moment = new Date(0);
  moment.setUTCFullYear(Number(year), Number(month) - 1, Number(day) + days);
  return [String(moment.getUTCFullYear()).padStart(4, '0'), two(moment.getUTCMonth() + 1), two(moment.getUTCDate())].join('-');
}

/** What a date format may hold: `yyyy`, `MM`, `dd`, and `-`, `_`, `/`, `.` between them. */
export const DATE_FORMAT = /^(?:yyyy|MM|dd|[-_/.])+$/;

/** A day `YYYY-MM-DD` in another form: `yyyyMMdd` gives `20261231`. */
export function formatDate(date: string, format: string): string {
  const [, year, month, day] = FORM.exec(date) ?? [];
  return format
    .replaceAll('yyyy', year ?? '')
    .replaceAll('MM', month ?? '')
    .replaceAll('dd', day ?? '');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
