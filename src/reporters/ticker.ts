import type { Clock } from '../model/clock.ts';

/** What makes a live terminal move. */
export interface Ticker {
  now(): Date;
  /** Calls `tick` every `ms` milliseconds until the returned function is called. */
  every(ms: number, tick: () => void): () => void;
}

/** A ticker over a clock; it never keeps the process alive. */
export function makeTicker(clock: Pick<Clock, 'now'>): Ticker {
  return {
    now: () => clock.now(),
    every(ms, tick) {
      const timer = setInterval(tick, ms);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
