const DAY = 86_400_000;
const MOST_KEPT = 50_000;

/** The clock on the wall of one time zone, from the zone database that Node carries. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #days = new Map<number, number | undefined>();
  readonly #walls = new Map<number, number | undefined>();

  /** Throws a RangeError for what is no zone. */
  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  /**
   * The distance from UTC, in milliseconds, of a wall time (its fields as if they were UTC, in milliseconds). Undefined for a time that the clocks skipped
   * or showed twice: then the text names no instant, or two.
   */
  offsetOf(wall: number): number | undefined {
    const day = Math.floor(wall / DAY);
    return kept(this.#days, day, () => this.#steadyOffset(day)) ?? kept(this.#walls, wall, () => this.#solve(wall));
  }

  /** The offset from the day before to the day after, where it stays the same; no zone has ever changed twice within a day. Asking `Intl` is slow. */
  #steadyOffset(day: number): number | undefined {
    const offsets = [day - 1, day, day + 1, day + 2].map((one) => this.offsetAt(one * DAY));
    return offsets.every((offset) => offset === offsets[0]) ? offsets[0] : undefined;
  }

  /** The offsets near the wall time by which an instant is shown as this wall time. */
  #solve(wall: number): number | undefined {
    const near = [...new Set([wall - DAY, wall, wall + DAY].map((instant) => this.offsetAt(instant)))];
    const fitting = near.filter((offset) => this.offsetAt(wall - offset) === offset);
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  /** The distance from UTC at an instant; both in milliseconds. */
  offsetAt(instant: number): number {
    const name = this.#format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name);
    if (match === null) throw new RangeError(`an offset that cannot be read: ${name}`);
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
    const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -size : size;
  }
}

/** The value under a key, made when it is asked for the first time; all are forgotten when they become too many. */
function kept(known: Map<number, number | undefined>, key: number, make: () => number | undefined): number | undefined {
  if (known.has(key)) return known.get(key);
  const value = make();
  if (known.size >= MOST_KEPT) known.clear();
  known.set(key, value);
  return value;
}
