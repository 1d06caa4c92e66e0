import { cellMutation } from '../kinds/cell-mutation.ts';

const TIME = /^(\d{4})-(\d{2})-(\d{2})(?:([ T])(\d{2}):(\d{2})(.*))?$/s;
const HOUR = 3_600_000;

/** A time is nine hours earlier (Tokyo read as UTC), a date one day. */
export const shiftedTime = cellMutation({
  id: 'shifted-time',
  title: 'a time is nine hours earlier, a date one day',
  most: 3,
  change: ({ text }, write) => {
    const found = TIME.exec(text);
    if (found === null) return undefined;
    const [, year, month, day, separator, hour, minute, rest = ''] = found;
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0));
    if (!Number.isFinite(at)) return undefined;
    const shifted = new Date(at - (separator === undefined ? 24 : 9) * HOUR).toISOString();
    return write(separator === undefined ? shifted.slice(0, 10) : `${shifted.slice(0, 10)}${separator}${shifted.slice(11, 16)}${rest}`);
  },
});
