import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
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

describe('a thread of the kernel that answers while it is being ended', () => {
  it('is waited for, instead of letting the process end without a word', async () => {
    const root = join(import.meta.dirname, '../../..');
    const program = join(temporaryFolder(), 'program.mjs');
    writeFileSync(
      program,
      `import { KernelThread } from ${JSON.stringify(`file://${join(import.meta.dirname, 'kernel-thread.ts')}`)};
       const numbers = new Int32Array(new SharedArrayBuffer(8));
       const thread = new KernelThread(undefined, undefined);
       await thread.ask({ pieces: [] }, numbers);
       void thread.ask({ pieces: [] }, numbers);
       // Its answer lies there, unread.
       Atomics.wait(numbers, 1, 0, 200);
       await thread.close(false);
       console.log('closed');`,
    );
    expect(
      (await promisify(execFile)(process.execPath, ['--import', join(root, 'node_modules/tsx/dist/loader.mjs'), program], { cwd: root })).stdout,
    ).toBe('closed\n');
  });
});
