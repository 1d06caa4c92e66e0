import { open, writeFile } from 'node:fs/promises';
import { TwinrunError } from '../../model/error.ts';
import type { FileProblem, Origin, PreparedTable } from '../../model/prepared-table.ts';
import { cancelled, unreadableFile } from '../csv/file-chunks.ts';
import { splitLines } from './convert/split-lines.ts';
import { DecodedText } from './decoded-text.ts';
import type { Charset, EncodingName } from './encodings/names.ts';
import { ENCODINGS } from './encodings/registry.ts';
import { resolveEncoding } from './encodings/resolve-encoding.ts';
import { PLAIN_ORIGIN } from './origin.ts';
import type { FileReading, RawTable, TextReading } from './raw-table.ts';
import { SourceProblem } from './source-problem.ts';
import { unpack } from './unpack/unpack.ts';
import type { Unpacked } from './unpack/unpacked.ts';
import { converted, recoded } from './write-csv.ts';

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
    origin = { ...origin, charset: ENCODINGS[charset].label, recognised, linesBefore: added ? 1 : 0 };
    if (charset === 'utf-8' && !added) {
      file = compression === 'none' ? table.file : await target();
      if (file !== table.file) await write(file, unpacked.chunks());
      return;
    }
    file = await target();
    const { variants } = await writeText(file, table, reading, unpacked, charset, problems);
    origin = { ...origin, variants };
  });
  file ??= await target();
  if (file !== table.file) await make(file);
  return { file, origin: { ...origin, problems } };
}

async function writeText(
  file: string,
  { format }: RawTable,
  { conversion, header }: TextReading,
  unpacked: Unpacked,
  charset: Charset,
  problems: FileProblem[],
): Promise<DecodedText> {
  // A format that counts in bytes takes its lines by bytes, and its cells apart.
  const decoded = () => new DecodedText(conversion?.unit === 'bytes' ? 'iso-8859-1' : charset, unpacked.chunks());
  const text = decoded();
  const bom = () => text.bom;
  if (conversion === undefined) await write(file, recoded(text.texts(), bom, header, format));
  else {
    const converter = await conversion.start(charset, () => splitLines(decoded().texts()));
    try {
      await write(file, converted(splitLines(text.texts()), bom, converter));
    } finally {
      problems.push(...converter.problems);
    }
  }
  problems.push(...text.problems);
  return text;
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

async function write(file: string, data: AsyncIterable<string | Buffer>): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await writeFile(handle, data);
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || !NO_ROOM.includes(String(cause.code))) throw cause;
    throw new TwinrunError({
      code: 'prepare.not-written',
      message: `a prepared table cannot be written (${String(cause.code)})`,
      at: { file },
      fix: 'Make room there, or name another folder for temporary files with TMPDIR.',
      cause,
    });
  } finally {
    await handle.close();
  }
}

const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];
