import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { KernelThreads } from './kernel-threads.ts';
import type { ScanTask } from './scan-task.ts';

describe('a thread of the kernel that ends without an answer', () => {
  it('is told, instead of being waited for in vain', async () => {
    const end = (worker: Worker) => void worker.terminate();
    process.once('worker', end);
    const threads = new KernelThreads({ threads: 1 });
    try {
      const ended = { code: 'kernel.ended', exitCode: 4, received: expect.stringMatching(/^exit code \d+$/) };
      await expect(threads.scan({} as ScanTask)).rejects.toMatchObject(ended);
    } finally {
      process.removeListener('worker', end);
      await threads.close();
    }
  });
});
