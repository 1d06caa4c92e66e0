import type { EvidenceFile } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import { findingOf } from '../csv/csv-problem.ts';
import { cancelled } from '../csv/file-chunks.ts';
import { markedCharset } from '../formats/encodings/byte-order-mark.ts';
import { CHARSET_LABELS } from '../formats/encodings/names.ts';
import { SourceProblem } from '../formats/source-problem.ts';
import { unpack } from '../formats/unpack/unpack.ts';
import { UNPACK_LIMITS } from '../formats/unpack/unpacked.ts';

/** What the bytes of a text file say of its charset. */
export interface CharsetFacts {
  readonly bom: boolean;
  /** The first line that is not valid in the charset, from 1; undefined where all is valid. */
  readonly invalidLine: number | undefined;
  /** NUL is a character, and in no text: where UTF-8 is expected, the file is most likely UTF-16 without a byte order mark. */
  readonly nul: boolean;
}

/** Charsets in which some bytes are not valid, so that a file can be said to be in them. */
export const EXPECTED_CHARSETS = ['utf-8', 'utf-16le', 'utf-16be', 'cp932', 'euc-jp'] as const;
export type ExpectedCharset = (typeof EXPECTED_CHARSETS)[number];

/** The name of a charset for people. */
export function charsetLabel(charset: ExpectedCharset): string {
  return CHARSET_LABELS[charset];
}

/** Reads a file once, out of its archive if it is in one. `damage`: the archive cannot be read whole. Throws `csv.unreadable`, `compare.cancelled`. */
export async function readCharset(
  { file, path: name, side }: EvidenceFile,
  signal?: AbortSignal,
  expected: ExpectedCharset = 'utf-8',
): Promise<CharsetFacts & { readonly damage?: Finding }> {
  try {
    const { chunks } = await unpack({ file, name }, UNPACK_LIMITS, signal);
    return await charsetOf(chunks(), expected);
  } catch (cause) {
    if (!(cause instanceof SourceProblem)) throw signal?.aborted === true ? cancelled(cause) : cause;
    return { bom: false, invalidLine: undefined, nul: false, damage: findingOf(cause.problem, side, name) };
  }
}

/** What bytes that come in chunks of any size say. */
export async function charsetOf(chunks: AsyncIterable<Buffer>, expected: ExpectedCharset = 'utf-8'): Promise<CharsetFacts> {
  const { DECODERS } = await import('../formats/encodings/registry.ts');
  const decoder = DECODERS[expected]();
  let head = Buffer.alloc(0);
  let nul = false;
  for await (const chunk of chunks) {
    if (head.length < 3) head = Buffer.concat([head, chunk.subarray(0, 3)]);
    nul = decoder.decode(chunk).includes('\0') || nul;
  }
  nul = decoder.end().includes('\0') || nul;
  return { bom: markedCharset(head) === expected, invalidLine: decoder.invalidLine, nul };
}
