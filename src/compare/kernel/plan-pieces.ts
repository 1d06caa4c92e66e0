import { statSync } from 'node:fs';
import { SIDES, type Side } from '../../model/side.ts';
import { cutBoth, cutFile, WINDOW } from './cut-file.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import type { KernelWork } from './kernel-work.ts';
import type { KeyOrder } from './key-order.ts';
import type { MergePiece, MergeSide } from './merge-task.ts';
import { RecordFinder } from './record-finder.ts';
import { type Stretch, stretchesOf, wholeFile } from './stretch.ts';
import type { Dialect } from './text-buffer.ts';

const PIECE = 1 << 24;
const MOST_PIECES = 256;

/** Cuts files into what one thread reads at a time. Throws what the file system throws. */
export class PiecePlanner {
  readonly #sizes: KernelSizes;
  readonly #here: KernelWork;

  constructor(sizes: KernelSizes, here: KernelWork) {
    this.#sizes = sizes;
    this.#here = here;
  }

  /** One file; in one piece where `whole`. */
  ofFile(file: string, dialect: Dialect, whole: boolean): readonly Stretch[] {
    const { size } = statSync(file);
    const count = this.#count(size);
    if (whole || count === 1) return [wholeFile(size)];
    const finder = this.#finder('legacy', file, dialect);
    try {
      return stretchesOf(cutFile(finder, size, count), size);
    } finally {
      finder.close();
    }
  }

  /** Two files, before the same keys. */
  ofBoth(order: KeyOrder, sides: Readonly<Record<Side, MergeSide>>, whole: boolean): readonly MergePiece[] {
    const sizes = { legacy: statSync(sides.legacy.file).size, candidate: statSync(sides.candidate.file).size };
    const count = this.#count(sizes.legacy);
    if (whole || count === 1) return [{ legacy: wholeFile(sizes.legacy), candidate: wholeFile(sizes.candidate) }];
    const finders = this.finders(sides);
    const sideOf = (side: Side) => ({ finder: finders[side], size: sizes[side], key: sides[side].key });
    try {
      const cuts = cutBoth(order, sideOf('legacy'), sideOf('candidate'), count);
      const mine = cuts.map(([cut]) => cut);
      const theirs = cuts.map(([, cut]) => cut);
      const others = stretchesOf(theirs, sizes.candidate);
      return stretchesOf(mine, sizes.legacy).map((stretch, nth) => ({ legacy: stretch, candidate: others[nth] ?? stretch }));
    } finally {
      for (const side of SIDES) finders[side].close();
    }
  }

  #count(size: number): number {
    const { pieceBytes = PIECE } = this.#sizes;
    return Math.max(1, Math.min(MOST_PIECES, Math.ceil(size / pieceBytes)));
  }

  /** Of both files. Close them. */
  finders(sides: Readonly<Record<Side, Dialect & { readonly file: string }>>): Readonly<Record<Side, RecordFinder>> {
    return {
      legacy: this.#finder('legacy', sides.legacy.file, sides.legacy),
      candidate: this.#finder('candidate', sides.candidate.file, sides.candidate),
    };
  }

  #finder(side: Side, file: string, dialect: Dialect): RecordFinder {
    return new RecordFinder(file, dialect, this.#here.kernels[side], this.#here.arena, this.#sizes.windowBytes ?? WINDOW);
  }
}
