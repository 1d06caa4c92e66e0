import { TwinrunError } from '../model/error.ts';
import { isCalendarDate } from '../scenario/calendar-date.ts';

/** Throws `cli.business-date` unless it is absent or a day that exists. */
export function checkBusinessDate(text: string | undefined): void {
  if (text === undefined || isCalendarDate(text)) return;
  throw new TwinrunError({
    code: 'cli.business-date',
    class: 'misuse',
    message: 'the business date is no day',
    expected: 'a day of the calendar as YYYY-MM-DD',
    received: text,
    fix: 'Write --business-date 2026-10-31.',
  });
}
