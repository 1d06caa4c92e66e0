import { SIDES, type Side } from '../../model/side.ts';
import type { Arena } from './arena.ts';
import { DEPTH, type KernelExports } from './exports.ts';
import { Irregular } from './irregular.ts';
import { lowerKey, type RawKey } from './key-order.ts';
import { LOST, type MergePiece, type MergeReport, type MergeTask } from './merge-task.ts';
import { NumberList } from './number-list.ts';
import { rawCells } from './raw-cells.ts';
import { ScanTables } from './scan-tables.ts';
import type { ScanReport } from './scan-task.ts';
import { TextReader } from './text-reader.ts';

const OUT = 12 << 12;
const COLUMN_BYTES = 24;
/** Room for one key. */
const KEY_BYTES = 1 << 12;
const KINDS = { pair: 1, oneSided: 2, requoted: 4 } as const;
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
  readonly #out: number;
  readonly #columns: number;
  /** One number that all threads share: pairs that were listed. */
  readonly #listed: Int32Array;
  #found = emptyLists();

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
    const { legacy, candidate } = task.sides;
    this.#out = arena.allocate(OUT + COLUMN_BYTES * legacy.places.length + KEY_BYTES + 8 * legacy.key.length + 16);
    this.#columns = this.#out + OUT;
    const last = this.#columns + COLUMN_BYTES * legacy.places.length;
    const placesOf = (places: readonly number[]) => {
      const at = arena.allocate(4 * places.length + 4);
      arena.words(at, places.length).set(places);
      return at;
    };
    this.#kernel.setMergeColumns(
      ...([legacy.key.length, placesOf(legacy.key), placesOf(candidate.key)] as const),
      ...([legacy.places.length, placesOf(legacy.places), placesOf(candidate.places)] as const),
      ...([last, last + 8 * legacy.key.length, KEY_BYTES] as const),
    );
  }

  /** The kernel's results are full. */
  drain(bytes: number): void {
    const { pairs, requoted, removed, added } = this.#found;
    const words = this.#arena.words(this.#out, bytes / 4);
    for (let at = 0; at < words.length; at += 3) {
      const [kind, legacy = 0, candidate = 0] = words.subarray(at, at + 3);
      if (kind === KINDS.oneSided) (legacy === 0 ? added : removed).push(legacy === 0 ? candidate : legacy);
      else {
        const list = kind === KINDS.pair ? pairs : requoted;
        list.push(candidate);
        list.push(legacy);
      }
    }
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
    const { order, whole, sides, mostPairs, listed } = this.#task;
    const most = Atomics.load(this.#listed, 0) > mostPairs ? listed : ALL;
    const { quote } = sides.legacy;
    this.#found = emptyLists();
    this.#arena.words(this.#columns, (COLUMN_BYTES / 4) * sides.legacy.places.length).fill(0);
    this.#kernel.setMerge(Number(order.descends), Number(order.byLength), Number(whole), quote, this.#columns, this.#out, OUT, most);
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
    const found = reader.next(DEPTH.fields);
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
    const { pairs, requoted, removed, added } = this.#found;
    Atomics.add(this.#listed, 0, pairs.all.length / 2);
    return {
      pairs: pairs.all,
      requoted: requoted.all,
      removed: removed.all,
      added: added.all,
      differing: kernel.differing.value >>> 0,
      columns: this.#arena.words(this.#columns, (COLUMN_BYTES / 4) * this.#task.sides.legacy.places.length).slice(),
      scans: {
        legacy: this.#scanOf('legacy', piece, kernel.emptyLegacy.value >>> 0),
        candidate: this.#scanOf('candidate', piece, kernel.emptyCandidate.value >>> 0),
      },
      keys: first === undefined ? {} : { first, last: this.#lastKey() },
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

  /** As `keepLast` left it. */
  #lastKey(): RawKey {
    const { key } = this.#task.sides.legacy;
    const table = this.#columns + COLUMN_BYTES * this.#task.sides.legacy.places.length;
    const words = this.#arena.words(table, 2 * key.length);
    return key.map((_, nth) => this.#arena.bytes.slice(words[2 * nth] ?? 0, (words[2 * nth] ?? 0) + (words[2 * nth + 1] ?? 0)));
  }
}

function emptyLists() {
  return { pairs: new NumberList(), requoted: new NumberList(), removed: new NumberList(), added: new NumberList() };
}
