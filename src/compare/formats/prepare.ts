import { open } from 'node:fs/promises';
import { TwinrunError } from '../../model/error.ts';
import type { FileProblem, Origin, PreparedTable } from '../../model/prepared-table.ts';
import { cancelled, unreadableFile } from '../csv/file-chunks.ts';
import { CHARSET_LABELS, type EncodingName } from './encodings/names.ts';
import { resolveEncoding } from './encodings/resolve-encoding.ts';
import { PLAIN_ORIGIN } from './origin.ts';
import type { FileReading, RawTable, TextReading } from './raw-table.ts';
import { SourceProblem } from './source-problem.ts';
import { unpack } from './unpack/unpack.ts';
import { writePrepared } from './write-prepared.ts';

/**
 * Makes a table a plain CSV: itself where it is one, else a file of its own at the path that `target` gives. Streams. What is wrong with the file is among
 * the origin's problems; after a fatal one the CSV holds what was read before. Throws `csv.unreadable`, `prepare.not-written`, `compare.cancelled`.
 */
export async function prepare(table: RawTable, target: () => Promise<string>, signal?: AbortSignal): Promise<PreparedTable> {
  const { reading } = table.format;
  try {
    return await (reading.by === 'file' ? prepareFile(table, reading, await target(), signal) : prepareText(table, reading, target, signal));
  } catch (cause) {
    if (signal?.aborted === true) throw cancelled(cause);
    throw cause instanceof TwinrunError ? cause : unreadableFile(cause, table);
  }
}

async function prepareFile(table: RawTable, reading: FileReading, target: string, signal?: AbortSignal): Promise<PreparedTable> {
  await make(target);
  const problems: FileProblem[] = [];
  await noting(problems, async () => void problems.push(...(await reading.toCsv(table.file, target, signal))));
  return { file: target, origin: { ...PLAIN_ORIGIN, problems } };
}

async function prepareText(table: RawTable, reading: TextReading, target: () => Promise<string>, signal?: AbortSignal): Promise<PreparedTable> {
  const problems: FileProblem[] = [];
  let origin: Omit<Origin, 'problems'> = PLAIN_ORIGIN;
  let file: string | undefined;
  await noting(problems, async () => {
    const unpacked = await unpack(table, reading.unpack, signal);
    const { compression, member } = unpacked;
    origin = { ...origin, compression, ...(member === undefined ? {} : { member }) };
    const { charset, recognised, problems: doubts } = await resolveEncoding(encodingOf(table, reading), unpacked.chunks);
    problems.push(...doubts);
    const added = reading.header !== undefined || reading.conversion !== undefined;
    origin = { ...origin, charset: CHARSET_LABELS[charset], recognised, linesBefore: added ? 1 : 0 };
    if (charset === 'utf-8' && !added) {
      file = compression === 'none' ? table.file : await target();
      if (file !== table.file) await writePrepared(file, unpacked.chunks());
      return;
    }
    file = await target();
    // Brings every charset with it: hardly any file needs one.
    const { writeText } = await import('./write-text.ts');
    const { variants } = await writeText(file, table, reading, unpacked, charset, problems);
    origin = { ...origin, variants };
  });
  file ??= await target();
  if (file !== table.file) await make(file);
  return { file, origin: { ...origin, problems } };
}

function encodingOf({ side }: RawTable, { encoding }: TextReading): EncodingName {
  return typeof encoding === 'string' ? encoding : encoding[side];
}

/** What is wrong with the file is a finding; anything else is an error. */
async function noting(problems: FileProblem[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (!(cause instanceof SourceProblem)) throw cause;
    problems.push(cause.problem);
  }
}

/** A file may have been refused before anything of it was written. */
async function make(file: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  await handle.close();
}
