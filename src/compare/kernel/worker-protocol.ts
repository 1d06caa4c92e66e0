import type { JoinTask } from './join-task.ts';
import type { ScanTask } from './scan-task.ts';

/** What a thread of the kernel begins with. */
export interface WorkerSetup {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** 96 random bytes, the same for all threads of one comparison. */
  readonly secrets: Uint8Array;
  /** A private folder for rows beyond the bound. */
  readonly folder: string;
  /** Of its own among the threads. */
  readonly name: string;
  readonly chunkBytes: number;
  readonly blockBytes: number;
}

/** Answered by a `ScanResult` or a `JoinReport`, in the order of the requests. */
export type WorkerRequest = { readonly scan: ScanTask } | { readonly join: JoinTask };
