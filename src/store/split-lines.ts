/** What an append-only file of lines holds: `lines` that were written whole, and the bytes after the last newline, if any. */
export interface SplitLines {
  readonly lines: readonly string[];
  /** Length in bytes of the whole lines with their newlines. */
  readonly wholeBytes: number;
  readonly torn: Buffer | undefined;
}

/** A line counts once its newline is there: a writer that died in between leaves a torn rest. */
export function splitLines(data: Buffer): SplitLines {
  const wholeBytes = data.lastIndexOf(0x0a) + 1;
  const lines = wholeBytes === 0 ? [] : data.toString('utf8', 0, wholeBytes - 1).split('\n');
  return { lines, wholeBytes, torn: wholeBytes === data.length ? undefined : data.subarray(wholeBytes) };
}
