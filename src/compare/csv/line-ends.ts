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

/** Whether records end in other ways. Two files that mix line ends differ where as many records end in other shares; where there are more or fewer, that is not known. */
export function lineEndsDiffer(legacy: LineEndCounts, candidate: LineEndCounts): boolean {
  const [mine, theirs] = [describeLineEnds(legacy), describeLineEnds(candidate)];
  if (mine === 'none' || theirs === 'none' || mine === theirs) return false;
  const mixed = mine.startsWith('mixed') && theirs.startsWith('mixed');
  return !mixed || totalOf(legacy) === totalOf(candidate);
}

function totalOf({ lf, crlf, cr }: LineEndCounts): number {
  return lf + crlf + cr;
}
