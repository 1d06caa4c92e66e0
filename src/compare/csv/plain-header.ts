import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { TableSource } from './csv-format.ts';
import { cancelled, unreadableFile } from './file-chunks.ts';

/** Enough for nearly every header. */
const CHUNK = 1 << 12;
const LF = 10;
const CR = 13;

/**
 * The header of a file whose first line leaves nothing to be decided: UTF-8 that ends in LF or CRLF, without quotes. Undefined for any other, which a CSV
 * parser must read. Throws `csv.unreadable`, `compare.cancelled`.
 */
export async function plainHeader(source: TableSource, signal?: AbortSignal): Promise<readonly string[] | undefined> {
  const { delimiter, quote } = source.format;
  if (signal?.aborted === true) throw cancelled(signal.reason);
  const chunk = await firstBytes(source);
  const from = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
  const feed = chunk.indexOf(LF);
  const line = chunk.subarray(from, feed > 0 && chunk[feed - 1] === CR ? feed - 1 : feed);
  if (feed <= from || line.length === 0 || line.includes(CR) || line.includes(quote) || !isUtf8(line)) return undefined;
  return line.toString('utf8').split(delimiter);
}

async function firstBytes(source: TableSource): Promise<Buffer> {
  try {
    // At once: by the pool of threads this takes milliseconds, in which the kernel's threads wait. A pipe could keep everything waiting.
    if (statSync(source.file).isFile()) return firstBytesNow(source.file);
    const file = await open(source.file);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw unreadableFile(cause, source);
  }
}

function firstBytesNow(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK);
    return buffer.subarray(0, readSync(file, buffer, 0, CHUNK, 0));
  } finally {
    closeSync(file);
  }
}
