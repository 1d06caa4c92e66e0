import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import type { Received } from './receive-file.ts';

const PAUSE_MS = 1_000;

/** How long a file that still grows is waited for, where the scenario does not say. */
export const GROWTH_WAIT_MS = 10_000;

/** A file at one moment. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** When it was last written, in ms since 1970 by the clock of its host. */
  readonly writtenMs: number;
}

/** A file that may still be written. */
export interface SettlingFile {
  /** For messages. */
  readonly source: string;
  readonly look: () => Promise<FileState>;
  /** Receives it; `unchanged` is to be called once all has arrived, and before it is proven. */
  readonly receive: (before: FileState, unchanged: () => Promise<void>) => Promise<Received>;
}

/** Thrown through `receive`, which thereby leaves nothing. */
class Moved extends Error {}

/**
 * Receives a file that stands still from before its first byte to after its last. One that changes is waited for until it has stood still for a second, and
 * received anew. Throws `collect.still-growing` after `waitMs` (milliseconds).
 */
export async function receiveSettled(file: SettlingFile, waitMs: number, x: Context): Promise<{ received: Received; state: FileState }> {
  let state = await file.look();
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
    deadline ??= x.clock.monotonic() + waitMs;
    state = await stillState(file, deadline, x);
  }
}

async function stillState(file: SettlingFile, deadline: number, x: Context): Promise<FileState> {
  let before = await file.look();
  for (;;) {
    if (x.clock.monotonic() >= deadline) throw stillGrowing(file.source, before);
    await x.clock.sleep(PAUSE_MS, x.signal);
    x.signal.throwIfAborted();
    const now = await file.look();
    if (same(before, now)) return now;
    before = now;
  }
}

function same(one: FileState, other: FileState): boolean {
  return one.size === other.size && one.writtenMs === other.writtenMs;
}

function stillGrowing(source: string, last: FileState): TwinrunError {
  return new TwinrunError({
    code: 'collect.still-growing',
    message: `${source} still changes after its batch has ended`,
    expected: 'a file that stands still',
    received: `${last.size} bytes, and it goes on`,
    fix: 'Find out who else writes it (a second cron run?), then run again; or let it be waited for longer (`growthWait`).',
  });
}
