/** Time, injected. */
export interface Clock {
  now(): Date;
  /** Milliseconds from an arbitrary start, never going back: for durations. */
  monotonic(): number;
  /** Resolves after `ms`, or at once when the signal aborts (it never rejects: look at the signal afterwards). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Milliseconds. Written `10m`, `1d`, `250ms` in files. */
export type Duration = number;
