/** A part of a file that one thread reads by itself: from the beginning of a record to the end of one. Offsets in bytes. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** It begins with the file's header (and its byte order mark). */
  readonly first: boolean;
  /** It ends where the file ends. */
  readonly last: boolean;
}

/** A whole file. */
export function wholeFile(size: number): Stretch {
  return { from: 0, to: size, first: true, last: true };
}

/** The stretches between the cuts, which are in order and inside the file. */
export function stretchesOf(cuts: readonly number[], size: number): readonly Stretch[] {
  return [0, ...cuts].map((from, nth) => ({ from, to: cuts[nth] ?? size, first: nth === 0, last: nth === cuts.length }));
}
