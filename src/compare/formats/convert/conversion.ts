import type { CsvProblem } from '../../csv/csv-problem.ts';
import type { Charset } from '../encodings/names.ts';
import type { CsvCell } from './csv-line.ts';
import type { TextLine } from './text-line.ts';

/** Makes records of lines, for formats that are no CSV. */
export interface Conversion {
  /** `bytes`: lines come with one letter for each byte (the letter of its number), because the format counts in bytes. */
  readonly unit: 'characters' | 'bytes';
  /** `lines` may be read once before the conversion, where the columns are not known. */
  start(charset: Charset, lines: () => AsyncIterable<readonly TextLine[]>): Promise<LineConverter>;
}

/** Converts the lines of one file, in order. */
export interface LineConverter {
  readonly header: readonly string[];
  /** Undefined: the line is no record, which is one of the problems. */
  convert(line: TextLine): readonly CsvCell[] | undefined;
  /** Complete after the last line; one of a kind. */
  readonly problems: readonly CsvProblem[];
}
