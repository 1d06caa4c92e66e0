import type { Context } from '../model/context.ts';
import type { Received } from './receive-file.ts';
import { type FileState, type Stillness, same, settle, type WatchedFile } from './settle.ts';

/** Seen to change, a file must stand still this long at least, whatever its date says. */
const LEAST_QUIET_MS = 1_000;

/** A file that is brought home once it stands still. */
export interface SettlingFile extends WatchedFile {
  /** Receives it; `unchanged` is to be called once all has arrived, and before it is proven. */
  readonly receive: (before: FileState, unchanged: () => Promise<void>) => Promise<Received>;
}

/** Thrown through `receive`, which thereby leaves nothing. */
class Moved extends Error {}

/** A file that came home, and how it stood at its source. */
export interface Settled {
  readonly received: Received;
  readonly state: FileState;
}

/**
 * Receives a file that stood still (`state`, as `settle` gave it) if it is the same after its last byte. One that changed meanwhile is waited for anew, and received anew. Throws as
 * `settle` does, and what `receive` throws.
 */
export async function receiveSettled<F extends SettlingFile>(file: F, settled: FileState, stillness: Stillness<F>, x: Context): Promise<Settled> {
  let state = settled;
  let deadline: number | undefined;
  for (;;) {
    const before = state;
    try {
      const unchanged = async () => {
        if (!same(before, await file.look())) throw new Moved();
      };
      return { received: await file.receive(before, unchanged), state: before };
    } catch (thrown) {
      if (!(thrown instanceof Moved)) throw thrown;
    }
    deadline ??= x.clock.monotonic() + stillness.growthWait;
    const watched = { ...stillness, quiet: Math.max(stillness.quiet, LEAST_QUIET_MS), age: () => 0 };
    [state = before] = await settle([file], watched, x, deadline);
  }
}

/**
 * Receives the files that `find` gives, in its order, once all of them stand still and no more of them come. Throws as `settle` and `receiveSettled` do, and what `find` throws.
 */
export async function receiveAll<F extends SettlingFile, R>(
  find: () => Promise<readonly F[]>,
  stillness: Stillness<F>,
  keep: (file: F, settled: Settled) => R,
  x: Context,
): Promise<readonly R[]> {
  let files = await find();
  let deadline: number | undefined;
  for (;;) {
    const states = await settle(files, stillness, x, deadline);
    const again = await find();
    if (again.map(({ source }) => source).join('\0') === files.map(({ source }) => source).join('\0')) {
      const kept: R[] = [];
      for (const [at, file] of files.entries()) kept.push(keep(file, await receiveSettled(file, states[at] as FileState, stillness, x)));
      return kept;
    }
    files = again;
    deadline ??= x.clock.monotonic() + stillness.growthWait;
  }
}
