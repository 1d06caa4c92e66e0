import type { FileProblem } from '../../model/prepared-table.ts';
import { splitLines } from './convert/split-lines.ts';
import { DecodedText } from './decoded-text.ts';
import type { Charset } from './encodings/names.ts';
import type { RawTable, TextReading } from './raw-table.ts';
import type { Unpacked } from './unpack/unpacked.ts';
import { converted, recoded } from './write-csv.ts';
import { writePrepared } from './write-prepared.ts';

/** Writes a text that is no CSV in UTF-8 as one. Throws `prepare.not-written`, and a `SourceProblem` for what ends the reading. */
export async function writeText(
  file: string,
  { format }: RawTable,
  { conversion, header }: TextReading,
  unpacked: Unpacked,
  charset: Charset,
  problems: FileProblem[],
): Promise<DecodedText> {
  // A format that counts in bytes takes its lines by bytes, and its cells apart.
  const decoded = () => new DecodedText(conversion?.unit === 'bytes' ? 'iso-8859-1' : charset, unpacked.chunks());
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
