/** How often each line end closes a record. Line ends inside quotes are data and are not counted. */
export interface LineEndCounts {
  readonly lf: number;
  readonly crlf: number;
  readonly cr: number;
}

/** Counts line ends as a scanner meets them byte by byte. */
export class LineEnds {
  #lf = 0;
  #crlf = 0;
  #cr = 0;

  end(byte: number): void {
    if (byte === 10) this.#lf += 1;
    else this.#cr += 1;
  }

  /** The CR that was counted last was the first half of CRLF. */
  lfAfterCr(): void {
    this.#cr -= 1;
    this.#crlf += 1;
  }

  get counts(): LineEndCounts {
    return { lf: this.#lf, crlf: this.#crlf, cr: this.#cr };
  }
}

/** `LF`, `CRLF`, `CR`, `none`, or `mixed (LF 3, CRLF 4)`. */
export function describeLineEnds(counts: LineEndCounts): string {
  const met = [
    { name: 'LF', count: counts.lf },
    { name: 'CRLF', count: counts.crlf },
    { name: 'CR', count: counts.cr },
  ].filter(({ count }) => count > 0);
  if (met.length === 0) return 'none';
  return met.length === 1 ? (met[0]?.name ?? 'none') : `mixed (${met.map(({ name, count }) => `${name} ${count}`).join(', ')})`;
}

/** The kind alone, for comparing: two mixed files do not differ in kind. */
export function lineEndKind(counts: LineEndCounts): string {
  return describeLineEnds(counts).split(' ')[0] ?? 'none';
}
