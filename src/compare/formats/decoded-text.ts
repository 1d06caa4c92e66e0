import type { CsvProblem } from '../csv/csv-problem.ts';
import { invalidText } from './encodings/encoding-problem.ts';
import { CHARSET_LABELS, type Charset } from './encodings/names.ts';
import { DECODERS } from './encodings/registry.ts';

const MARK = '\ufeff';

/** A file's text in one charset. The byte order mark is taken off and noted. Read once; the rest is complete afterwards. */
export class DecodedText {
  readonly #charset: Charset;
  readonly #chunks: AsyncIterable<Buffer>;
  readonly #mark: string;
  bom = false;
  variants = 0;
  problems: readonly CsvProblem[] = [];

  /** `mark`: how a byte order mark reads in this charset. */
  constructor(charset: Charset, chunks: AsyncIterable<Buffer>, mark = MARK) {
    this.#charset = charset;
    this.#chunks = chunks;
    this.#mark = mark;
  }

  async *texts(): AsyncGenerator<string> {
    const decoder = DECODERS[this.#charset]();
    let first = true;
    for await (const chunk of this.#chunks) {
      const text = decoder.decode(chunk);
      if (text === '') continue;
      this.bom ||= first && text.startsWith(this.#mark);
      yield first && this.bom ? text.slice(this.#mark.length) : text;
      first = false;
    }
    const rest = decoder.end();
    if (rest !== '') yield rest;
    this.variants = decoder.variants;
    if (decoder.invalidLine !== undefined) this.problems = [invalidText(CHARSET_LABELS[this.#charset], decoder.invalidLine)];
  }
}
