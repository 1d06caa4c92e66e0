import type { CronField, CronLine } from './cron-line.ts';

const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Expressions of EventBridge Scheduler that stand for a crontab line, or why there are none. */
export type Proposal = { readonly expressions: readonly string[]; readonly note?: string } | { readonly refused: string };

/**
 * The equivalent of a crontab line. Cron's "either day is enough" needs two expressions, because EventBridge wants `?` in one of the two day
 * fields: on days that are both, the two fire twice. A day field such as every second day (a star with a step) beside a restricted one means "both", which no expression says.
 */
export function proposeExpressions(line: CronLine): Proposal {
  const { minutes, hours, daysOfMonth, months, daysOfWeek } = line;
  const head = `${numbers(minutes, 0, 59)} ${numbers(hours, 0, 23)}`;
  const month = numbers(months, 1, 12);
  const [allDays, allWeek] = [daysOfMonth.values.length === 31, daysOfWeek.values.length === 7];
  const byMonth = `cron(${head} ${numbers(daysOfMonth, 1, 31)} ${month} ? *)`;
  const byWeek = `cron(${head} ? ${month} ${weekdays(daysOfWeek)} *)`;
  const both = daysOfMonth.star || daysOfWeek.star;
  if (both && allWeek) return { expressions: [byMonth] };
  if (both && allDays) return { expressions: [byWeek] };
  if (both) return { refused: 'the line runs on days that are in both day fields (one begins with `*`), which no expression of EventBridge says' };
  if (allDays || allWeek)
    return { expressions: [`cron(${head} * ${month} ? *)`], note: 'one day field holds every day, and either is enough: it runs daily' };
  return {
    expressions: [byMonth, byWeek],
    note: 'either day is enough for cron; EventBridge needs two schedules, which both fire on days that are both. A claim lets only one of them deliver',
  };
}

/** `*`, `5/15`, `1-5` or a list: what EventBridge documents. */
function numbers({ values }: CronField, from: number, to: number): string {
  const [first = from, second] = values;
  if (values.length === to - from + 1) return '*';
  const step = second === undefined ? 0 : second - first;
  const even = values.every((value, index) => value === first + index * step);
  if (even && step === 1 && values.length > 2) return `${first}-${values.at(-1)}`;
  if (even && step > 1 && values.length > 2 && first + values.length * step > to) return `${first}/${step}`;
  return values.join(',');
}

function weekdays({ values }: CronField): string {
  const [first = 0] = values;
  const last = values.at(-1) ?? first;
  const contiguous = values.length > 2 && last - first === values.length - 1;
  return contiguous ? `${DAYS[first]}-${DAYS[last]}` : values.map((day) => DAYS[day]).join(',');
}
