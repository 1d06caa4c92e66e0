import { parentPort, workerData } from 'node:worker_threads';
import { Arena } from './arena.ts';
import { instantiate } from './exports.ts';
import { Join } from './join.ts';
import { RowBlocks } from './row-blocks.ts';
import { scanFile } from './scan.ts';
import type { WorkerRequest, WorkerSetup } from './worker-protocol.ts';

/** One thread of the kernel: reads a side, or brings partitions together, as it is asked. */
const { module, memory, secrets, folder, name, chunkBytes, blockBytes } = workerData as WorkerSetup;
const arena = new Arena(memory);
let join: Join | undefined;
let blocks: RowBlocks | undefined;
const rowsOf = new Map<string, RowBlocks>();
const kernel = instantiate(module, memory, { blockFull: (partition) => blocks?.full(partition), drain: (bytes) => join?.drain(bytes) });
const seed = arena.allocate(secrets.byteLength);
arena.bytes.set(secrets, seed);
kernel.seed(seed);

parentPort?.on('message', (request: WorkerRequest) => {
  if ('scan' in request) {
    const { side } = request.scan;
    blocks = rowsOf.get(side) ?? new RowBlocks(arena, blockBytes, folder, `${name}-${side}`);
    rowsOf.set(side, blocks);
    parentPort?.postMessage(scanFile(request.scan, kernel, arena, blocks, chunkBytes));
  } else {
    join = new Join(request.join, kernel, arena);
    parentPort?.postMessage(join.run());
  }
});
