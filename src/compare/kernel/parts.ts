import { closeSync, openSync, readSync } from 'node:fs';
import type { Arena } from './arena.ts';
import { DEPTH, type KernelExports } from './exports.ts';
import type { Ranges } from './match-sections.ts';
import type { RowBlocks, RowExtents } from './row-blocks.ts';
import { ScanTables } from './scan-tables.ts';
import type { ChunkIndex, ScanTask } from './scan-task.ts';
import { TextBuffer } from './text-buffer.ts';

const LF = 10;

/** Some records of a file that was read before. */
export interface PartsTask {
  /** As it was, but for `keep`. */
  readonly scan: ScanTask;
  readonly parts: readonly Part[];
}

/** A stretch of the file, and the records in it that are wanted. */
export interface Part {
  readonly offset: number;
  readonly bytes: number;
  readonly last: boolean;
  /** Whether the file's header is its first record. */
  readonly header: boolean;
  readonly recordsBefore: number;
  readonly ranges: Ranges;
}

/** The stretches in which records lie. */
export function partsOf({ rows, offsets }: ChunkIndex, ranges: Ranges): Part[] {
  const parts: Part[] = [];
  let next = 0;
  for (let nth = 0; nth < rows.length && next < ranges.length; nth++) {
    const before = rows[nth] ?? 0;
    const end = rows[nth + 1] ?? Number.POSITIVE_INFINITY;
    const wanted: [number, number][] = [];
    for (; next < ranges.length; next++) {
      const [first, last] = ranges[next] ?? [0, 0];
      if (first > end) break;
      wanted.push([Math.max(first, before + 1), Math.min(last, end)]);
      if (last > end) break;
    }
    const offset = offsets[nth] ?? 0;
    const place = { offset, bytes: (offsets[nth + 1] ?? 0) - offset, last: nth === rows.length - 1, header: nth === 0 };
    if (wanted.length > 0) parts.push({ ...place, recordsBefore: before, ranges: wanted });
  }
  return parts;
}

/** Writes the rows of the wanted records. Undefined where the file is not what it was. Throws what the file system throws. */
export function scanParts({ scan, parts }: PartsTask, kernel: KernelExports, arena: Arena, blocks: RowBlocks): RowExtents | undefined {
  const longest = parts.reduce((most, { bytes }) => Math.max(most, bytes), 64);
  const text = new TextBuffer(arena, kernel, scan, 64 * Math.ceil(longest / 64));
  blocks.begin(scan.bound);
  new ScanTables(arena, kernel, scan);
  kernel.setRows(0, Number(scan.whole), 0, blocks.table, text.canonical);
  kernel.beginRows(scan.partitionBits);
  kernel.setSections(0, 0, 0, 0, 0, 0);
  const fd = openSync(scan.file, 'r');
  try {
    for (const part of parts) {
      if (!load(fd, part, text.address, arena)) return undefined;
      kernel.indexText(text.address, part.bytes, DEPTH.fields);
      if (kernel.irregular.value !== 0 || kernel.tail.value !== part.bytes) return undefined;
      for (const [first, last] of part.ranges) {
        kernel.restart(part.recordsBefore, first, last);
        kernel.takeRecords(text.address, Number(part.header));
      }
    }
  } finally {
    closeSync(fd);
  }
  return blocks.end();
}

/** The last record may have no line end: the index counts one for it. */
function load(fd: number, { offset, bytes, last }: Part, address: number, arena: Arena): boolean {
  let done = 0;
  for (let read = 1; read > 0 && done < bytes; done += read) read = readSync(fd, arena.bytes, address + done, bytes - done, offset + done);
  if (last && done === bytes - 1) arena.bytes[address + done++] = LF;
  return done === bytes;
}
