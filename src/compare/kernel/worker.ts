import { parentPort } from 'node:worker_threads';
import type { Side } from '../../model/side.ts';
import { Arena } from './arena.ts';
import { instantiate, type KernelExports } from './exports.ts';
import { Join } from './join.ts';
import type { JoinReport } from './join-task.ts';
import { scanParts } from './parts.ts';
import { RowBlocks, type RowExtents } from './row-blocks.ts';
import { scanFile } from './scan.ts';
import type { ScanResult } from './scan-task.ts';
import type { WorkerRequest, WorkerSetup } from './worker-protocol.ts';

/** One thread of the kernel: reads a side, or brings partitions together, as it is asked. */
class KernelWork {
  readonly #setup: WorkerSetup;
  readonly #arena: Arena;
  readonly #kernel: KernelExports;
  readonly #rowsOf = new Map<Side, RowBlocks>();
  #join: Join | undefined;
  #blocks: RowBlocks | undefined;

  constructor(setup: WorkerSetup) {
    const { module, memory, secrets } = setup;
    this.#setup = setup;
    this.#arena = new Arena(memory);
    this.#kernel = instantiate(module, memory, {
      blockFull: (partition) => this.#blocks?.full(partition),
      drain: (bytes) => this.#join?.drain(bytes),
    });
    const seed = this.#arena.allocate(secrets.byteLength);
    this.#arena.bytes.set(secrets, seed);
    this.#kernel.seed(seed);
  }

  answer(request: Exclude<WorkerRequest, { setup: WorkerSetup }>): ScanResult | RowExtents | JoinReport | undefined {
    if ('scan' in request) return scanFile(request.scan, this.#kernel, this.#arena, this.#blocksOf(request.scan.side), this.#setup.chunkBytes);
    if ('parts' in request) return scanParts(request.parts, this.#kernel, this.#arena, this.#blocksOf(request.parts.scan.side));
    this.#join = new Join(request.join, this.#kernel, this.#arena);
    return this.#join.run();
  }

  #blocksOf(side: Side): RowBlocks {
    const { blockBytes, folder, name } = this.#setup;
    const blocks = this.#rowsOf.get(side) ?? new RowBlocks(this.#arena, blockBytes, folder, `${name}-${side}`);
    this.#rowsOf.set(side, blocks);
    this.#blocks = blocks;
    return blocks;
  }
}

let work: KernelWork | undefined;

parentPort?.on('message', (request: WorkerRequest) => {
  if ('setup' in request) work = new KernelWork(request.setup);
  else parentPort?.postMessage(work?.answer(request));
});
