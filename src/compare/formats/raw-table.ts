import type { FileProblem } from '../../model/prepared-table.ts';
import type { Side } from '../../model/side.ts';
import type { CsvConfig } from '../csv/csv-format.ts';
import type { Conversion } from './convert/conversion.ts';
import type { EncodingName } from './encodings/names.ts';
import type { UnpackLimits } from './unpack/unpacked.ts';

/** How a file becomes a plain CSV. */
export type Reading = TextReading | FileReading;

/** For files of text: unpacked, decoded, and converted where they are no CSV. */
export interface TextReading {
  readonly by: 'text';
  readonly encoding: EncodingName | Readonly<Record<Side, EncodingName>>;
  readonly unpack: UnpackLimits;
  /** The columns of a CSV that has no header. */
  readonly header?: readonly string[];
  /** Absent for what is a CSV already. */
  readonly conversion?: Conversion;
}

/** For files that only a library of their own reads. `toCsv` writes the whole table as a plain CSV to `target`, which is there, empty and private. */
export interface FileReading {
  readonly by: 'file';
  toCsv(file: string, target: string, signal?: AbortSignal): Promise<readonly FileProblem[]>;
}

/** How an output is read as a table: as the plain CSV that it becomes, and how it becomes it. */
export interface TableFormat extends CsvConfig {
  readonly reading: Reading;
  /** Records are compared in their order and have no key: lines of a text. */
  readonly ordered?: boolean;
}

/** A table as a side left it: any format, charset and compression. Must be prepared before it is read. */
export interface RawTable {
  readonly file: string;
  /** To show; the path where it is absent. */
  readonly name?: string;
  readonly side: Side;
  readonly format: TableFormat;
}
