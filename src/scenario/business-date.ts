import type { BusinessDate } from '../model/scenario.ts';
import { addDays } from './calendar-date.ts';

/** The day that a run started at `now` is about, as `YYYY-MM-DD`: the calendar day in the rule's zone, moved by its offset. */
export function businessDateOf(rule: Pick<BusinessDate, 'zone' | 'offset'>, now: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: rule.zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((item) => item.type === type)?.value ?? '';
  return addDays(`${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`, rule.offset);
}
