/** The runs that a batch's own scheduler starts for one business date. */
export interface NaturalRun {
  /** `YYYY-MM-DD`. */
  readonly businessDate: string;
  /** IANA name, of the schedule. */
  readonly zone: string;
  /** When they are due: ISO 8601 in UTC, in order. Empty where the schedule has none for that date. */
  readonly fires: readonly string[];
  /** When the first run of a later date is due; absent where there will be none. */
  readonly next?: string;
}
