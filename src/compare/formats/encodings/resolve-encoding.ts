import type { CsvProblem } from '../../csv/csv-problem.ts';
import { markedCharset } from './byte-order-mark.ts';
import { contradicted } from './encoding-problem.ts';
import { type Charset, charsetOf, type EncodingName } from './names.ts';
import { recognise } from './recognise.ts';
import { ENCODINGS } from './registry.ts';

/** The charset that a file is read in, and what is doubtful about it. */
export interface ResolvedEncoding {
  readonly charset: Charset;
  /** It was found out, and not declared. */
  readonly recognised: boolean;
  readonly problems: readonly CsvProblem[];
}

/** A byte order mark speaks first; then what is declared; `auto` reads the whole file once. */
export async function resolveEncoding(declared: EncodingName, chunks: () => AsyncIterable<Buffer>): Promise<ResolvedEncoding> {
  const marked = markedCharset(await headOf(chunks()));
  const wanted = charsetOf(declared);
  if (wanted === undefined) {
    return marked === undefined ? { recognised: true, ...(await recognise(chunks())) } : { charset: marked, recognised: true, problems: [] };
  }
  if (marked === undefined || marked === wanted) return { charset: wanted, recognised: false, problems: [] };
  // UTF-8 is what stands where nobody declared anything: a mark of UTF-16 does not contradict it.
  const problems = wanted === 'utf-8' ? [] : [contradicted(ENCODINGS[wanted].label, ENCODINGS[marked].label)];
  return { charset: marked, recognised: true, problems };
}

async function headOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  for await (const chunk of chunks) {
    head = Buffer.concat([head, chunk.subarray(0, 3)]);
    if (head.length >= 3) break;
  }
  return head;
}
