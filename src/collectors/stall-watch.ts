import type { Context } from '../model/context.ts';
import { STALLED } from './s3-problem.ts';

/** Aborts `stall` once nothing came for so long: `touch` says that something did, `end` stops watching. */
export function stallWatch(stall: AbortController, { clock }: Pick<Context, 'clock'>, stallMs: number): { touch(): void; end(): void } {
  const over = new AbortController();
  let last = clock.monotonic();
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const left = last + stallMs - clock.monotonic();
      if (left <= 0) return stall.abort(Object.assign(new Error(`no byte came for ${stallMs / 1000} s`), { name: STALLED }));
      await clock.sleep(left, over.signal);
    }
  };
  void watch();
  return {
    touch: () => {
      last = clock.monotonic();
    },
    end: () => over.abort(),
  };
}
