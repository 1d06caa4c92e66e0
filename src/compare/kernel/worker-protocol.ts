import type { JoinTask } from './join-task.ts';
import type { PartsTask } from './parts.ts';
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

/** Answered by a `ScanResult`, the `RowExtents` of the parts (undefined where the file changed) or a `JoinReport`, in the order of the requests; the setup comes first, and is not answered. */
export type WorkerRequest =
  | { readonly setup: WorkerSetup }
  | { readonly scan: ScanTask }
  | { readonly parts: PartsTask }
  | { readonly join: JoinTask };
