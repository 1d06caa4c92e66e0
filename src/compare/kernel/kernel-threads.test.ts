import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { KernelThread } from './kernel-thread.ts';
import type { SharedWork, WorkerSetup } from './worker-protocol.ts';

describe('a thread of the kernel that ends without an answer', () => {
  it('is told, instead of being waited for in vain', async () => {
    const end = (worker: Worker) => void worker.terminate();
    process.once('worker', end);
    const thread = new KernelThread({} as WorkerSetup, undefined);
    try {
      const ended = { code: 'kernel.ended', exitCode: 4, received: expect.stringMatching(/^exit code \d+$/) };
      await expect(thread.ask({} as SharedWork, new Int32Array(new SharedArrayBuffer(8)))).rejects.toMatchObject(ended);
    } finally {
      process.removeListener('worker', end);
      await thread.close(false);
    }
  });
});
