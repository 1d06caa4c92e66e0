import { SIDES, type Side } from '../../model/side.ts';
import type { Arena } from './arena.ts';
import type { KernelExports } from './exports.ts';
import { Irregular } from './irregular.ts';
import { lowerKey, type RawKey } from './key-order.ts';
import { MergeResults } from './merge-results.ts';
import { LOST, type MergePiece, type MergeReport, type MergeTask } from './merge-task.ts';
import { rawCells } from './raw-cells.ts';
import { ScanTables } from './scan-tables.ts';
import type { ScanReport } from './scan-task.ts';
import { TextReader } from './text-reader.ts';

const ALL = 0xffffffff;

/** One side of the walk. */
interface Walked {
  readonly reader: TextReader;
  readonly tables: ScanTables;
  readonly kernel: KernelExports;
}

/**
 * Walks parts of two files side by side. Throws `Irregular` where keys do not rise, records are ragged or a file is not for the kernel, and what the file
 * system throws.
 */
export class Merge {
  readonly #task: MergeTask;
  readonly #arena: Arena;
  /** Its instance walks; those of the sides find what lies where. */
  readonly #kernel: KernelExports;
  readonly #sides: Readonly<Record<Side, Walked>>;
  readonly #results: MergeResults;
  /** One number that all threads share: pairs that were listed. */
  readonly #listed: Int32Array;

  constructor(task: MergeTask, kernels: Readonly<Record<Side, KernelExports>>, arena: Arena, chunkBytes: number, listed: Int32Array) {
    this.#task = task;
    this.#arena = arena;
    this.#kernel = kernels.legacy;
    this.#listed = listed;
    const sideOf = (side: Side): Walked => ({
      kernel: kernels[side],
      reader: new TextReader(task.sides[side], kernels[side], arena, chunkBytes),
      tables: new ScanTables(arena, kernels[side], task.sides[side]),
    });
    this.#sides = { legacy: sideOf('legacy'), candidate: sideOf('candidate') };
    this.#results = new MergeResults(task, this.#kernel, arena);
  }

  /** The kernel's results are full. */
  drain(bytes: number): void {
    this.#results.drain(bytes);
  }

  run(piece: MergePiece): MergeReport {
    this.#begin(piece);
    try {
      const first = lowerKey(this.#task.order, { legacy: this.#nextText('legacy'), candidate: this.#nextText('candidate') });
      for (;;) {
        this.#kernel.merge();
        if (this.#kernel.lost.value !== 0) throw new Irregular(LOST);
        const side = this.#usedUp();
        if (side === undefined) return this.#report(piece, first);
        this.#kernel.keepLast();
        this.#nextText(side);
      }
    } finally {
      for (const side of SIDES) this.#sides[side].reader.close();
    }
  }

  #begin(piece: MergePiece): void {
    const { sides, mostPairs, listed } = this.#task;
    this.#results.begin(Atomics.load(this.#listed, 0) > mostPairs ? listed : ALL);
    for (const side of SIDES) {
      this.#sides[side].reader.open(sides[side].file, piece[side]);
      this.#sides[side].kernel.beginRows(1, 0);
    }
  }

  /** The side of which the kernel needs more; undefined at the end of both. */
  #usedUp(): Side | undefined {
    const next = { legacy: this.#kernel.nextLegacy.value, candidate: this.#kernel.nextCandidate.value };
    return SIDES.find((side) => !this.#sides[side].reader.ended && next[side] >>> 0 === this.#counts[side]);
  }

  readonly #counts = { legacy: 0, candidate: 0 };

  /** Gives the kernel the next text of a side, an empty one where none is left: the key of its first record. */
  #nextText(side: Side): RawKey | undefined {
    const { reader, kernel } = this.#sides[side];
    const { columns, key } = this.#task.sides[side];
    const found = reader.next('findFields');
    const { text } = reader;
    const count = found ? kernel.recordCount.value >>> 0 : 0;
    const from = found && reader.holdsHeader ? 1 : 0;
    this.#counts[side] = count;
    if (found) this.#noteTraits(side, from);
    const give = side === 'legacy' ? this.#kernel.setLegacyText : this.#kernel.setCandidateText;
    give(text.address, text.ends, text.records, count, columns, from, kernel.hasReturns.value, Number(reader.ended));
    return count > from ? rawCells(this.#arena, text, this.#task.sides[side], from, key) : undefined;
  }

  /** How the text is written: what nothing new can be told of is not looked at. */
  #noteTraits(side: Side, header: number): void {
    const { kernel, reader } = this.#sides[side];
    if (kernel.hasReturns.value === 0 && kernel.bareColumnsLeft() === 0 && kernel.quotesNeeded(reader.text.address, 0, reader.tail) !== 0) return;
    kernel.setRows(1, 1, 0, 0, reader.text.canonical);
    kernel.takeRecords(reader.text.address, header);
  }

  #report(piece: MergePiece, first: RawKey | undefined): MergeReport {
    const kernel = this.#kernel;
    kernel.flushMerge();
    kernel.keepLast();
    if (kernel.lost.value !== 0) throw new Irregular(LOST);
    const found = this.#results.end();
    Atomics.add(this.#listed, 0, found.pairs.length / 2);
    return {
      ...found,
      scans: {
        legacy: this.#scanOf('legacy', piece, kernel.emptyLegacy.value >>> 0),
        candidate: this.#scanOf('candidate', piece, kernel.emptyCandidate.value >>> 0),
      },
      keys: first === undefined ? {} : { first, last: this.#results.lastKey },
    };
  }

  #scanOf(side: Side, piece: MergePiece, emptyKeys: number): ScanReport {
    const { reader, kernel, tables } = this.#sides[side];
    const { records, finalNewline, bom } = reader;
    const crlf = kernel.crlf.value >>> 0;
    return {
      rows: Math.max(0, records - Number(piece[side].first)),
      lines: reader.notes.next - 1,
      ...{ bom, crlf, finalNewline, emptyKeys },
      lf: records - crlf - Number(records > 0 && !finalNewline),
      ragged: 0,
      ...tables.quoting,
      sumLow: 0n,
      sumHigh: 0n,
      index: reader.notes.index,
    };
  }
}
