import type { EvidenceFile } from '../model/evidence.ts';
import { fileChunks } from './file-chunks.ts';
import { Utf8Check } from './utf8-check.ts';

/** What the bytes of a text file say of its charset. */
export interface CharsetFacts {
  readonly bom: boolean;
  /** The first line that is no UTF-8, from 1; undefined where all is valid. */
  readonly invalidLine: number | undefined;
  /** NUL is valid UTF-8 and in no text: most likely the file is UTF-16 without a byte order mark. */
  readonly nul: boolean;
}

/** Reads a file once. Throws `csv.unreadable`, `compare.cancelled`. */
export function readCharset({ file, path }: EvidenceFile, signal?: AbortSignal): Promise<CharsetFacts> {
  return charsetOf(fileChunks({ file, name: path }, signal));
}

/** What bytes that come in chunks of any size say. */
export async function charsetOf(chunks: AsyncIterable<Buffer>): Promise<CharsetFacts> {
  const utf8 = new Utf8Check();
  let head = Buffer.alloc(0);
  let nul = false;
  for await (const chunk of chunks) {
    if (head.length < 3) head = Buffer.concat([head, chunk.subarray(0, 3)]);
    utf8.push(chunk);
    nul ||= chunk.includes(0);
  }
  utf8.end();
  return { bom: head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf, invalidLine: utf8.invalidLine, nul };
}
