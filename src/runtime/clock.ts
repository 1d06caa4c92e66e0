import type { Clock } from '../model/clock.ts';

/** The machine's clock: the only place that asks it. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
    }),
};

/** A clock that stands still: judging a stored run happens at the time of the run. */
export function frozenClock(at: Date): Clock {
  return { now: () => new Date(at), monotonic: () => 0, sleep: () => Promise.resolve() };
}
