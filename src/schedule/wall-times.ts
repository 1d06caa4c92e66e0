const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const PROBE_MS = 3 * 3_600_000;

/** A day of the calendar. `weekday` is 0 (Sunday) to 6. */
export interface DayOfCalendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** What a schedule says, by the clock on the wall: on which days, and at which minutes of such a day (0 to 1439, rising). */
export interface WallTimes {
  readonly minutesOfDay: readonly number[];
  onDay(day: DayOfCalendar): boolean;
}

/** A span of time (`from` inclusive, `until` exclusive; ms since 1970, UTC). */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** A span in which a zone keeps one distance to UTC (ms to add to UTC). */
export interface ZoneSpan extends Span {
  readonly offset: number;
}

/** The minutes of `times` whose wall time lies in `[from, until)`, as ms since 1970 if the wall showed UTC; rising. */
export function* wallMinutes(times: WallTimes, from: number, until: number): Generator<number> {
  const first = Math.floor(from / (DAY_MINUTES * MINUTE_MS)) * DAY_MINUTES * MINUTE_MS;
  for (let midnight = first; midnight < until; midnight += DAY_MINUTES * MINUTE_MS) {
    const date = new Date(midnight);
    const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
    if (!times.onDay(day)) continue;
    for (const minute of times.minutesOfDay) {
      const at = midnight + minute * MINUTE_MS;
      if (at >= from && at < until) yield at;
    }
  }
}

/** The zone's distances to UTC within a span, in order. Throws RangeError when there is no such zone. */
export function zoneSpans(zone: string, { from, until }: Span): ZoneSpan[] {
  const offsetAt = offsetReader(zone);
  const spans: ZoneSpan[] = [];
  let start = from;
  let offset = offsetAt(from);
  for (let at = from; at < until; ) {
    const next = Math.min(at + PROBE_MS, until);
    if (offsetAt(next) !== offset) {
      const change = firstWith(offsetAt, offset, at, next);
      spans.push({ from: start, until: change, offset });
      [start, offset] = [change, offsetAt(change)];
      at = change;
    } else at = next;
  }
  if (start < until) spans.push({ from: start, until, offset });
  return spans;
}

/** The first minute after `low` that has another offset; one has it at `high`. */
function firstWith(offsetAt: (at: number) => number, offset: number, low: number, high: number): number {
  let [before, after] = [Math.floor(low / MINUTE_MS), Math.ceil(high / MINUTE_MS)];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * MINUTE_MS) === offset) before = middle;
    else after = middle;
  }
  return after * MINUTE_MS;
}

function offsetReader(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const known = new Map<number, number>();
  return (at) => {
    const cached = known.get(at);
    if (cached !== undefined) return cached;
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const wall = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second);
    const offset = wall - Math.floor(at / 1000) * 1000;
    known.set(at, offset);
    return offset;
  };
}
