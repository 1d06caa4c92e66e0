import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { TableSource } from '../csv/csv-format.ts';
import type { CsvRecord } from '../csv/csv-record.ts';
import { cancelled, fileChanged, unreadableFile } from '../csv/file-chunks.ts';
import type { RecordReader } from '../csv/record-reader.ts';
import { Arena, sharedMemory } from './arena.ts';
import { instantiate, type KernelExports } from './exports.ts';
import { kernelModule } from './kernel-threads.ts';
import { RecordDecoder } from './record-decoder.ts';
import type { ChunkIndex } from './scan-task.ts';
import { dialectOf, TextBuffer } from './text-buffer.ts';

const LF = 10;
/** Bytes that are read at once where all are wanted. */
const AT_ONCE = 1 << 18;
/** What is loaded before others are heard. */
const LOADS_AT_ONCE = 8;
const NO_HOST = { blockFull: () => {}, drain: () => {} };

/** Reads chosen records again: only the stretches of the file in which they lie. The file was found to be regular before. */
export class KernelReader implements RecordReader {
  readonly #source: TableSource;
  readonly #index: ChunkIndex;
  readonly #signal: AbortSignal | undefined;
  readonly #arena = new Arena(sharedMemory());
  readonly #kernel: KernelExports = instantiate(kernelModule(), this.#arena.memory, NO_HOST);
  #text: TextBuffer | undefined;
  readonly #quote: number;
  #fd: number | undefined;
  #loaded = -1;
  #loads = 0;
  #records = 0;

  constructor(source: TableSource, index: ChunkIndex, signal?: AbortSignal) {
    this.#source = source;
    this.#index = index;
    this.#signal = signal;
    this.#quote = source.format.quote.charCodeAt(0);
  }

  async read(wanted: Uint32Array, visit: (record: CsvRecord) => void): Promise<void> {
    let nth = 0;
    for (let at = 0; at < wanted.length; ) {
      nth = this.#stretchOf(wanted[at] ?? 0, nth);
      if (!(await this.#load(nth))) return;
      const before = this.#index.rows[nth] ?? 0;
      // The first record of the file is its header.
      const first = before - (nth === 0 ? 1 : 0);
      const decoder = this.#decoder(nth);
      for (; at < wanted.length && (wanted[at] ?? 0) - first < this.#records; at++) {
        const index = wanted[at] ?? 0;
        visit(decoder.decode(index - first, index + 1));
      }
      nth += 1;
    }
  }

  /** All records, a stretch at a time. Throws `compare.file-changed`, too. */
  async *stretches(): AsyncGenerator<readonly CsvRecord[]> {
    const { rows, offsets } = this.#index;
    for (let nth = 0, end = 1; nth < rows.length; nth = end, end += 1) {
      while (end < rows.length && (offsets[end + 1] ?? 0) - (offsets[nth] ?? 0) <= AT_ONCE) end += 1;
      if (!(await this.#load(nth, end))) throw fileChanged(this.#source);
      const before = rows[nth] ?? 0;
      const skipped = nth === 0 ? 1 : 0;
      const decoder = this.#decoder(nth);
      yield Array.from({ length: this.#records - skipped }, (_, at) => decoder.decode(at + skipped, before + at + 1));
    }
  }

  async close(): Promise<void> {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#loaded = -1;
  }

  #decoder(nth: number): RecordDecoder {
    const line = (this.#index.lines[nth] ?? 1) - (this.#source.origin?.linesBefore ?? 0);
    return new RecordDecoder(this.#kernel, this.#arena, this.#room(0), { quote: this.#quote, line });
  }

  /** The buffer, with room for at least so many bytes. */
  #room(bytes: number): TextBuffer {
    if (this.#text === undefined || this.#text.capacity < bytes) {
      const capacity = 64 * Math.ceil((bytes * 1.25 + 64) / 64);
      this.#text = new TextBuffer(this.#arena, this.#kernel, dialectOf(this.#source, 0), capacity);
    }
    return this.#text;
  }

  /** The stretch that holds a record, not before `from`. */
  #stretchOf(record: number, from: number): number {
    const { rows } = this.#index;
    let low = from;
    let high = rows.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((rows[middle] ?? 0) <= record) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Loads from one stretch on up to before another. False where the file is not what it was. */
  async #load(nth: number, end = nth + 1): Promise<boolean> {
    if (this.#loaded === nth && end === nth + 1) return true;
    await this.#breathe();
    if (this.#signal?.aborted === true) throw cancelled(this.#signal.reason);
    this.#loaded = -1;
    const { rows, offsets } = this.#index;
    const size = (offsets[end] ?? 0) - (offsets[nth] ?? 0);
    const { address } = this.#room(size);
    const length = this.#bytes(address, size, offsets[nth] ?? 0);
    // The last record may have no line end: the index counts one for it.
    const bytes = this.#arena.bytes;
    if (length === size - 1 && end === rows.length) bytes[address + length] = LF;
    else if (length !== size) return false;
    this.#kernel.findFields(address, size);
    if (this.#kernel.irregular.value !== 0 || this.#kernel.tail.value !== size) return false;
    this.#records = this.#kernel.recordCount.value >>> 0;
    this.#loaded = end === nth + 1 ? nth : -1;
    return true;
  }

  /** A wish to stop, and whatever else happens, is heard between reads of a few hundred KiB. */
  async #breathe(): Promise<void> {
    this.#loads += 1;
    if (this.#loads % LOADS_AT_ONCE === 0) await setImmediate();
  }

  #bytes(address: number, size: number, offset: number): number {
    try {
      this.#fd ??= openSync(this.#source.file, 'r');
      let done = 0;
      for (let read = 1; read > 0 && done < size; done += read) {
        read = readSync(this.#fd, this.#arena.bytes, address + done, size - done, offset + done);
      }
      return done;
    } catch (cause) {
      throw unreadableFile(cause, this.#source);
    }
  }
}
