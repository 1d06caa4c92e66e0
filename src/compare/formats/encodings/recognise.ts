import { isAscii } from 'node:buffer';
import type { Encoding } from 'encoding-japanese';
import type { CsvProblem } from '../../csv/csv-problem.ts';
import type { Decoder } from './decoder.ts';
import { ambiguous, unrecognised } from './encoding-problem.ts';
import { CHARSET_LABELS, type Charset } from './names.ts';
import { DECODERS } from './registry.ts';

/** Bytes of text beyond ASCII that the statistics look at, at most; and below which they are not believed. */
const SAMPLE = 1 << 16;
const TELLING = 32;

/** UTF-8 first: other text is hardly ever valid in it by chance. */
const TRIED = ['utf-8', 'cp932', 'euc-jp'] as const satisfies readonly Charset[];
const NAMES: Readonly<Partial<Record<Encoding, Charset>>> = { UTF8: 'utf-8', SJIS: 'cp932', EUCJP: 'euc-jp' };

/**
 * Recognises a charset from the whole file (a first part says nothing of the rest). A wrong guess cannot hide a difference between two files that are
 * read alike, as different bytes stay different characters; what cannot be told is a problem all the same.
 */
export async function recognise(chunks: AsyncIterable<Buffer>): Promise<{ readonly charset: Charset; readonly problems: readonly CsvProblem[] }> {
  const evidence = new Evidence();
  for await (const chunk of chunks) evidence.add(chunk);
  return await evidence.verdict();
}

class Evidence {
  readonly #tried = TRIED.map((charset) => ({ charset, decoder: DECODERS[charset]() }));
  readonly #nul = new NulTally();
  #sample = Buffer.alloc(0);
  #beyondAscii = 0;
  #line = 1;

  add(chunk: Buffer): void {
    this.#nul.add(chunk);
    const ascii = isAscii(chunk);
    if (this.#beyondAscii === 0) this.#line += linesBefore(chunk, ascii ? chunk.length : firstBeyondAscii(chunk));
    if (!ascii) this.#note(chunk);
    for (const { decoder } of this.#possible()) decoder.decode(chunk);
  }

  async verdict(): Promise<{ charset: Charset; problems: CsvProblem[] }> {
    for (const { decoder } of this.#tried) decoder.end();
    const utf16 = this.#nul.utf16;
    if (utf16 !== undefined) return { charset: utf16, problems: [] };
    const [first, ...others] = this.#possible().map(({ charset }) => charset);
    if (first === undefined) return { charset: 'utf-8', problems: [unrecognised(this.#lastInvalidLine())] };
    if (first === 'utf-8' || others.length === 0) return { charset: first, problems: [] };
    // Its tables are large, and hardly anybody needs them.
    const { default: statistics } = await import('encoding-japanese');
    const found = statistics.detect(this.#sample, ['SJIS', 'EUCJP']);
    const told = (found === false ? undefined : NAMES[found]) ?? first;
    if (this.#beyondAscii >= TELLING) return { charset: told, problems: [] };
    const rest = [first, ...others].filter((charset) => charset !== told).map((charset) => CHARSET_LABELS[charset]);
    return { charset: told, problems: [ambiguous(CHARSET_LABELS[told], rest, this.#line)] };
  }

  #possible(): readonly { readonly charset: Charset; readonly decoder: Decoder }[] {
    return this.#tried.filter(({ decoder }) => decoder.invalidLine === undefined);
  }

  #note(chunk: Buffer): void {
    const telling = Buffer.from(chunk.subarray(firstBeyondAscii(chunk), firstBeyondAscii(chunk) + SAMPLE));
    if (this.#sample.length < SAMPLE) this.#sample = Buffer.concat([this.#sample, telling]);
    for (const byte of telling) if (byte >= 0x80) this.#beyondAscii += 1;
  }

  /** How far the best of them came. */
  #lastInvalidLine(): number {
    return Math.max(...this.#tried.map(({ decoder }) => decoder.invalidLine ?? 0));
  }
}

/** UTF-16 without a byte order mark: text with delimiters and line ends has many NUL bytes, all in the upper halves. */
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
    if (even === 0 && odd > 0) return 'utf-16le';
    return odd === 0 && even > 0 ? 'utf-16be' : undefined;
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
