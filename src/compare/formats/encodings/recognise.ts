import { isAscii } from 'node:buffer';
import type { CsvProblem } from '../../csv/csv-problem.ts';
import type { Decoder } from './decoder.ts';
import { ambiguous, unrecognised } from './encoding-problem.ts';
import { JapaneseTally } from './japanese-tally.ts';
import { CHARSET_LABELS, type Charset } from './names.ts';
import { DECODERS } from './registry.ts';

/** UTF-8 first: other text is hardly ever valid in it by chance. */
const TRIED = ['utf-8', 'cp932', 'euc-jp'] as const satisfies readonly Charset[];

/** What the bytes of a whole file look like. */
export interface Recognised {
  readonly charset: Charset;
  /** There is nothing but ASCII, which is the same in most charsets. */
  readonly ascii: boolean;
  readonly problems: readonly CsvProblem[];
}

/**
 * Recognises a charset from the whole file (a first part says nothing of the rest). A wrong guess cannot hide a difference between two files that are
 * read alike, as different bytes stay different characters; what cannot be told is a problem all the same.
 */
export async function recognise(chunks: AsyncIterable<Buffer>): Promise<Recognised> {
  const evidence = new Evidence();
  for await (const chunk of chunks) evidence.add(chunk);
  return evidence.verdict();
}

class Evidence {
  readonly #tried = TRIED.map((charset) => ({ charset, decoder: DECODERS[charset]() }));
  readonly #nul = new NulTally();
  readonly #japanese = new JapaneseTally();
  #ascii = true;
  #line = 1;

  add(chunk: Buffer): void {
    this.#nul.add(chunk);
    const ascii = isAscii(chunk);
    if (this.#ascii) this.#line += linesBefore(chunk, ascii ? chunk.length : firstBeyondAscii(chunk));
    this.#ascii &&= ascii;
    if (!ascii) this.#japanese.add(chunk);
    for (const { decoder } of this.#possible()) decoder.decode(chunk);
  }

  verdict(): Recognised {
    for (const { decoder } of this.#tried) decoder.end();
    const ascii = this.#ascii;
    const utf16 = this.#nul.utf16;
    if (utf16 !== undefined) return { charset: utf16, ascii: false, problems: [] };
    const [first, ...others] = this.#possible().map(({ charset }) => charset);
    if (first === undefined) return { charset: 'utf-8', ascii, problems: [unrecognised(this.#lastInvalidLine())] };
    if (first === 'utf-8' || others.length === 0) return { charset: first, ascii, problems: [] };
    const { told } = this.#japanese;
    if (told !== undefined) return { charset: told, ascii, problems: [] };
    const rest = others.map((charset) => CHARSET_LABELS[charset]);
    return { charset: first, ascii, problems: [ambiguous(CHARSET_LABELS[first], rest, this.#line)] };
  }

  #possible(): readonly { readonly charset: Charset; readonly decoder: Decoder }[] {
    return this.#tried.filter(({ decoder }) => decoder.invalidLine === undefined);
  }

  /** How far the best of them came. */
  #lastInvalidLine(): number {
    return Math.max(...this.#tried.map(({ decoder }) => decoder.invalidLine ?? 0));
  }
}

/** How many times more NUL bytes one half must have: some characters (`一`, the ideographic blank) have one in the other half. */
const TELLING_SHARE = 2;

/** UTF-16 without a byte order mark: text with delimiters and line ends has many NUL bytes, nearly all in the upper halves. */
class NulTally {
  readonly #counts = [0, 0];
  #offset = 0;

  add(chunk: Buffer): void {
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, at + 1)) {
      const half = (this.#offset + at) % 2;
      this.#counts[half] = (this.#counts[half] ?? 0) + 1;
    }
    this.#offset += chunk.length;
  }

  get utf16(): Charset | undefined {
    const [even = 0, odd = 0] = this.#counts;
    if (this.#offset % 2 === 1 || (even + odd) * 20 < this.#offset) return undefined;
    if (odd > TELLING_SHARE * even) return 'utf-16le';
    return even > TELLING_SHARE * odd ? 'utf-16be' : undefined;
  }
}

function firstBeyondAscii(chunk: Buffer): number {
  return chunk.findIndex((byte) => byte >= 0x80);
}

function linesBefore(chunk: Buffer, end: number): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at !== -1 && at < end; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
}
