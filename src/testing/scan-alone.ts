import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { Arena, sharedMemory } from '../compare/kernel/arena.ts';
import { instantiate, type KernelExports, SECRET_BYTES } from '../compare/kernel/exports.ts';
import { Irregular } from '../compare/kernel/irregular.ts';
import { kernelModule } from '../compare/kernel/kernel-threads.ts';
import { RowBlocks } from '../compare/kernel/row-blocks.ts';
import { Scan } from '../compare/kernel/scan.ts';
import type { Answer, ScanReport, ScanTask } from '../compare/kernel/scan-task.ts';
import { wholeFile } from '../compare/kernel/stretch.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

/** Hash secrets that are always the same. */
export function seedForTests(kernel: KernelExports, arena: Arena): void {
  const seed = arena.allocate(SECRET_BYTES);
  // What a proof asks of them is that none tells of another.
  for (let at = 0; at < SECRET_BYTES; at += 32) arena.bytes.set(createHash('sha256').update(`secret ${at}`).digest(), seed + at);
  kernel.seed(seed);
}

/** Reads one file by the kernel in this thread, with hash secrets that are always the same. */
export function scanAlone(task: Pick<ScanTask, 'file' | 'columns'> & Partial<ScanTask>, chunkBytes: number): Answer<ScanReport> {
  const memory = sharedMemory();
  const arena = new Arena(memory);
  const kernel = instantiate(kernelModule(), memory, { blockFull: (partition) => blocks.full(partition), drain: () => {} });
  const blocks: RowBlocks = new RowBlocks(arena, 256, folder, 'test');
  seedForTests(kernel, arena);
  const places = Array.from({ length: task.columns }, (_, place) => place);
  const dialect = { delimiter: 44, quote: 34 };
  const usual = { side: 'legacy', key: [0], places, whole: true, keep: 'rows', partitionBits: 8 } as const;
  blocks.begin({ left: 1 << 20 });
  try {
    const scan = new Scan({ ...usual, ...dialect, ...task }, kernel, arena, blocks, chunkBytes);
    return scan.run({ side: 'legacy', stretch: wholeFile(statSync(task.file).size), numberBefore: 0, numbers: 0xffffffff });
  } catch (error) {
    if (error instanceof Irregular) return { irregular: error.message };
    throw error;
  } finally {
    blocks.close();
  }
}
