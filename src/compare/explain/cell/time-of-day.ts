import type { CellPair } from '../hypothesis.ts';

const DAY = 86_400;
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(\.\d+)?)?$/;

/**
 * How many seconds the candidate's time of day (`hh:mm`, `hh:mm:ss`, also with a fraction) is ahead of legacy's, from -12 h up to 12 h: without a date, days do
 * not count. Undefined for other texts, and where they are not written alike.
 */
export function clockShift({ legacy, candidate }: CellPair): number | undefined {
  const [a, b] = [CLOCK.exec(legacy), CLOCK.exec(candidate)];
  if (a === null || b === null || legacy.length !== candidate.length || a[4] !== b[4]) return undefined;
  const ahead = (secondsOf(b) - secondsOf(a) + DAY) % DAY;
  return ahead > DAY / 2 ? ahead - DAY : ahead;
}

function secondsOf([, hours, minutes, seconds = '0']: RegExpExecArray): number {
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
