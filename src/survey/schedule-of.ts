import type { SurveySchedule } from '../model/survey.ts';
import { cronFires } from '../schedule/cron-fires.ts';
import { readCronLine } from '../schedule/cron-line.ts';
import { describeCron } from '../schedule/cron-words.ts';

const FIRES = 3;
const DAY_MS = 86_400_000;

/** Spans in which the next fires are looked for; the shortest that has enough is used. Days. */
const SPANS = [2, 40, 400];

/** A schedule with its words and next fires after `after` (ISO 8601), in its own zone, else the host's, else UTC. */
export function scheduleOf(written: Omit<SurveySchedule, 'next'>, hostZone: string | undefined, after: string): SurveySchedule {
  const zone = written.zone ?? hostZone;
  const words = written.words ?? describeCron(written.written);
  const next = written.cron === undefined ? [] : nextFires(written.cron, zone ?? 'UTC', Date.parse(after));
  return { ...written, words, ...(zone === undefined || written.cron === undefined ? {} : { zone }), next };
}

function nextFires(cron: string, zone: string, from: number): readonly string[] {
  const line = readCronLine(cron);
  if (typeof line === 'string') return [];
  try {
    for (const days of SPANS) {
      const fires = cronFires(line, zone, { from, until: from + days * DAY_MS });
      if (fires.length >= FIRES || days === SPANS.at(-1)) return fires.slice(0, FIRES).map((at) => new Date(at).toISOString());
    }
  } catch (thrown) {
    // The host names a zone that nobody knows: no fire is better than a wrong one.
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return [];
}
