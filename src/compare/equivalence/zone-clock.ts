const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Since 1972 all offsets are whole minutes (IANA zone database: the last other one was Liberia's), so all of a minute's seconds have the same. */
const WHOLE_MINUTES = Date.UTC(1973, 0, 1);
const MOST_KEPT = 50_000;

/** The clock on the wall of one time zone, from the zone database that Node carries. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #known = new Map<number, number | undefined>();

  /** Throws a RangeError for what is no zone. */
  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  /**
   * The distance from UTC, in milliseconds, of a wall time (its fields as if they were UTC, in milliseconds). Undefined for a time that the clocks skipped
   * or showed twice: then the text names no instant, or two.
   */
  offsetOf(wall: number): number | undefined {
    const key = wall < WHOLE_MINUTES ? wall : Math.floor(wall / MINUTE) * MINUTE;
    if (this.#known.has(key)) return this.#known.get(key);
    // Any change of the clock that can matter lies within a day.
    const near = [...new Set([key - DAY, key, key + DAY].map((instant) => this.#offsetAt(instant)))];
    const fitting = near.filter((offset) => this.#offsetAt(key - offset) === offset);
    const offset = fitting.length === 1 ? fitting[0] : undefined;
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    this.#known.set(key, offset);
    return offset;
  }

  #offsetAt(instant: number): number {
    const name = this.#format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name);
    if (match === null) throw new RangeError(`an offset that cannot be read: ${name}`);
    const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
    const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -size : size;
  }
}
