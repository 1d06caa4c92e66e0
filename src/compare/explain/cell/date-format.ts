import { message } from '../../../model/message.ts';
import type { CellHypothesis, CellRule } from '../hypothesis.ts';
import { isShifted, shiftsOf, type TimeShift } from './time-shift.ts';

/** The same dates and times, written in another format, or with less of the clock. */
export const dateFormat: CellHypothesis = {
  id: 'date-format',
  propose: (sample) => shiftsOf(sample).filter(isFormatOnly).map(ruleOf),
};

function isFormatOnly({ from, to, seconds, offsets }: TimeShift): boolean {
  return from.name !== to.name && seconds === 0 && (offsets === undefined || offsets === 0);
}

function ruleOf(shift: TimeShift): CellRule {
  const formats = { legacy: shift.from.name, candidate: shift.to.name };
  return {
    parameters: formats,
    strength: 'reproduces',
    // 01/02/2026 and 02/01/2026 may be two days as well as one.
    evidence: { cells: onlyDayAndMonthTurn(formats) ? 3 : 1, share: 0 },
    explains: (pair) => isShifted(pair, shift),
    cause: message('explain.date-format.cause', CAUSE, formats),
    fix: message('explain.date-format.fix', FIX, formats),
  };
}

function onlyDayAndMonthTurn({ legacy, candidate }: { readonly legacy: string; readonly candidate: string }): boolean {
  const order = (name: string) => name.replace(/[MD]/g, '?');
  return order(legacy) === order(candidate);
}

const CAUSE =
  'the same times, written as {legacy} in legacy and as {candidate} in candidate: each client has a format of its own (DateStyle and lc_time of PostgreSQL, NLS_DATE_FORMAT of Oracle, LC_TIME, BusyBox date against GNU date, a driver that makes objects of dates)';

const FIX =
  "Name the format in the query, as legacy writes it ({legacy}): to_char(updated_at, 'YYYY-MM-DD HH24:MI:SS') and the like, or SET DateStyle = ISO; BusyBox date knows only some of GNU's formats: RUN apk add --no-cache coreutils.";
