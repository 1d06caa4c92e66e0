import type { LineConverter } from './convert/conversion.ts';
import { csvLine, type Dialect } from './convert/csv-line.ts';
import type { TextLine } from './convert/text-line.ts';

const MARK = '\ufeff';

/** A text that is a CSV already: nothing but its charset changes, and a header is put before it where it has none. */
export async function* recoded(
  texts: AsyncIterable<string>,
  bom: () => boolean,
  header: readonly string[] | undefined,
  dialect: Dialect,
): AsyncGenerator<string> {
  let first = true;
  for await (const text of texts) {
    if (first) yield opening(bom(), header, dialect, text);
    first = false;
    yield text;
  }
  if (first) yield opening(bom(), header, dialect, '');
}

/** The header ends as the file's own first line does, so that the line ends stay what they are. */
function opening(bom: boolean, header: readonly string[] | undefined, dialect: Dialect, text: string): string {
  const mark = bom ? MARK : '';
  return header === undefined ? mark : `${mark}${csvLine(header, dialect)}${/\r\n|\n|\r/.exec(unquoted(text, dialect))?.[0] ?? '\n'}`;
}

/** Without what stands in quotes: line ends there are data. */
function unquoted(text: string, { quote }: Dialect): string {
  return text
    .split(quote)
    .filter((_, at) => at % 2 === 0)
    .join('');
}

/** Lines as records of a CSV. The byte order mark, the line ends and the missing last one stay as they are in the file. */
export async function* converted(lines: AsyncIterable<readonly TextLine[]>, bom: () => boolean, converter: LineConverter): AsyncGenerator<string> {
  const { header } = converter;
  let before: string | undefined;
  for await (const batch of lines) {
    let text = '';
    for (const line of batch) {
      if (before === undefined) {
        before = line.end || '\n';
        text += `${bom() ? MARK : ''}${csvLine(header)}${before}`;
      }
      const cells = converter.convert(line);
      if (cells !== undefined) text += `${csvLine(cells)}${line.end}`;
    }
    if (text !== '') yield text;
  }
  if (before === undefined && header.length > 0) yield `${bom() ? MARK : ''}${csvLine(header)}\n`;
}
