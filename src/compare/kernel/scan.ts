import type { Arena } from './arena.ts';
import type { Depth, KernelExports } from './exports.ts';
import { Irregular } from './irregular.ts';
import type { RowBlocks } from './row-blocks.ts';
import { ScanTables } from './scan-tables.ts';
import type { ScanPiece, ScanReport, ScanTask } from './scan-task.ts';
import { TextReader } from './text-reader.ts';

const LF = 10;
const CR = 13;
/** Columns up to which looking for a field costs less than noting all of them. */
const IN_FRONT = 3;

/**
 * Reads stretches of one file by the kernel. What is not as it should be (misplaced quotes, a lone CR, bytes that are no UTF-8) is left to the careful
 * reader: throws `Irregular`, and what the file system throws.
 */
export class Scan {
  readonly #task: ScanTask;
  readonly #kernel: KernelExports;
  readonly #arena: Arena;
  readonly #blocks: RowBlocks;
  readonly #reader: TextReader;
  readonly #tables: ScanTables;
  #firstRagged: ScanReport['firstRagged'];

  constructor(task: ScanTask, kernel: KernelExports, arena: Arena, blocks: RowBlocks, chunkBytes: number) {
    this.#task = task;
    this.#kernel = kernel;
    this.#arena = arena;
    this.#blocks = blocks;
    this.#reader = new TextReader(task, kernel, arena, chunkBytes);
    this.#tables = new ScanTables(arena, kernel, task);
  }

  run({ stretch, numberBefore, numbers }: ScanPiece): ScanReport {
    this.#kernel.beginRows(this.#task.partitionBits, numberBefore);
    this.#firstRagged = undefined;
    this.#reader.open(this.#task.file, stretch);
    try {
      while (this.#reader.next(this.#depth())) this.#take();
    } finally {
      this.#reader.close();
    }
    const rows = Math.max(0, this.#reader.records - Number(stretch.first));
    if (rows > numbers) throw new Irregular('more records than numbers for them');
    return this.#report(rows);
  }

  /** Records alone will do where no field is asked for, but the key's in front. */
  #depth(): Depth {
    const { keep, whole, key } = this.#task;
    if (keep === 'count') return 'countRecords';
    const records = whole && (keep === 'sums' || (keep === 'rows' && key.every((place) => place < IN_FRONT)));
    return records && this.#kernel.bareColumnsLeft() === 0 ? 'findRecords' : 'findFields';
  }

  #take(): void {
    const { keep } = this.#task;
    const { address } = this.#reader.text;
    this.#setRows();
    const depth = this.#depth();
    const header = Number(this.#reader.holdsHeader);
    const known = this.#kernel.ragged.value;
    if (depth === 'findFields') this.#kernel.takeRecords(address, header);
    else if (this.#kernel.uneven.value !== 0) {
      if (keep === 'count') throw new Irregular('records of other lengths than the header');
      this.#reader.again('findFields');
      this.#kernel.takeRecords(address, header);
    } else if (depth === 'findRecords') this.#kernel.takeWholeRecords(address, header);
    if (known === 0 && this.#kernel.ragged.value !== 0) this.#noteRagged();
  }

  /** The reader's buffers may have moved. */
  #setRows(): void {
    const { keep, whole } = this.#task;
    const table = this.#keepsRows ? this.#blocks.table : 0;
    const { canonical } = this.#reader.text;
    this.#kernel.setRows(Number(keep === 'structure'), Number(whole && keep !== 'codes'), Number(keep === 'codes'), table, canonical);
  }

  get #keepsRows(): boolean {
    return this.#task.keep === 'rows' || this.#task.keep === 'codes';
  }

  #noteRagged(): void {
    const { address } = this.#reader.text;
    const before = this.#arena.bytes.subarray(address, address + (this.#kernel.firstRaggedAt.value >>> 0));
    this.#firstRagged = { line: this.#reader.line + lineEndsIn(before), cells: this.#kernel.firstRaggedFields.value };
  }

  #report(rows: number): ScanReport {
    const { crlf, emptyKeys, ragged, sumLow, sumHigh } = this.#kernel;
    const { records, bom, notes, finalNewline } = this.#reader;
    return {
      rows,
      lines: notes.next - 1,
      bom,
      crlf: crlf.value >>> 0,
      lf: records - (crlf.value >>> 0) - Number(records > 0 && !finalNewline),
      finalNewline,
      emptyKeys: emptyKeys.value >>> 0,
      ragged: ragged.value >>> 0,
      ...(this.#firstRagged === undefined ? {} : { firstRagged: this.#firstRagged }),
      ...this.#tables.quoting,
      sumLow: BigInt.asUintN(64, sumLow.value),
      sumHigh: BigInt.asUintN(64, sumHigh.value),
      index: notes.index,
      ...(this.#keepsRows ? { extents: [this.#blocks.endPiece()] } : {}),
    };
  }
}

/** LF, CR and CRLF count as one each. */
function lineEndsIn(bytes: Uint8Array): number {
  let count = 0;
  for (const [at, byte] of bytes.entries()) if (byte === CR || (byte === LF && bytes[at - 1] !== CR)) count += 1;
  return count;
}
