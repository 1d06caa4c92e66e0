import { RECORD_LIMIT } from '../../csv/csv-problem.ts';
import { SourceProblem } from '../source-problem.ts';
import type { TextLine } from './text-line.ts';

/** The lines of a text, in batches. LF and CRLF end a line; CR alone is a character of it. Throws a `SourceProblem` for an endless line. */
export async function* splitLines(texts: AsyncIterable<string>): AsyncGenerator<readonly TextLine[]> {
  const open: string[] = [];
  let length = 0;
  let number = 0;
  for await (const text of texts) {
    const lines: TextLine[] = [];
    let from = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      lines.push(lineOf(`${open.splice(0).join('')}${text.slice(from, at)}`, ++number));
      from = at + 1;
      length = 0;
    }
    length += text.length - from;
    if (length > RECORD_LIMIT) throw tooLong(number + 1);
    if (from < text.length) open.push(text.slice(from));
    yield lines;
  }
  if (open.length > 0) yield [{ number: number + 1, text: open.join(''), end: '' }];
}

function lineOf(text: string, number: number): TextLine {
  return text.endsWith('\r') ? { number, text: text.slice(0, -1), end: '\r\n' } : { number, text, end: '\n' };
}

function tooLong(line: number): SourceProblem {
  return new SourceProblem({
    id: 'lines.too-long',
    text: 'line {line} is longer than {limit} million letters; it and the rest were not read',
    values: { line, limit: Math.floor(RECORD_LIMIT / 1_000_000) },
    line,
    fix: 'Is this the right file, and the right `encoding` and format for it?',
  });
}
