import type { Context } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';

/** How long a file must have stood still, and how long one that does not is waited for, where the scenario does not say. */
const QUIET_MS = 5_000;
const GROWTH_WAIT_MS = 10_000;

const PAUSE_MS = 1_000;

/** A file at one moment. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** When it was last written, in ms since 1970 by the clock of its host. */
  readonly writtenMs: number;
}

/** A file that may still be written. */
export interface WatchedFile {
  /** For messages. */
  readonly source: string;
  readonly look: () => Promise<FileState>;
}

/** What tells at a source whether its files are whole. */
export interface Stillness<F extends WatchedFile = WatchedFile> {
  /** ms that a file must have stood still. */
  readonly quiet: number;
  /** ms that one which changes, or is open for writing, is waited for. */
  readonly growthWait: number;
  /** ms that a file has stood still by its own date; 0 where the clock of its host is not known. */
  readonly age: (state: FileState) => number;
  /** Those that a process has open for writing, as far as the source tells. */
  readonly open: (files: readonly F[]) => Promise<readonly F[]>;
}

/** The settings of a collector, with their defaults. What changed needs the quiet time at least to stand still again, so that less is never waited for. */
export function waitsOf({ quiet, growthWait }: { readonly quiet?: number | undefined; readonly growthWait?: number | undefined }) {
  const still = quiet ?? QUIET_MS;
  return { quiet: still, growthWait: Math.max(growthWait ?? GROWTH_WAIT_MS, still) };
}

/**
 * Waits, together, until each file has stood still for `quiet` and no process has it open for writing, and gives their states in order. A file that is seen to change or to be
 * open starts `growthWait`, unless `deadline` (monotonic ms) did. Throws `collect.still-growing`, `collect.still-open`, and what `look` throws.
 */
export async function settle<F extends WatchedFile>(
  files: readonly F[],
  { quiet, growthWait, age, open }: Stillness<F>,
  x: Context,
  deadline?: number,
): Promise<readonly FileState[]> {
  let end = deadline;
  const watched: { file: F; state: FileState; since: number }[] = [];
  for (const file of files) watched.push({ file, state: await file.look(), since: x.clock.monotonic() });
  for (;;) {
    const now = x.clock.monotonic();
    const leftOf = ({ state, since }: (typeof watched)[number]) => quiet - Math.max(age(state), now - since);
    const moving = watched.filter((one) => leftOf(one) > 0);
    const held = moving.length > 0 ? [] : await open(files);
    const waiting = moving.length > 0 ? moving : watched.filter(({ file }) => held.includes(file));
    const [first] = waiting;
    if (first === undefined) return watched.map(({ state }) => state);
    if (held.length > 0) end ??= now + growthWait;
    if (end !== undefined && now >= end) throw held.length > 0 ? stillOpen(first.file.source) : stillGrowing(first.file.source, first.state);
    await x.clock.sleep(Math.min(PAUSE_MS, held.length > 0 ? PAUSE_MS : Math.max(...moving.map(leftOf))), x.signal);
    x.signal.throwIfAborted();
    for (const one of waiting) {
      const state = await one.file.look();
      if (same(one.state, state)) continue;
      Object.assign(one, { state, since: x.clock.monotonic() });
      end ??= x.clock.monotonic() + growthWait;
    }
  }
}

/** Whether a file did not change between two looks, as far as they tell. */
export function same(one: FileState, other: FileState): boolean {
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

function stillOpen(source: string): TwinrunError {
  return new TwinrunError({
    code: 'collect.still-open',
    message: `a process still has ${source} open for writing after its batch has ended`,
    expected: 'a file that nobody writes any more',
    received: 'one that may not be whole',
    fix: 'Find out which one (`fuser -v` on its host): a part of the batch that goes on in the background? Let it be waited for longer (`growthWait`), or say that it is whole all the same (`whileOpen: true`).',
  });
}
