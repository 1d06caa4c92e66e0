import { statSync } from 'node:fs';
import type { Side } from '../../model/side.ts';
import { cutBoth, cutFile, WINDOW } from './cut-file.ts';
import type { KernelSizes } from './kernel-sizes.ts';
import type { KernelWork } from './kernel-work.ts';
import type { KeyOrder } from './key-order.ts';
import type { MergePiece, MergeSide } from './merge-task.ts';
import { RecordFinder } from './record-finder.ts';
import { type Stretch, stretchesOf, wholeFile } from './stretch.ts';
import type { Dialect } from './text-buffer.ts';

const PIECE = 1 << 23;
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
    const finder = this.#finder('legacy', file, size, dialect);
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
    const sideOf = (side: Side) => ({
      finder: this.#finder(side, sides[side].file, sizes[side], sides[side]),
      size: sizes[side],
      key: sides[side].key,
    });
    const [legacy, candidate] = [sideOf('legacy'), sideOf('candidate')];
    try {
      const cuts = cutBoth(order, legacy, candidate, count);
      const mine = cuts.map(([cut]) => cut);
      const theirs = cuts.map(([, cut]) => cut);
      const others = stretchesOf(theirs, sizes.candidate);
      return stretchesOf(mine, sizes.legacy).map((stretch, nth) => ({ legacy: stretch, candidate: others[nth] ?? stretch }));
    } finally {
      legacy.finder.close();
      candidate.finder.close();
    }
  }

  #count(size: number): number {
    const { pieceBytes = PIECE } = this.#sizes;
    return Math.max(1, Math.min(MOST_PIECES, Math.ceil(size / pieceBytes)));
  }

  #finder(side: Side, file: string, size: number, dialect: Dialect): RecordFinder {
    return new RecordFinder(file, size, dialect, this.#here.kernels[side], this.#here.arena, this.#sizes.windowBytes ?? WINDOW);
  }
}
