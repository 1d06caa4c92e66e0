import type { EvidenceFile } from '../../model/evidence.ts';
import type { Finding } from '../../model/finding.ts';
import { findingOf } from '../csv/csv-problem.ts';
import { cancelled } from '../csv/file-chunks.ts';
import { markedCharset, markOf } from '../formats/encodings/byte-order-mark.ts';
import { CHARSET_LABELS, type Charset } from '../formats/encodings/names.ts';
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

/** What was read of one file. */
export interface CharsetReading extends CharsetFacts {
  /** The charset that the file is in by its byte order mark or by the look of it, where that is another one although all is valid in the expected one. */
  readonly reads?: string;
  /** The archive cannot be read whole. */
  readonly damage?: Finding;
}

/** Charsets in which some bytes are not valid, so that a file can be said to be in them. */
export const EXPECTED_CHARSETS = ['utf-8', 'utf-16le', 'utf-16be', 'cp932', 'euc-jp'] as const;
export type ExpectedCharset = (typeof EXPECTED_CHARSETS)[number];

/** The name of a charset for people. */
export function charsetLabel(charset: ExpectedCharset): string {
  return CHARSET_LABELS[charset];
}

/** Reads a file, out of its archive if it is in one. Throws `csv.unreadable`, `compare.cancelled`. */
export async function readCharset(
  { file, path: name, side }: EvidenceFile,
  signal?: AbortSignal,
  expected: ExpectedCharset = 'utf-8',
): Promise<CharsetReading> {
  try {
    const { chunks } = await unpack({ file, name }, UNPACK_LIMITS, signal);
    const facts = await charsetOf(chunks(), expected);
    const other = facts.invalidLine === undefined ? await otherCharset(chunks, expected) : undefined;
    return { ...facts, ...(other === undefined ? {} : { reads: CHARSET_LABELS[other] }) };
  } catch (cause) {
    if (!(cause instanceof SourceProblem)) throw signal?.aborted === true ? cancelled(cause) : cause;
    return { bom: false, invalidLine: undefined, nul: false, damage: findingOf(cause.problem, side, name) };
  }
}

/**
 * Text in one charset is often valid in another: EUC-JP in CP932, short UTF-8 in both, anything of even length in UTF-16. Text that is valid in UTF-8 is hardly
 * ever anything else.
 */
async function otherCharset(chunks: () => AsyncIterable<Buffer>, expected: ExpectedCharset): Promise<Charset | undefined> {
  const marked = await markOf(chunks());
  if (marked !== undefined) return marked === expected ? undefined : marked;
  if (expected === 'utf-8') return undefined;
  const { recognise } = await import('../formats/encodings/recognise.ts');
  const { charset, ascii, problems } = await recognise(chunks());
  const same = charset === expected || problems.length > 0 || (ascii && !expected.startsWith('utf-16'));
  return same ? undefined : charset;
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
