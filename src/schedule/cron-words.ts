import cronstrue from 'cronstrue';
import { readCronLine } from './cron-line.ts';

/**
 * A crontab line's time in words: `At 01:30`. Says where either of two days is enough, which readers of cron often overlook.
 * A text that is no such line comes back as it is.
 */
export function describeCron(text: string): string {
  if (text.trim().toLowerCase() === '@reboot') return 'when the host starts';
  const line = readCronLine(text);
  if (typeof line === 'string') return text;
  const words = cronstrue.toString(text, { use24HourTimeFormat: true, throwExceptionOnParseError: false });
  const either = !line.daysOfMonth.star && !line.daysOfWeek.star;
  return either ? `${words} (either day is enough)` : words;
}
