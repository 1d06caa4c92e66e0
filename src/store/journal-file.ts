import { constants, open, readFile, truncate, writeFile } from 'node:fs/promises';
import type { Context, Journal } from '../model/context.ts';
import { TwinrunError } from '../model/error.ts';
import { makeQueue } from './make-queue.ts';
import { saveTornRest } from './save-torn-rest.ts';
import { splitLines } from './split-lines.ts';
import { storeFault } from './store-fault.ts';

export type JournalEntry = Readonly<Record<string, unknown>>;

/** A journal that can be ended: after `close`, `write` throws `journal.closed`. */
export interface JournalFile extends Journal {
  close(): Promise<void>;
}

/** What a journal holds. `torn` is the unfinished last line of a writer that died; its act was never begun. */
export interface JournalContent {
  readonly entries: readonly JournalEntry[];
  readonly torn?: string;
}

/**
 * Makes `journal.jsonl` (mode 0600, must not exist). Each entry becomes one line of JSON with the time of its writing as `at` (ISO 8601, UTC)
 * unless it brings its own, and is on disk when `write` resolves. After a failed write nothing more is written: a line behind half a line
 * could not be read.
 */
export async function createJournal(file: string, x: Pick<Context, 'clock'>): Promise<JournalFile> {
  await writeFile(file, '', { flag: 'wx', mode: 0o600 }).catch(storeFault(file));
  return appendingTo(file, x);
}

/** Goes on with the journal of a writer that died. Half a line at its end is moved beside it: the act that it was about was never begun. */
export async function reopenJournal(file: string, x: Pick<Context, 'clock'>): Promise<JournalFile> {
  try {
    const { torn, wholeBytes } = splitLines(await readFile(file));
    if (torn !== undefined) {
      await saveTornRest(file, torn);
      await truncate(file, wholeBytes);
    }
  } catch (cause) {
    storeFault(file)(cause);
  }
  return appendingTo(file, x);
}

function appendingTo(file: string, x: Pick<Context, 'clock'>): JournalFile {
  const queue = makeQueue();
  let state: 'open' | 'closed' | 'broken' = 'open';

  const append = async (line: string): Promise<void> => {
    if (state !== 'open') throw unusable(file, state);
    try {
      await appendSynced(file, line);
    } catch (cause) {
      state = 'broken';
      storeFault(file)(cause);
    }
  };
  return {
    write: (entry) => queue(() => append(`${JSON.stringify({ at: x.clock.now().toISOString(), ...entry })}\n`)),
    close: () =>
      queue(async () => {
        state = 'closed';
      }),
  };
}

/** Opened for each line, so that a run that is given up leaves no open file behind. Never makes the file: it must be the one that was made. */
async function appendSynced(file: string, line: string): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_APPEND);
  try {
    await handle.appendFile(line);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function unusable(file: string, state: 'closed' | 'broken'): TwinrunError {
  return new TwinrunError({
    code: `journal.${state}`,
    class: 'fault',
    message: state === 'closed' ? 'the journal is closed: the run is sealed' : 'an earlier write to the journal failed',
    at: { file },
    fix: 'Start the run again.',
  });
}

/** Reads a journal, also one whose writer died. Throws `journal.damaged` (fault) for a whole line that is no JSON object. */
export async function readJournal(file: string): Promise<JournalContent> {
  const { lines, torn } = splitLines(await readFile(file).catch(storeFault(file)));
  const entries = lines.map((line, index) => parseEntry(line, file, index + 1));
  return { entries, ...(torn === undefined ? {} : { torn: torn.toString('utf8') }) };
}

function parseEntry(line: string, file: string, number: number): JournalEntry {
  try {
    const value: unknown = JSON.parse(line);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as JournalEntry;
  } catch {
    // reported below
  }
  throw new TwinrunError({
    code: 'journal.damaged',
    class: 'fault',
    message: 'the journal is damaged',
    expected: 'one JSON object a line',
    received: line.slice(0, 80),
    at: { file, line: number },
    fix: 'Take the run folder from a backup or run again; what was done until then is in the lines before.',
  });
}
