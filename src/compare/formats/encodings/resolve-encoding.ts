import type { CsvProblem } from '../../csv/csv-problem.ts';
import { markOf } from './byte-order-mark.ts';
import { contradicted } from './encoding-problem.ts';
import { CHARSET_LABELS, type Charset, charsetOf, type EncodingName } from './names.ts';

/** The charset that a file is read in, and what is doubtful about it. */
export interface ResolvedEncoding {
  readonly charset: Charset;
  /** It was found out, and not declared. */
  readonly recognised: boolean;
  readonly problems: readonly CsvProblem[];
}

/** A byte order mark speaks first; then what is declared; `auto` reads the whole file once. */
export async function resolveEncoding(declared: EncodingName, chunks: () => AsyncIterable<Buffer>): Promise<ResolvedEncoding> {
  const marked = await markOf(chunks());
  const wanted = charsetOf(declared);
  if (wanted === undefined) {
    if (marked !== undefined) return { charset: marked, recognised: true, problems: [] };
    const { recognise } = await import('./recognise.ts');
    return { recognised: true, ...(await recognise(chunks())) };
  }
  if (marked === undefined || marked === wanted) return { charset: wanted, recognised: false, problems: [] };
  // UTF-8 is what stands where nobody declared anything: a mark of UTF-16 does not contradict it.
  const problems = wanted === 'utf-8' ? [] : [contradicted(CHARSET_LABELS[wanted], CHARSET_LABELS[marked])];
  return { charset: marked, recognised: true, problems };
}
