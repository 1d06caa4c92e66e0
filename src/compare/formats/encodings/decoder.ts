/** Makes text of a file's bytes, chunk by chunk; characters may be cut by chunks. What is not valid becomes U+FFFD and is told. Use once. */
export interface Decoder {
  decode(chunk: Buffer): string;
  /** What is left after the last chunk. */
  end(): string;
  /** The first line that holds something invalid, from 1, counted by LF. Complete after `end`. */
  readonly invalidLine: number | undefined;
  /** Characters that were written by a second code which the charset has for them. */
  readonly variants: number;
}
