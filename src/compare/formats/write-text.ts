import type { FileProblem } from '../../model/prepared-table.ts';
import { splitLines } from './convert/split-lines.ts';
import { DecodedText } from './decoded-text.ts';
import { CHARSET_LABELS, type Charset } from './encodings/names.ts';
import type { RawTable, TextReading } from './raw-table.ts';
import { SourceProblem } from './source-problem.ts';
import type { Unpacked } from './unpack/unpacked.ts';
import { converted, recoded } from './write-csv.ts';
import { writePrepared } from './write-prepared.ts';

/** The byte order mark of UTF-8, byte by byte. */
const UTF8_MARK = '\xef\xbb\xbf';

/** Writes a text that is no CSV in UTF-8 as one. Throws `prepare.not-written`, and a `SourceProblem` for what ends the reading. */
export async function writeText(
  file: string,
  { format }: RawTable,
  { conversion, header }: TextReading,
  unpacked: Unpacked,
  charset: Charset,
  problems: FileProblem[],
): Promise<DecodedText> {
  const byBytes = conversion?.unit === 'bytes';
  if (byBytes && charset.startsWith('utf-16')) throw noBytes(charset);
  // A format that counts in bytes takes its lines by bytes, and its cells apart.
  const decoded = () => (byBytes ? new DecodedText('iso-8859-1', unpacked.chunks(), UTF8_MARK) : new DecodedText(charset, unpacked.chunks()));
  const text = decoded();
  const bom = () => text.bom;
  if (conversion === undefined) await writePrepared(file, recoded(text.texts(), bom, header, format));
  else {
    const converter = await conversion.start(charset, () => splitLines(decoded().texts()));
    try {
      await writePrepared(file, converted(splitLines(text.texts()), bom, converter));
    } finally {
      problems.push(...converter.problems);
    }
  }
  problems.push(...text.problems);
  return text;
}

/** Its line ends and blanks are two bytes, so that no line of bytes would be one of the text. */
function noBytes(charset: Charset): SourceProblem {
  return new SourceProblem({
    id: 'encoding.no-bytes',
    text: 'the file is {charset}, in which places cannot be counted by bytes; it was not read',
    values: { charset: CHARSET_LABELS[charset] },
    fix: 'Count in characters: leave out `unit: bytes`.',
  });
}
