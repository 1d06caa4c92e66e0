/** A time as it is written. */
export interface Moment {
  /** Whole seconds since 1970 of the clock on the wall, as if it were UTC. */
  readonly seconds: number;
  readonly nanos: number;
  /** Seconds east of UTC, where the text says so. */
  readonly offset: number | undefined;
}
