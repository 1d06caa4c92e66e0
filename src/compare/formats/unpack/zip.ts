import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { decode } from 'iconv-lite';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { visible } from '../../../runtime/text.ts';
import { SourceProblem } from '../source-problem.ts';
import { bounded } from './bounded.ts';
import { damaged } from './damaged.ts';
import type { Unpacker } from './unpacked.ts';
import { bytesOf, requireWhole } from './zip-directory.ts';

/** zip with one file in it. Its name is shown and never used as a path. */
export const unpackZip: Unpacker = async ({ file }, limits, signal) => {
  const { size } = await stat(file);
  const { fileNameRaw, compressedSize } = await withZip(file, async (archive) => {
    const { files, listedBytes } = await listed(archive);
    await requireWhole(file, archive, listedBytes);
    return onlyMember(files);
  });
  // Against the member's own size, so that padding cannot hide the ratio.
  const packed = Math.min(size, compressedSize);
  return { compression: 'zip', member: labelOf(fileNameRaw), chunks: () => bounded(inflate(file, signal), packed, limits) };
};

async function* inflate(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const archive = await opened(file);
  try {
    const entry = onlyMember((await listed(archive)).files);
    const stream = await archive.openReadStreamPromise(entry).catch(asDamaged);
    const abort = () => stream.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal?.addEventListener('abort', abort, { once: true });
    let sum = 0;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        signal?.throwIfAborted();
        sum = crc32(chunk, sum);
        yield chunk;
      }
    } catch (cause) {
      if (signal?.aborted === true || cause instanceof SourceProblem) throw cause;
      asDamaged(cause);
    } finally {
      signal?.removeEventListener('abort', abort);
      stream.destroy();
    }
    // The library leaves this to its callers.
    if (sum !== entry.crc32) throw damaged('zip', 'its check sum does not fit');
  } finally {
    archive.close();
  }
}

async function withZip<T>(file: string, use: (archive: ZipFile) => Promise<T>): Promise<T> {
  const archive = await opened(file);
  try {
    return await use(archive);
  } finally {
    archive.close();
  }
}

/** Names are left as bytes: they are labels here, and the library refuses an archive for one that would be unsafe as a path. */
function opened(file: string): Promise<ZipFile> {
  return openPromise(file, { lazyEntries: true, autoClose: false, decodeStrings: false }).catch(asDamaged);
}

/** Most archives with other names than in UTF-8 are made on Japanese Windows here; a wrong guess only looks odd. */
function labelOf(name: Buffer): string {
  return visible(isUtf8(name) ? name.toString() : decode(name, 'cp932'));
}

/** The `/` that ends the name of a folder. */
const FOLDER = 0x2f;

/** The first two files, and the bytes of the directory that all entries take. */
async function listed(archive: ZipFile): Promise<{ readonly files: readonly Entry[]; readonly listedBytes: number }> {
  const files: Entry[] = [];
  let listedBytes = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      listedBytes += bytesOf(entry);
      if (entry.fileNameRaw.at(-1) !== FOLDER && files.length < 2) files.push(entry);
    }
  } catch (cause) {
    asDamaged(cause);
  }
  return { files, listedBytes };
}

function onlyMember(files: readonly Entry[]): Entry {
  const [first, second] = files;
  if (first === undefined || second !== undefined) throw notOne(files);
  if (first.isEncrypted())
    throw unusable('archive.encrypted', 'the file in the zip archive is encrypted', 'Have the side write it without a password.');
  if (first.compressionMethod !== 0 && first.compressionMethod !== 8)
    throw unusable('archive.method', 'the zip archive uses a compression that is not supported', 'Write it with the usual one (deflate).');
  return first;
}

function notOne(files: readonly Entry[]): SourceProblem {
  const names = files.map(({ fileNameRaw }) => labelOf(fileNameRaw)).join(', ');
  return new SourceProblem({
    id: 'archive.not-one-file',
    text: files.length === 0 ? 'the zip archive holds no file' : 'the zip archive holds several files ({names} …); it was not read',
    values: { names },
    fix: 'An output is one table: write one archive for each, or collect the files themselves.',
  });
}

function unusable(id: string, text: string, fix: string): SourceProblem {
  return new SourceProblem({ id, text: `${text}; it was not read`, values: {}, fix });
}

/** The library throws plain errors for what is wrong with the archive; those of the system have a code. */
function asDamaged(cause: unknown): never {
  if (cause instanceof Error && 'code' in cause && !String(cause.code).startsWith('Z_')) throw cause;
  throw damaged('zip', visible(cause instanceof Error ? cause.message : String(cause)), cause);
}
