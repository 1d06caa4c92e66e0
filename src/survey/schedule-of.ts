import type { SurveySchedule } from '../model/survey.ts';
import { cronFires } from '../schedule/cron-fires.ts';
import { readCronLine } from '../schedule/cron-line.ts';
import { describeCron } from '../schedule/cron-words.ts';
import { calendarFires, readOnCalendar } from '../schedule/on-calendar.ts';
import type { Span } from '../schedule/wall-times.ts';
import type { TableEntry } from './tables/table-entry.ts';

const FIRES = 3;
const DAY_MS = 86_400_000;

/** Spans in which the next fires are looked for; the shortest that has enough is used. Days. */
const SPANS = [2, 40, 400];

/** A schedule with its words and next fires after `after` (ISO 8601), in its own zone, else the host's, else UTC. */
export function scheduleOf({ calendars, ...written }: TableEntry['schedule'], hostZone: string | undefined, after: string): SurveySchedule {
  const from = Date.parse(after);
  if (calendars !== undefined) return byCalendar(written, calendars, hostZone, from);
  const zone = written.zone ?? hostZone;
  const words = written.words ?? describeCron(written.written);
  const line = written.cron === undefined ? 'none' : readCronLine(written.cron);
  const next = typeof line === 'string' ? [] : nextFires((span) => cronFires(line, zone ?? 'UTC', span), from);
  return { ...written, words, ...(zone === undefined || written.cron === undefined ? {} : { zone }), next };
}

/** Of systemd. `cron` where one calendar expression is all that starts it, and a crontab can say it. */
function byCalendar(written: TableEntry['schedule'], calendars: readonly string[], hostZone: string | undefined, from: number): SurveySchedule {
  const read = calendars.map(readOnCalendar);
  const known = read.filter((one) => typeof one !== 'string');
  const [alone] = known;
  const own = known.some((calendar) => calendar.zone !== undefined);
  const zone = own ? (known.length === 1 ? alone?.zone : undefined) : hostZone;
  const one = known.length === 1 && calendars.length === 1 && written.written === `OnCalendar=${calendars[0]}` ? alone : undefined;
  const refused = read.flatMap((problem, index) =>
    typeof problem === 'string' ? [`fires of ${calendars[index]} are not computed: expected ${problem}`] : [],
  );
  const fires = (span: Span) => [...new Set(known.flatMap((calendar) => calendarFires(calendar, hostZone ?? 'UTC', span)))].sort((a, b) => a - b);
  return {
    ...written,
    ...(one?.cron === undefined ? {} : { cron: one.cron }),
    ...(zone === undefined || known.length === 0 ? {} : { zone }),
    words: [written.words ?? written.written, ...refused].join('; '),
    next: known.length === 0 ? [] : nextFires(fires, from),
  };
}

function nextFires(fires: (span: Span) => readonly number[], from: number): readonly string[] {
  try {
    for (const days of SPANS) {
      const found = fires({ from, until: from + days * DAY_MS });
      if (found.length >= FIRES || days === SPANS.at(-1)) return found.slice(0, FIRES).map((at) => new Date(at).toISOString());
    }
  } catch (thrown) {
    // The host names a zone that nobody knows: no fire is better than a wrong one.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return [];
}
