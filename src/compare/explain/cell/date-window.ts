import { message } from '../../../model/message.ts';
import type { ExplainFacts } from '../facts.ts';
import type { CellHypothesis, CellRule } from '../hypothesis.ts';
import { isShifted, shiftsOf, type TimeShift } from './time-shift.ts';

const DAY = 86_400;

/** Dates that are a day off: each side's "yesterday" is another day. */
export const dateWindow: CellHypothesis = {
  id: 'date-window',
  propose: (sample, facts) =>
    shiftsOf(sample)
      .filter(({ seconds, offsets }) => Math.abs(seconds) === DAY && (offsets === undefined || offsets === 0))
      .map((shift) => ruleOf(shift, facts)),
};

function ruleOf(shift: TimeShift, { sides }: ExplainFacts): CellRule {
  const values = {
    days: shift.seconds / DAY,
    way: shift.seconds < 0 ? 'earlier' : 'later',
    zone: sides.legacy.timeZone ?? "legacy's zone",
  };
  return {
    parameters: { days: values.days },
    strength: 'reproduces',
    evidence: { cells: 2, share: 0.5 },
    explains: (pair) => isShifted(pair, shift),
    cause: message('explain.date-window.cell.cause', CAUSE, values),
    fix: message('explain.date-window.cell.fix', FIX, { zone: sides.legacy.timeZone ?? 'Asia/Tokyo' }),
  };
}

const CAUSE =
  'dates are one day {way} in candidate: the day changes at another hour there (a container in UTC, an EventBridge rule in UTC, a start before midnight), or `date -d "1 day ago"` does not work (BusyBox) and something else is taken';

const FIX =
  "Hand the business date to both sides as a variable instead of asking the clock; RUN apk add --no-cache tzdata coreutils, ENV TZ={zone} in the Dockerfile; in SQL: (now() AT TIME ZONE '{zone}')::date - 1.";
