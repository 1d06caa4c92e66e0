import type { Values } from './message.ts';

/** An artifact as a plain CSV (UTF-8, with a header), which is what comparisons read. The artifact itself where it is one. */
export interface PreparedTable {
  /** Absolute path. */
  readonly file: string;
  readonly origin: Origin;
}

/** What the preparation of a file learned that the prepared CSV does not show any more. */
export interface Origin {
  /** The charset that the file was read in, as people write it: `UTF-8`, `CP932`. */
  readonly charset: string;
  /** Whether the charset was recognised, and not declared. */
  readonly recognised: boolean;
  readonly compression: 'none' | 'gzip' | 'zip';
  /** Name of the archive's one member. A label only: it is no path. */
  readonly member?: string;
  /** Characters written by a second code that the charset has for them (CP932 has hundreds): their text is the same, their bytes are not. */
  readonly variants: number;
  /** Lines that the prepared CSV has before the file's first line: a header that the file has not. */
  readonly linesBefore: number;
  readonly problems: readonly FileProblem[];
}

/** What is wrong with a file. After a `fatal` one the rest of the file was not read. */
export interface FileProblem {
  readonly id: string;
  readonly text: string;
  readonly values: Values;
  /** Counted from 1. */
  readonly line?: number;
  readonly fix: string;
  readonly fatal: boolean;
}
